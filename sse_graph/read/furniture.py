"""What of a web page is furniture: menus, cookie lines, share buttons, what stands on every page of a site.

Input: elements of a parsed page. Output: yes or no. It does **not** change the page. Lists of links are not furniture
for being links: the member lists and directories of this field are just that. Landmarks, the names of classes and the
words that menus consist of decide.
"""

from __future__ import annotations

import re
from typing import Any, Final


def word_set(text: str) -> frozenset[str]:
    """The words of ``text`` as a set."""
    return frozenset(text.split())


GONE: Final = word_set(
    "script style noscript template iframe svg canvas object embed applet audio video select option datalist "
    "button input textarea dialog head map math frame frameset noframes"
)
"""Elements without text of the page."""
_LANDMARKS: Final = frozenset({"nav"})
_ROLES: Final = word_set("navigation search dialog alertdialog menu menubar toolbar tablist banner")
_FURNITURE: Final = word_set(
    "nav navbar navigation navi menu menus submenu megamenu menubar breadcrumb breadcrumbs fil-ariane cookie "
    "cookies consent gdpr rgpd cookiebar cookiebanner onetrust cmplz tarteaucitron share sharing sharedaddy "
    "addtoany social socials rrss pagination pager skip skiplink login signin searchform search newsletter "
    "subscribe subscription popup modal lightbox comments comment-respond respond related relatedposts jp- "
    "relatedposts toolbar topbar masthead adminbar wpadminbar langswitcher language-switcher wpml-ls screen- "
    "reader-text sr-only visually-hidden advert advertisement ads edit-link"
)
"""Words in the names of classes and ids, each alone or joined by a hyphen."""
_MARGINS: Final = frozenset(["sidebar", "footer"])
_WIDGETS: Final = frozenset(["widget", "widgets", "widget-area", "textwidget"])
_PARTS: Final = frozenset(["entry", "post", "article", "card", "section"])
"""Words that make a class tell the foot of a part of the page, not of the page."""
_HOLDERS: Final = frozenset(["html", "body", "main", "article"])
_STATES: Final = frozenset(["has", "with", "no", "without", "is", "open", "closed", "js", "page", "layout"])
"""Words that make a class tell the state of the page: "has-sidebar"."""
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MENU: Final = re.compile(
    r"(?i)(?:home|home ?page|about|about us|who we are|what we do|contact|contact us|news|events?|blog|log ?in|"
    r"sign in|sign up|register|"
    r"search|site ?map|privacy(?: policy)?|cookie(?:s| policy| settings)?|legal notices?|terms(?: (?:of use|"
    r"and conditions|& conditions))?|"
    r"imprint|donate|subscribe|newsletter|press|jobs|careers|faq|help|accessibility|resources|publications|"
    r"gallery|media|"
    r"accueil|qui sommes[- ]nous ?\??|à propos|actualités?|agenda|nous contacter|mentions légales|plan du site|"
    r"connexion|se connecter|"
    r"s'inscrire|rechercher|politique de confidentialité|faire un don|presse|ressources|espace (?:membres?|"
    r"presse)|accessibilité|"
    r"inicio|quiénes somos|qué hacemos|sobre nosotr[oa]s|noticias|actualidad|eventos|contacto|aviso legal|"
    r"política de (?:privacidad|cookies)|mapa (?:del sitio|web)|iniciar sesión|acceder|buscar|donar|"
    r"suscribirse|prensa|recursos|publicaciones|"
    r"en|fr|es|english|français|español|castellano|català|português|deutsch|italiano|"
    r"facebook|twitter|x|linkedin|instagram|youtube|whatsapp|telegram|mastodon|rss|flickr|vimeo|"
    r"menu|next|previous|suivant|précédent|siguiente|anterior|»|«|›|‹|→|←|\d{1,3}|…)"
)
_LINE: Final = re.compile(
    r"(?i)(?:(?:skip|jump) to (?:main )?(?:content|navigation).*|aller au contenu.*|(?:saltar|ir) al contenido.*|"
    r"read more.{0,12}|more|lire (?:la suite|plus).{0,12}|en savoir plus.{0,6}|leer más.{0,12}|ver más.{0,12}|"
    r"saber más.{0,6}|learn more.{0,6}|"
    r"share(?: (?:this|on|via|:).{0,40})?|partager(?: (?:sur|cet|cette|:).{0,40})?|compartir(?: (?:en|este|"
    r"esta|:).{0,40})?|"
    r"tweet|print|imprimer|imprimir|e-?mail this|back to top|haut de page|retour en haut|volver arriba|back|"
    r"retour|volver|"
    r"(?:©|\(c\)|copyright).{0,160}|.{0,60}all rights reserved.{0,60}|.{0,60}tous droits réservés.{0,60}|"
    r".{0,60}todos los derechos reservados.{0,60}|(?:proudly )?powered by .{0,40}|propulsé par .{0,40}|"
    r"accept(?: all)?(?: cookies)?|decline|reject(?: all)?|tout accepter|(?:tout )?refuser|aceptar(?: todo|"
    r" todas)?|rechazar(?: todo)?|"
    r"close|fermer|cerrar|menu|toggle navigation|search|rechercher|buscar|leave a (?:comment|reply)|"
    r"laisser un commentaire|"
    r"add to (?:google )?calendar|\+ ?google calendar|\+ ?(?:export|ical).{0,20}|download ics|edit|modifier|editar)"
)
_COOKIES: Final = re.compile(
    r"(?i)\b(?:we use|uses?|utilise|utilisons|utiliza|utilizamos|usamos|usa)\b.{0,40}\bcookies\b|\bcookies\b.{0,80}"
    r"\b(?:experience|expérience|experiencia|consent|consentement|consentimiento|preferences|préférences|"
    r"preferencias)\b"
)
_SHORT: Final = 400
"""Characters up to which a paragraph is looked at as a line of furniture."""
_SHARE: Final = 0.3
_FEWEST: Final = 2
"""A list is a menu when this share and this many of its entries are words of menus."""
_LONGEST_ENTRY: Final = 40


_BODIES: Final = re.compile(
    r"(?i)\b(?:partners?|sponsors?|members?|funders?|supporters?|donors?|co-?organi[sz]ers?|organi[sz]ers?|hosts?|"
    r"supported by|support of|funded by|organi[sz]ed by|partenaires?|membres?|soutiens?|soutenue? par|"
    r"avec le soutien|avec l['’]appui|"
    r"financeurs?|financée? par|organisateurs?|soci[oa]s|aliad[oa]s|miembros|entidades|patrocinador\w*|"
    r"patrocinan?|organizador\w*|organizan?|"
    r"colaborador\w*|colaboran?|financiador\w*|financian?|financiado por|con el apoyo|apoyan)\b"
)
"""Words of headings in the margin below which bodies are named."""


def judge(element: Any, main: bool) -> str:
    """``"drop"`` for furniture, ``"margin"`` for what stands beside the text or at its foot, else ``""``.

    ``main``: the page tells its main part, and the element lies in it.
    """
    tag = element.tag
    if tag in _LANDMARKS or (element.get("role") or "").lower() in _ROLES:
        return "drop"
    if tag in _HOLDERS:
        return ""
    if tag in {"aside", "footer", "header"} and not main and not _in_article(element):
        return "margin" if tag != "header" or next(element.iter("h1"), None) is None else ""
    margin = False
    for attribute in ("id", "class"):
        for name in (element.get(attribute) or "").split():
            found = [word.lower() for word in _WORDS.findall(name)]
            if not found or found[0] in _STATES:
                continue
            if name.lower() in _FURNITURE or _FURNITURE.intersection(found):
                return "drop"
            beside = not _MARGINS.isdisjoint(found) and _PARTS.isdisjoint(found)
            margin = margin or (not main and (beside or name.lower() in _WIDGETS))
    return "margin" if margin else ""


def announces_bodies(text: str) -> bool:
    """Whether a heading in the margin announces partners, members or the like."""
    return _BODIES.search(text) is not None


def _in_article(element: Any) -> bool:
    return any(ancestor.tag in {"article", "main"} for ancestor in element.iterancestors())


def is_menu(entries: list[str]) -> bool:
    """Whether a list of links is a menu, told from its words."""
    short = [entry for entry in entries if entry and len(entry) <= _LONGEST_ENTRY]
    hits = sum(_MENU.fullmatch(entry.strip(" |·•>»/-–")) is not None for entry in short)
    return hits >= _FEWEST and hits >= _SHARE * max(1, len(entries))


def is_menu_word(text: str) -> bool:
    """Whether a link's text is one that menus have."""
    return _MENU.fullmatch(text.strip()) is not None


def is_line(text: str) -> bool:
    """Whether a whole paragraph, item or heading is furniture: "Read more", "© 2026 …", a notice about cookies."""
    if len(text) > _SHORT:
        return False
    return _LINE.fullmatch(text.strip()) is not None or _COOKIES.search(text) is not None

"""Which words before a colon are a label ("Partner Organizations:"), and which only begin a sentence.

Input: a piece of one line. Output: where its labels stand. It does **not** say what a label means: that is for the
trigger phrases in ``ontology/``. The words below are those with which pages of all kinds announce a value (date, place,
people), in English, French and Spanish; a line that begins with other words and a colon is judged by its form.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_LABEL: Final = 8
"""Words that a label may have."""
_LONGEST_NAMED: Final = 6
_CHARACTERS: Final = 80
_LONG_VALUE: Final = 12
"""From this many words on, text after a colon that ends in a full stop is the rest of a sentence."""
_LINE: Final = 200
"""Characters up to which a line is looked at as a whole."""

# Stems: each stands for the word with up to three more letters (plural, gender).
_NOUNS: Final = (
    r"address|audience|author|board|budget|category|chair|chairperson|closing|committee|contact|"
    r"convener|convenor|coordinator|co-ordinator|counterpart|country|date|day|deadline|director|"
    r"discussant|donor|duration|employer|facilitator|fee|format|founder|funder|funding|guest|"
    r"headquarters|host|interpretation|jury|keynote|keyword|language|lecturer|location|manager|member|"
    r"moderator|objective|observer|office|opening|organi[sz]er|organi[sz]ation|organi[sz]ing|panel|"
    r"panelist|panellist|participant|partner|patron|period|place|presenter|president|programme|program|"
    r"publisher|rapporteur|region|registration|respondent|secretary|secretariat|session|source|speaker|"
    r"sponsor|staff|status|supporter|team|theme|time|title|topic|trainer|treasurer|trustee|type|"
    r"venue|website|webmaster|adresse|animateur|animatrice|animation|bailleur|calendrier|catégorie|"
    r"comité|coordonnateur|coordinateur|coordinatrice|durée|équipe|financeur|fondateur|gouvernance|"
    r"horaire|hôte|intervenant|intervenante|intitulé|langue|lieu|localisation|membre|modérateur|"
    r"modératrice|observateur|orateur|oratrice|organisateur|organisatrice|parrain|partenaire|pays|"
    r"porteur|présidence|président|présidente|réseaux|siège|soutien|statut|tarif|thème|titre|trésorier|"
    r"trésorière|ville|chef|aliad|apoyo|asistent|autor|ciudad|coordinador|convoca|convocan|convocante|"
    r"consejo|cuota|destinatari|dirección|domicilio|docente|donante|duración|edita|entidad|entidades|"
    r"equipo|etiqueta|fecha|financiador|financia|forma|gerente|gerencia|hora|horario|idioma|imparte|"
    r"inscripción|integrante|invitad|jurado|lema|lengua|lugar|miembro|modera|moderador|modalidad|"
    r"oficina|organiza|organizan|organizador|país|panelista|participan|participante|patrocina|patrocinan|"
    r"patrocinador|plazo|ponente|presidencia|presidenta|presupuesto|promueve|relator|requisito|sede|"
    r"socia|socio|temática|tema|ubicación|colabora|colaboran|exponen"
)
_BEFORE: Final = (
    r"academic|associate|associated|board|closing|confirmed|contact|co|executive|financial|founding|"
    r"full|funding|general|guest|head|host|implementing|institutional|key|keynote|lead|main|media|"
    r"network|next|official|opening|organi[sz]ing|our|partner|principal|project|registered|steering|"
    r"strategic|supporting|technical|target|working|nos|notre|langues?|institutions?|membres?|comité|"
    r"comités|date|structures?|nuestros?|nuestras?|medios?|entidad|entidades|organizaciones|fecha|"
    r"países|vice"
)
_AFTER: Final = (
    r"académiques?|associés?|associées?|d'honneur|de travail|financiers?|financières?|fondateurs?|"
    r"institutionnels?|institutionnelles?|limite|membres?|médias?|observateurs?|organisatrices?|de presse|"
    r"presse|principal|principale|principaux|scientifique|sociaux|techniques?|de file|aliad[oa]s?|"
    r"asociad[oa]s?|colaborador\w*|comunitari[oa]s|estratégic[oa]s?|institucional\w*|límite|"
    r"organizador\w*|promotor\w*|de trabajo|técnic[oa]s?|confirmad[oa]s?|organi[sz]ations?|institutions?|"
    r"members?|partners?|team|committee|states"
)
_PHRASES: Final = (
    r"Convened by|Co-?hosted by|Hosted by|Co-?organi[sz]ed by|Organi[sz]ed by|Funded by|Sponsored by|"
    r"Supported by|Chaired by|Moderated by|In (?:collaboration|cooperation|partnership|association) with|"
    r"With (?:the )?support (?:of|from)|With the participation of|Under the (?:patronage|auspices) of|"
    r"An initiative of|Presented by|Facilitated by|Filed under|Posted in|See also|Read also|"
    r"(?:Co-?)?[Oo]rganisée?s? par|Proposée?s? par|Portée?s? par|Soutenue?s? par|Financée?s? par|"
    r"Accueillie?s? par|Avec (?:le soutien|l['’]appui|la participation|le concours)(?: financier)?(?: de)?|"
    r"En (?:partenariat|collaboration|association) avec|À l['’]initiative de|Sous l['’]égide de|"
    r"Sous le patronage de|Mots[- ]cl[ée]s|Voir aussi|Lire aussi|(?:Co)?[Oo]rganizad[oa]s? por|"
    r"Convocad[oa]s? por|Presentad[oa]s? por|Financiad[oa]s? por|Patrocinad[oa]s? por|"
    r"Con (?:el apoyo|el patrocinio|la participación|la colaboración|la ayuda) de|"
    r"En (?:colaboración|alianza|cooperación) con|Palabras clave|Ver también"
)

_QUESTIONS: Final = "where|when|who|où|quand|qui|cuándo|dónde|quién"
_STEM = rf"(?:(?:{_NOUNS})\w{{0,3}}|(?:{_QUESTIONS})(?!\w))"
_INNER = rf"(?:(?:{_BEFORE})[ -]){{0,3}}(?:co-?)?{_STEM}(?:\([a-zé·]{{1,4}}\))?(?:[ ](?:{_AFTER})){{0,3}}"
_KNOWN = rf"(?:(?i:{_INNER})|{_PHRASES}|(?i:{_PHRASES}))"
_KNOWN_ALONE = re.compile(rf"(?i:(?:(?:the|our|nos|les|los|las|nuestr[oa]s) )?(?:{_INNER}|{_PHRASES}))")
_EDGE_NOUN = re.compile(rf"(?i:(?:co-?)?{_STEM}(?:\([a-zé·]{{1,4}}\))?)")
_SPACES = "[ \\t\\xa0\\u202f]"
_AT_START = re.compile(rf"{_KNOWN}[*_]{{0,2}}{_SPACES}?:(?!//)(?=\D|$)")
_BEFORE_COLON = re.compile(rf"(?:^|(?<=[\s.;|•)\]”»]))(?<![,–—-] )({_KNOWN}){_SPACES}?$")
_WINDOW: Final = 70
_INSIDE: Final = re.compile(
    r"(?i)\b(?:the|an?|of|and|for|our|their|its|la|les?|de|des|du|el|l[ao]s|del|y|et|e|o|ou|or|with|by) \Z"
)
_FORM = re.compile(r"[^\s:.!?;|][^:\n!?;|]{0,79}?[ \t\xa0\u202f]?:(?=[*_ \t\xa0\u202f]|$)")
_STRONG_BREAK: Final = ".;|•·"
_SPARSE: Final = 160
"""Characters a label, on the average, beyond which a paragraph is no series of fields."""


def is_known(words: str) -> bool:
    """Whether the words, without a colon, usually name a value or a section ("Speakers", "Avec l'appui de")."""
    return len(words) <= _CHARACTERS and _KNOWN_ALONE.fullmatch(" ".join(words.split())) is not None


def _is_akin(words: list[str]) -> bool:
    """Whether the first or the last word is a usual one: "Bailleurs de ce projet", "Main funders"."""
    ends = (words[0], words[-1]) if len(words) <= _LONGEST_NAMED + 1 else words[:1]
    return any(_EDGE_NOUN.fullmatch(word.strip('*_()[]«»"“”')) for word in ends)


def label_end(text: str, *, listed: bool = False) -> int:
    """Where the label that ``text`` (a line without its bullet) begins with ends, the colon included; 0 if it has none.

    ``listed``: whether neighbouring lines have labels, so that less is asked of the words.
    """
    known = _AT_START.match(text)
    if known:
        return known.end()
    match = _FORM.match(text)
    if not match:
        return 0
    name, value = match[0].rstrip(":").strip(), text[match.end() : match.end() + 400].strip()
    words = name.split()
    if (
        not 0 < len(words) <= LONGEST_LABEL
        or value.startswith(("http", "//", "www."))
        or not any(map(str.isalpha, name))
    ):
        return 0
    if not value:
        return match.end() if name[0].isupper() or _is_akin(words) else 0
    if is_known(name) or (_is_akin(words) and (len(words) <= 3 or not value[0].islower())):
        return match.end()
    if len(words) > _LONGEST_NAMED or not _looks_like_name(name) or value[0].islower():
        return 0
    if inner_labels(text, match.end()):
        return 0  # a name with a colon, then fields: "Shelter First: A Debate; Organizers: …"
    if len(words) <= 4 and all(word[0].isupper() or len(word) <= 3 for word in words):
        return match.end()
    sentence = len(value.split()) >= _LONG_VALUE and value.endswith((".", "!", "?", "…")) and ";" not in value
    return 0 if sentence and not listed else match.end()


def _looks_like_name(name: str) -> bool:
    """Whether words could be the name of a field or of a row: a capital first, no digit there, no clause inside."""
    return name[0].isupper() and "," not in name and ". " not in name and " – " not in name and " — " not in name


def inner_labels(text: str, start: int) -> list[tuple[int, int]]:
    """The labels inside ``text`` from ``start`` on: (start, end) each, the colon included.

    A usual name followed by a colon counts when it begins with a capital, or with a small letter after a semicolon or
    bar.
    """
    found: list[tuple[int, int]] = []
    colon = text.find(":", start)
    while colon >= 0:
        low = max(found[-1][1] if found else start, colon - _WINDOW)
        window = text[low:colon]
        match = None if ":" in "".join(window.rsplit(None, 1)[-1:]) else _BEFORE_COLON.search(window)
        # a digit or slashes after the colon: a time, an address
        if (
            match
            and not text.startswith("//", colon + 1)
            and (text[colon + 1 : colon + 2].isspace() or not text[colon + 1 : colon + 2].isdigit())
        ):
            begin = low + match.start(1)
            before = text[max(0, begin - 3) : begin].rstrip()[-1:]
            if _INSIDE.search(text, max(0, begin - 8), begin):
                pass  # "the Public: …" is no field
            elif (begin > low or low in (0, start) or low == found[-1][1]) and (
                match[1][0].isupper() or before in (";", "|", "•", "·")
            ):
                found.append((begin, colon + 1))
        colon = text.find(":", colon + 1)
    return found


def is_sure(text: str, labels: list[tuple[int, int]], *, prose: bool = False) -> bool:
    """Whether ``inner_labels`` are to be trusted: many of them, or one after the end of something.

    ``prose``: ``text`` is running text, in which more is asked of them.
    """
    if len(labels) > 1 and (not prose or len(text) <= len(labels) * _SPARSE):
        return True
    before = text[max(0, labels[0][0] - 3) : labels[0][0]].rstrip()
    return before.endswith(tuple(_STRONG_BREAK.replace(".", "") if prose else _STRONG_BREAK))


def first_sure_label(text: str) -> int:
    """Where the first label inside a line begins that has labels after something else; its length if none does."""
    found = inner_labels(text, 0) if ":" in text else []
    return found[0][0] if found and found[0][0] > 0 and is_sure(text, found, prose=True) else len(text)


def is_title_with_colon(text: str) -> bool:
    """Whether a line with a colon reads as one name ("Shelter First: Ending Homelessness"), not as label and value."""
    match = _FORM.match(text)
    if not match or len(text) > _LINE or not text[match.end() :].strip():
        return False
    words = match[0].rstrip(":").split()
    return len(words) > 1 and not is_known(" ".join(words)) and not _is_akin(words) and ";" not in text

"""Small documents of each format, made when they are needed: what the tests of the readers read."""

from __future__ import annotations

import io
import json
import traceback
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

from sse_graph.errors import InputError
from sse_graph.read.formats import read_bytes
from sse_graph.records import Document

EN = "The network brings together cooperatives and associations that work for a fair economy in the cities."
FR = "Le réseau rassemble des coopératives et des associations qui défendent une économie juste dans les villes."
ES = "La red reúne a cooperativas y asociaciones que trabajan por una economía justa en las ciudades del país."
LONG = (
    "The network brings together cooperatives, mutual societies and associations that work for a fair economy in the "
    "cities of the northern coast, where many co-operative banks were founded after the storm of 1953 and have lent to "
    "fishers ever since, while the municipalities of the region supported them with guarantees. "
)

HTML = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Forum of Alps | Vela</title></head>
<body><nav><a href="/">Home</a></nav><h1>Forum of Alps</h1><p>{EN}</p><h2>Members</h2><ul><li>Ora Coop</li>
<li>Lago Fund</li></ul></body></html>"""


def pdf_story(columns: int = 1, pages: int = 4, title: str = "Annual Report") -> bytes:
    """A report of ``pages`` chapters in one or two columns with running header and footer, lists and a table."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.platypus import (
        BaseDocTemplate,
        Frame,
        ListFlowable,
        ListItem,
        PageBreak,
        PageTemplate,
        Paragraph,
        Table,
    )

    styles = getSampleStyleSheet()
    body = ParagraphStyle("justified", parent=styles["BodyText"], alignment=4)

    def edges(canvas, document):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 805, "Vela Network – Annual Report 2025")
        canvas.drawCentredString(300, 30, f"Page {document.page} of {pages}")

    width = 451 / columns - (12 if columns > 1 else 0)
    frames = [Frame(72 + number * (width + 24), 60, width, 720, id=str(number)) for number in range(columns)]
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, title=title, author="Ada Reed", lang="en", invariant=1)
    document.addPageTemplates([PageTemplate("page", frames, onPage=edges)])
    story = [Paragraph("Annual Report of the Vela Network", styles["Title"])]
    for chapter in range(1, pages + 1):
        story += [
            Paragraph(f"Chapter {chapter}: Banks", styles["Heading2"]),
            *(Paragraph(f"Part {chapter}.{number}. {LONG}", body) for number in range(4)),
            ListFlowable(
                [ListItem(Paragraph(name, body)) for name in (f"Ora Cooperative {chapter}", "Lago Fund", "Blue Bank")],
                bulletType="bullet",
            ),
            Table([["Name", "City", "Year"], ["Ora", "Quito", "1990"], ["Lago", "Lima", "1953"]]),
            *([PageBreak()] if chapter < pages else []),
        ]
    document.build(story)
    return out.getvalue()


def pdf_lines(pages: Sequence[Sequence[tuple[float, float, str]]], size: float = 11, **options: object) -> bytes:
    """A PDF with each string drawn at (x, y) points from the bottom left of its page."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, **options)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def docx() -> bytes:
    """A Word file with title, headings, lists, a table, a link and core properties."""
    import docx as library

    file = library.Document()
    file.core_properties.author = "Ada Reed"
    file.core_properties.title = "Not this title"
    file.core_properties.language = "en"
    file.add_heading("Annual Report", 0)
    file.add_heading("Members", 1)
    file.add_paragraph(EN)
    file.add_paragraph("Ora Coop", style="List Bullet")
    file.add_paragraph("its branch", style="List Bullet 2")
    file.add_paragraph("Lago Fund", style="List Bullet")
    file.add_paragraph("Vote", style="List Number")
    table = file.add_table(2, 2)
    for column, name in enumerate(("Name", "City")):
        table.cell(0, column).paragraphs[0].add_run(name).bold = True
    table.cell(1, 0).text, table.cell(1, 1).text = "Ora", "Quito"
    file.add_paragraph().add_run("Partners").bold = True
    file.add_paragraph("Blue Bank and Kora Institute are its partners in the northern cities of the country.")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


_ODT_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta", "drawing")
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
ODT_BODY = f"""<text:p text:style-name="P1">Rapport annuel</text:p><text:h text:outline-level="1">Membres</text:h>
<text:p>{FR}<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Une note.</text:p>
</text:note-body></text:note></text:p>
<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
<text:list><text:list-item><text:p>Ora<text:s/>Coop</text:p><text:list><text:list-item><text:p>sa section</text:p>
</text:list-item></text:list></text:list-item><text:list-item><text:p>Lago <text:span>Fonds</text:span></text:p>
</text:list-item></text:list>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Nom</text:p></table:table-cell>
<table:table-cell><text:p>Ville</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell><text:p>Ora</text:p></table:table-cell><table:table-cell><text:p>Quito</text:p>
</table:table-cell></table:table-row></table:table>"""


def odt(body: str = ODT_BODY, manifest: str = "") -> bytes:
    """An OpenDocument text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        package.writestr(
            "content.xml",
            f"<office:document-content {_ODT_NAMES}><office:automatic-styles><style:style style:name='P1' "
            f"style:family='paragraph' style:parent-style-name='Title'/></office:automatic-styles><office:body>"
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        )
        package.writestr(
            "meta.xml",
            f"<office:document-meta {_ODT_NAMES}><office:meta><dc:creator>Ada Reed</dc:creator>"
            f"<dc:date>2025-03-14T10:00:00</dc:date></office:meta></office:document-meta>",
        )
    return out.getvalue()


def mail(*, html: str = "", attachments: Sequence[tuple[str, bytes]] = (), text: str = EN) -> bytes:
    """A message from Ada Reed with a plain text, perhaps a page, and attachments."""
    message = EmailMessage()
    message["Subject"] = "Réunion du réseau"
    message["From"] = "Ada Reed <ada@vela.example>"
    message["Date"] = "Tue, 03 Mar 2026 23:30:00 +0100"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def json_lines(*records: object) -> bytes:
    """One record a line."""
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def read_or_refused(data: bytes, name: str) -> tuple[list[Document], str]:
    """The documents in ``data``, or why it cannot be read: what readers may do with anything; mistakes fail."""
    try:
        return list(read_bytes(data, name, name)), ""
    except InputError as error:
        mistakes = (TypeError, AttributeError, IndexError, KeyError, NameError, AssertionError)
        cause = error.__cause__
        if isinstance(cause, mistakes):
            last = traceback.extract_tb(cause.__traceback__)[-1].filename
            assert "sse_graph" not in last, "".join(traceback.format_exception(cause))
        return [], str(error)

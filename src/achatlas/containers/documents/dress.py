"""How a DOCX is dressed: its styles, its properties, its page, what each page repeats; and its fields."""

from __future__ import annotations

from typing import Any

from achatlas.containers.documents.modele import Document

INK = "10222B"
SERIF, SANS = "Cambria", "Segoe UI"
MARGIN, TALL, LARGE = 1020, 16_838, 11_906
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def dress(file: Any, document: Document) -> None:
    """Give a new file the identity of the product."""
    _styles(file)
    _properties(file, document)
    _page(file, document)


def _styles(file: Any) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Pt, RGBColor

    for name, font, size, bold in (
        ("Normal", SANS, 9, False), ("Heading 1", SERIF, 17, True), ("Heading 2", SANS, 10, True),
        ("Title", SERIF, 28, True), ("Header", SANS, 8, False), ("Footer", SANS, 7, False),
    ):  # fmt: skip
        style = file.styles[name]
        style.font.name, style.font.size, style.font.bold = font, Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for key in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(f"{{{W}}}{key}", font)
    for border in file.styles["Title"].element.iter(f"{{{W}}}pBdr"):
        border.getparent().remove(border)
        break
    normal = file.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    normal.element.get_or_add_rPr().append(parse_xml(f'<w:lang xmlns:w="{W}" w:val="fr-FR"/>'))
    for name, before in (("Heading 1", 22), ("Heading 2", 12)):
        file.styles[name].paragraph_format.space_before = Pt(before)


def _properties(file: Any, document: Document) -> None:
    told = file.core_properties
    told.title, told.author = f"{document.genre}, {document.titre}", "Achatlas"
    told.subject, told.language, told.comments = document.sous_titre, "fr-FR", document.foot


def _page(file: Any, document: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = twips(LARGE), twips(TALL)
    section.left_margin = section.right_margin = twips(MARGIN)
    section.top_margin = section.bottom_margin = twips(1300)
    head = section.header.paragraphs[0]
    head.text = clean(f"Achatlas. {document.genre}, {document.titre}")
    foot = section.footer.paragraphs[0]
    foot.text = clean(f"{document.foot}. {document.simule}".strip() + "    page ")
    field(foot, "PAGE")
    foot.add_run(" / ")
    field(foot, "NUMPAGES")


def clean(text: str) -> str:
    """A text without the signs that XML refuses."""
    return "".join(one for one in text if one in "\t\n" or ord(one) >= ord(" "))


def twips(count: int) -> Any:
    """A length in twentieths of a point."""
    from docx.shared import Twips

    return Twips(count)


def field(paragraph: Any, code: str) -> None:
    """A field that the word processor fills."""
    mark(paragraph, "begin")
    instruction(paragraph, code)
    mark(paragraph, "separate")
    paragraph.add_run("1")
    mark(paragraph, "end")


def mark(paragraph: Any, kind: str, *, dirty: bool = False) -> None:
    """The begin, the middle or the end of a field."""
    from docx.oxml import parse_xml

    more = ' w:dirty="true"' if dirty else ""
    paragraph.add_run()._r.append(parse_xml(f'<w:fldChar xmlns:w="{W}" w:fldCharType="{kind}"{more}/>'))


def instruction(paragraph: Any, code: str) -> None:
    """What a field is."""
    from xml.sax.saxutils import escape

    from docx.oxml import parse_xml

    paragraph.add_run()._r.append(
        parse_xml(f'<w:instrText xmlns:w="{W}" xml:space="preserve"> {escape(code)} </w:instrText>')
    )

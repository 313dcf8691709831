"""Word documents and HTML pages: lists, merged cells, tracked changes, text boxes, hidden parts."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.reading import read_bytes
from quarterline.errors import LimitError, NoTextError

W = nsdecls("w")


def read_word(*elements: str, numbering: str = "") -> str:
    """The text of a Word document whose body is the given elements of WordprocessingML."""
    document = docx.Document()
    body = document.element.body
    for element in elements:
        # the namespace of text boxes and of alternative content, beside that of words
        spaces = f'{W} xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml"'
        head, rest = element.split(">", 1) if not element.startswith("<w:p/>") else (element, "")
        closed = head.endswith("/")
        head = head.rstrip("/")
        body.insert_element_before(
            parse_xml(f"{head} {spaces}{'/' if closed else ''}>{rest}"), "w:sectPr"
        )
    if numbering:
        held = document.part.numbering_part.element
        for child in list(held):
            held.remove(child)
        for child in parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>"):
            held.append(child)
    out = io.BytesIO()
    document.save(out)
    return read_bytes(out.getvalue(), "report.docx").text


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def item(text: str, level: int, number: int = 7) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(run(text), numbered)


def level(number: int, form: str, pattern: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def lists(*levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="1">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    )


BULLETS = lists(*[level(n, "bullet", "•") for n in range(4)])


def test_levels_of_lists_come_from_the_numbering() -> None:
    text = read_word(
        item("a", 0), item("b", 1), item("c", 2), item("d", 0), para(run("e")), numbering=BULLETS
    )
    assert text == "- a\n  - b\n    - c\n- d\n\ne\n"


def test_numbered_lists_have_the_numbers_that_word_prints() -> None:
    numbering = lists(
        level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "decimal", "%1.%2.%3")
    )
    text = read_word(
        item("one", 0),
        item("two", 0),
        item("two a", 1),
        item("two b", 1),
        item("deep", 2),
        item("three", 0),
        item("three a", 1),
        numbering=numbering,
    )
    assert text == (
        "1. one\n2. two\n  a) two a\n  b) two b\n    2.b.1 deep\n3. three\n  a) three a\n"
    )


def test_styles_of_lists_and_headings() -> None:
    document = docx.Document()
    document.add_heading("Heading", level=1)
    for style in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Paragraph"):
        document.add_paragraph(style, style=style)
    out = io.BytesIO()
    document.save(out)
    text = read_bytes(out.getvalue(), "report.docx").text
    assert text == (
        "Heading\n\n- List Bullet\n  - List Bullet 2\n    - List Bullet 3\n\nList Paragraph\n"
    )


def test_a_numbered_heading_and_an_item_without_its_list_are_no_items() -> None:
    heading = '<w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="7"/></w:numPr>'
    plain = '<w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    text = read_word(para(run("Title"), heading), para(run("No mark"), plain), numbering=BULLETS)
    assert text == "Title\n\nNo mark\n"


def test_typed_bullets_have_levels_by_their_indent() -> None:
    def typed(text: str, left: int) -> str:
        return para(run(text), f'<w:ind w:left="{left}" w:hanging="100"/>')

    text = read_word(
        typed("•</w:t><w:tab/><w:t>a", 460),
        typed("- b", 820),
        typed("\uf0b7 c", 460),
        para("<w:r><w:tab/></w:r>" + run("- d"), '<w:ind w:left="100"/>'),
    )
    assert text == "- a\n  - b\n- c\n  - d\n"


def test_tracked_changes_fields_links_and_hidden_words() -> None:
    text = read_word(
        para(
            run("Kept ")
            + '<w:ins w:id="1">'
            + run("new ")
            + "</w:ins>"
            + '<w:del w:id="2"><w:r><w:delText>old </w:delText></w:r></w:del>'
            + '<w:moveFrom w:id="3">'
            + run("from ")
            + "</w:moveFrom>"
            + "<w:hyperlink>"
            + run("link ")
            + "</w:hyperlink>"
            + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
            + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
            + "<w:sdt><w:sdtContent>"
            + run("control")
            + "</w:sdtContent></w:sdt>"
            + "<w:r><w:br/><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r>"
        )
    )
    assert text == "Kept new link control well-known\n"


def test_a_deleted_end_of_paragraph_joins_it_to_the_next() -> None:
    mark = "<w:rPr><w:del w:id='1'/></w:rPr>"
    assert read_word(para(run("One "), mark), para(run("line."))) == "One line.\n"


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = "<w:txbxContent>" + para(run("In the box")) + "</w:txbxContent>"
    shape = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent>"
    )
    text = read_word(para(run("Before") + f"<w:r>{both}</w:r>"), para(run("After")))
    assert text == "Before\n\nIn the box\n\nAfter\n"


def test_content_controls_around_paragraphs_and_tabs_between_cells() -> None:
    text = read_word(
        "<w:sdt><w:sdtContent>" + para(run("Cover")) + "</w:sdtContent></w:sdt>",
        para("<w:r><w:t>Priority 1</w:t><w:tab/><w:t>3</w:t></w:r>"),
        para("<w:r><w:t>Priority 2</w:t><w:tab/><w:t>4</w:t></w:r>"),
    )
    assert text == "Cover\n\nPriority 1\t3\nPriority 2\t4\n"


def word_table(change: Any = None) -> str:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for number, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = f"c{number}"
    if change:
        change(table)
    out = io.BytesIO()
    document.save(out)
    return read_bytes(out.getvalue(), "report.docx").text


def test_merged_cells_of_a_word_table_are_not_repeated() -> None:
    def merge(table: Any) -> None:
        table.cell(0, 1).text = ""
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(2, 2).text = ""
        table.cell(1, 2).merge(table.cell(2, 2))

    assert word_table() == "c0\tc1\tc2\nc3\tc4\tc5\nc6\tc7\tc8\n"
    assert word_table(merge) == "c0\t\tc2\nc3\tc4\tc5\nc6\tc7\t\n"


def test_paragraphs_and_items_of_a_cell_are_one_row() -> None:
    def fill(table: Any) -> None:
        table.cell(0, 1).add_paragraph("x", style="List Bullet")
        table.cell(0, 1).add_paragraph("y", style="List Bullet")

    assert word_table(fill).startswith("c0\tc1 • x • y\tc2\n")


def test_an_empty_word_document_says_so() -> None:
    with pytest.raises(NoTextError, match=r"report\.docx: it holds no text"):
        read_word()


def page(body: str, head: str = "") -> str:
    data = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return read_bytes(data.encode(), "page.html").text


def test_headings_paragraphs_breaks_and_inline_marks() -> None:
    body = "<h1>A <b>b</b><br>c</h1><p>d<br>e\n  f&nbsp;g<br></p>h<div>i <i>j</i></div>k"
    assert page(body) == "A b c\n\nd\ne f g\n\nh\n\ni j\n\nk\n"


def test_a_break_is_a_line_in_a_paragraph_and_a_space_in_a_cell() -> None:
    contents = "<p>Priority 1 – Roads<br>Priority 2 – Homes</p>"
    assert page(contents) == "Priority 1 – Roads\nPriority 2 – Homes\n"
    assert page("<ul><li>a<br>b<li>c</ul>") == "- a\nb\n- c\n"
    assert page("<table><tr><td>a<br>b<td>c<tr><td>d<td>e</table>") == "a b\tc\nd\te\n"


def test_an_empty_line_made_by_breaks_parts_paragraphs() -> None:
    assert page("a<br><br>b<br>c<p>d</p><br><p>e</p>") == "a\n\nb\nc\n\nd\n\ne\n"


@pytest.mark.parametrize("mark", ["•", "-", "–", "·"])
def test_marks_typed_after_breaks_are_items(mark: str) -> None:
    assert page(f"<p>Two:<br>{mark} one<br>{mark} two</p>") == "Two:\n\n- one\n- two\n"
    cells = f"<table><tr><td>Two:<br>{mark} one<br>{mark} two<td>x</table>"
    assert page(cells) == "Two: • one • two\tx\n"


def test_terms_and_details_are_paragraphs() -> None:
    assert page("<dl><dt>Basildon<dd>Words.<dd>More.<dt>Harlow<dd>x</dl>") == (
        "Basildon\n\nWords.\n\nMore.\n\nHarlow\n\nx\n"
    )
    assert page("<details><summary>a</summary>b<ul><li>c</ul></details>") == "a\n\nb\n\n- c\n"


def test_a_heading_in_an_item_stays_a_heading_and_levels_count_from_it() -> None:
    text = page(
        "<ol><li><h2>Priority 1</h2><p>a</p><ul><li>b<ul><li>c</ul></ul>"
        "<li><h2>Priority 2</h2><ul><li>d</ul></ol><ul><li>e</ul>"
    )
    assert text == "Priority 1\n\na\n\n- b\n  - c\n\nPriority 2\n\n- d\n- e\n"


def test_items_of_a_page_saved_by_word() -> None:
    def saved(level: int, mark: str, words: str) -> str:
        return (
            f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
            f"<![if !supportLists]><span style='mso-list:Ignore'>{mark}<span>&nbsp; </span></span>"
            f"<![endif]>{words}</p>"
        )

    text = page(saved(1, "·", "a") + saved(2, "o", "b") + saved(1, "1.", "c") + "<p>d</p>")
    assert text == "- a\n  - b\n1. c\n\nd\n"


def test_nested_lists() -> None:
    text = page(
        "<ul><li>a<ul><li>b<ul><li><p>c</p><p>more</p></li></ul></li></ul></li><li>d</li></ul>"
        "<ol start='3'><li>e</li><li>f<ul><li>g</li></ul></li></ol>"
    )
    assert text == ("- a\n  - b\n    - c\n\nmore\n\n- d\n3. e\n4. f\n  - g\n")


def test_tables_with_merged_cells_lists_and_heads() -> None:
    text = page(
        "<table><caption>Counts</caption><thead><tr><th>A<th>B<th>C</thead><tbody>"
        "<tr><td rowspan=2>x<td colspan=2>y<tr><td><ul><li>p</li><li>q</li></ul><td>z<p>w</p>"
        "</table>"
    )
    assert text == "Counts\n\nA\tB\tC\nx\ty\t\n\t• p • q\tz w\n"


def test_tables_that_lay_out_a_page_are_read_through() -> None:
    assert (
        page("<table><tr><td><h2>Title</h2><ul><li>a</li></ul></td><td><p>b</p></td></tr></table>")
        == "Title\n\n- a\n\nb\n"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x()</script>",
        "<style>p {}</style>",
        "<!-- x -->",
        "<p hidden>x</p>",
        "<p style='color: red; DISPLAY : none'>x</p>",
        "<template><p>x</p></template>",
        "<svg><text>x</text></svg>",
        "<select><option>x</option></select>",
    ],
)
def test_what_a_browser_does_not_show_is_dropped(hidden: str) -> None:
    assert page(f"<p>a {hidden}b</p>".replace("<p>a <p", "<p>a </p><p")).split() == ["a", "b"]
    assert page("c", head=f"<title>x</title>{hidden}").split()[0] == "c" or "<p" in hidden


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1"])
def test_the_declared_encoding_is_used(charset: str) -> None:
    data = f'<!doctype html><meta charset="{charset}"><p>Café £5</p>'.encode(charset)
    assert read_bytes(data, "page.html").text == "Café £5\n"


def test_external_entities_are_not_fetched() -> None:
    data = (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyy">]>'
        b"<html><body><p>a &x; &y; &amp;</p></body></html>"
    )
    text = read_bytes(data, "page.html").text
    assert "root:" not in text
    assert "a " in text


def test_nesting_too_deep_is_told() -> None:
    deep = "<div>" * 100_000 + "x"
    try:
        assert "x" in page(deep)
    except LimitError as error:
        assert "nested too deeply" in str(error)

"""Passages from text: what a line is, what belongs together, which scope holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.assign import HEADING, PART, Kind, assign
from corpus.lines import INVISIBLE
from corpus.passages import Segmented, segment
from quarterline.places import Gazetteer
from quarterline.records import Document, Passage


def document(text: str) -> Document:
    return Document(
        id="0" * 12, source="made.txt", sha256="0" * 64, media_type="text/plain", text=text
    )


def passages(text: str, gazetteer: Gazetteer | None = None) -> list[Passage]:
    found = segment(document(text), gazetteer).passages
    return [passage for passage in found if not passage.is_objective]


def words(passage: Passage) -> str:
    return " ".join(passage.text.split())


NESTED = """Priority 1 - Closer to Communities

We will:

Open more counters.

- East LPA:
  - Harbury: Two counters opened.
  - Castle Mere:
    - A counter opened at the
      library.
- West LPA:
  - Three counters opened.
- The force bought a van.
"""


def test_nested_bullets_take_their_scope_from_their_labels(gazetteer: Gazetteer) -> None:
    found = passages(NESTED, gazetteer)
    assert [(words(p), p.places) for p in found] == [
        ("Harbury: Two counters opened.", ("East LPA", "Harbury")),
        ("A counter opened at the library.", ("East LPA", "Castle Mere")),
        ("Three counters opened.", ("West LPA",)),
        ("The force bought a van.", ()),
    ]
    assert {p.objective for p in found} == {"Open more counters."}
    assert {p.priority.number for p in found if p.priority} == {1}
    assert found[1].context == ("East LPA", "Castle Mere")


def test_lost_nesting_is_rebuilt_from_the_labels(gazetteer: Gazetteer) -> None:
    flat = "\n".join(line.lstrip() for line in NESTED.splitlines())
    found = passages(flat, gazetteer)
    assert [(words(p), p.places) for p in found] == [
        ("Harbury: Two counters opened.", ("East LPA", "Harbury")),
        ("A counter opened at the library.", ("East LPA", "Castle Mere")),
        ("Three counters opened.", ("West LPA",)),
        # Nothing tells that this bullet left the area: flat bullets stay in the last label.
        ("The force bought a van.", ("West LPA",)),
    ]


def test_a_label_inside_a_bullet_of_another_area_ends_the_label_above(gazetteer: Gazetteer) -> None:
    found = passages(
        "Priority 1 - A\n\n- East LPA:\n- First.\n- Harbury: Second.\n- Oldwick: Third.\n- Fourth.\n",
        gazetteer,
    )
    assert [p.places for p in found] == [("East LPA",), ("East LPA", "Harbury"), ("Oldwick",), ()]


@pytest.mark.parametrize(
    "label", ["West LPA", "West LPA:", "**West LPA:**", "West Local Policing Area (LPA):"]
)
def test_a_paragraph_label_rules_what_follows(label: str, gazetteer: Gazetteer) -> None:
    found = passages(f"Priority 1 - A\n\n{label}\n\n- First thing.\n- Second thing.\n", gazetteer)
    assert [p.places for p in found] == [("West LPA",)] * 2


def test_labels_of_places_joined_by_a_dash(gazetteer: Gazetteer) -> None:
    found = passages("Priority 1 - A\n\nHarbury & Oldwick – Patrols went on.\n", gazetteer)
    assert found[0].places == ("Harbury", "Oldwick")


def test_headings_at_the_foot_of_their_pages() -> None:
    text = (
        "Priority 1 - Alpha\n\nWe will:\nDo one.\n\n• First.\n\n"
        " Working with partners we will:\nDo two.\n\n• Second.\n\nPriority 2 – Beta\n"
        " Working with partners we will:\nDo more.\n\n• Third.\n\nPriority 2 – Beta\n"
        " Working with partners we will:\nDo three.\n\n• Fourth.\n\nPriority 3 – Gamma\n"
    )
    assert [(p.text, p.priority.number if p.priority else 0) for p in passages(text)] == [
        ("First.", 1),
        ("Second.", 2),
        ("Third.", 2),
        ("Fourth.", 3),
    ]


def test_assign_prefers_headings_above_their_parts() -> None:
    top: list[Kind] = [HEADING, PART, PART, HEADING, PART]
    assert assign(top) == [0, 0, 0, 3, 3]
    foot: list[Kind] = [PART, HEADING, PART, HEADING, PART, HEADING]
    assert assign(foot) == [1, 1, 3, 3, 5, 5]
    assert assign([PART, PART]) == [None, None]


def test_an_annex_stands_outside_the_priorities() -> None:
    head = "Quarterly Update 2020/21 Q4"
    text = "\n\n".join(
        [
            "Cover", head, "Priority 1 - Alpha", "- One.", head, "Priority 1 - Alpha", "- Two.",
            head, "A paper on the force's targets", "- Three.", head,
            "A paper on the force's targets", "- Four.",
        ]
    )  # fmt: skip
    assert [(p.text, p.priority is None) for p in passages(text)] == [
        ("One.", False),
        ("Two.", False),
        ("Three.", True),
        ("Four.", True),
    ]


def test_running_heads_and_page_numbers_are_furniture_though_their_years_are_wrong() -> None:
    pages = [
        f"Plan 2016-{2020 + (i > 2)} - Update Q4\n\nPriority 1 - A\n\n- Bullet number {'abcdef'[i]} is here.\n\n{i + 3}\n"
        for i in range(6)
    ]
    result = segment(document("\n".join(pages)))
    assert len(result.passages) == 6
    assert sum(block.kind == "furniture" for block in result.blocks) == 12


def test_a_sentence_cut_by_a_page_is_one_passage_without_the_running_head() -> None:
    text = (
        "Head of page 1\n\nPriority 1 - A\n\n- The team has continued its patrols in the parks and\n\n"
        "Head of page 2\n\nalso in the woods.\n\n- Second.\n\nHead of page 3\n\n- Third.\n"
    )
    found = passages(text)
    assert (
        words(found[0]) == "The team has continued its patrols in the parks and also in the woods."
    )
    assert len(found[0].text) == found[0].end - found[0].start
    assert "Head of page" not in found[0].text


def test_a_gap_inside_a_wrapped_bullet_does_not_split_it() -> None:
    line = "word " * 25
    text = "Priority 1 - A\n\n" + "".join(
        f"• {line}of the\n\nCouncil and more {line}end.\n" for _ in range(6)
    )
    assert len(passages(text)) == 6


def test_the_front_matter_and_the_contents_are_no_passages() -> None:
    text = (
        "Force Plan 2020-2024\n\nVersion 1.2\nAuthor: Jo Bloggs 42000000\n\nContents\n\n"
        "| Priority 1 – Alpha | 3-5 |\n|--|--|\n| Priority 2 – Beta | 6 |\n\nPriority 1 - Alpha\n\n- One.\n"
    )
    result = segment(document(text))
    assert [p.text for p in result.passages] == ["One."]
    assert {b.kind for b in result.blocks} == {
        "front",
        "contents",
        "heading",
        "passage",
        "furniture",
    } - {"furniture"}


TABLE = """Priority 1 - Alpha

We will\tCommentary\tWho
Open more counters.\tTwo counters opened.\tEast Local Policing Area
\tA third is planned.\tEstates
Close fewer.\tNone was closed in the

\tquarter under review.\tEstates
"""


def test_rows_of_the_we_will_table_run_over_pages(gazetteer: Gazetteer) -> None:
    found = passages(TABLE, gazetteer)
    assert [(p.text, p.objective, p.kind) for p in found] == [
        ("Two counters opened.", "Open more counters.", "row"),
        ("A third is planned.", "Open more counters.", "row"),
        ("None was closed in the", "Close fewer.", "row"),
        ("quarter under review.", "Close fewer.", "row"),
    ]
    assert found[0].places == ("East LPA",)


def test_cells_of_a_table_of_figures_know_their_heads() -> None:
    text = (
        "Priority Area\tUnit\tOctober 2020 Position\tJanuary 2021 Position\n"
        "Priority 4 - Violence\tOffences\t4\t5\nSubtitle\t\t\t\nAbsence\tPercentage\t6\t2\n"
    )
    found = passages(text)
    assert [p.priority.number if p.priority else None for p in found] == [4, None]
    first = found[0]
    cells = {first.text[c.start - first.start : c.end - first.start]: c.heads for c in first.cells}
    assert cells["4"] == ("October 2020 Position",)
    assert cells["5"] == ("January 2021 Position",)
    assert "Subtitle" in cells  # the second line of the merged first cell


def test_a_row_that_slipped_a_column_is_moved_back() -> None:
    text = "Area\tPosition\tRate\tNote\nAlpha\t1\t2.5\tfine\n\tBeta\t3\t4.5\nGamma\t5\t6.5\tfine\n"
    second = passages(text)[1]
    heads = {
        second.text[c.start - second.start : c.end - second.start]: c.heads for c in second.cells
    }
    assert heads == {"Beta": ("Area",), "3": ("Position",), "4.5": ("Rate",)}


def test_pages_are_told_only_where_the_contents_agree() -> None:
    def report(second: int) -> str:
        head = "Running head of the quarterly report"
        contents = f"Contents\n\nPriority 1 – A\t3\nPriority 2 – B\t{second}\nPriority 3 – C\t5\n"
        body = [
            f"{head}\n\nPriority {n} - {t}\n\n- Bullet {t}.\n"
            for n, t in ((1, "A"), (2, "B"), (3, "C"))
        ]
        return "\n".join(["Cover\n", f"{head}\n\n{contents}", *body])

    # The cover has no running head, so the contents list stands on page 2.
    assert [p.page for p in passages(report(4))] == [3, 4, 5]
    assert [p.page for p in passages(report(9))] == [None, None, None]


def test_a_heading_wrapped_over_two_lines_has_its_whole_title() -> None:
    listed = "Contents\n\nPriority 1 – More Visible Policing\t3\nPriority 2 – Ending the harm of abuse\t4\n\n"
    text = (
        listed
        + "Priority 1 – More Visible\nPolicing\n\n- One.\n\nPriority 2 – Ending the harm of\nabuse\n\n- Two.\n"
    )
    titles = [p.priority.title if p.priority else "" for p in passages(text)]
    assert titles == ["More Visible Policing", "Ending the harm of abuse"]


def test_an_introduction_broken_over_lines_is_one_heading() -> None:
    for broken in (
        "Through the Board and its programme we\nwill:\n",
        "With our partners and the Boards (Northton and\nWeston) we will:\n",
        "With our partners and the Boards (Northton and\nWeston) we\nwill:\n",
    ):
        found = passages(f"Priority 1 - Alpha\n\n{broken}\nOpen more counters.\n\n- One.\n")
        assert [(p.text, p.objective) for p in found] == [("One.", "Open more counters.")]


def test_a_contents_list_goes_on_behind_a_running_head() -> None:
    text = (
        "Contents\n\nPriority 1 – A . . . 3\n\n2\n\nPriority 2 – B . . . 4\nPriority 3 – C . . . 6\n\n"
        "Priority 1 – A\n\n- One.\n"
    )
    assert [p.text for p in passages(text)] == ["One."]


def test_the_table_of_a_cover_is_front_matter() -> None:
    text = "Author\tJo Bloggs 42000000\nVersion\t1.1\n\nPriority 1 - A\n\n- One.\n"
    result = segment(document(text))
    assert [p.text for p in result.passages] == ["One."]
    assert [b.kind for b in result.blocks][:2] == ["front", "front"]


def covered(result: Segmented, text: str) -> list[int]:
    """Offsets of visible characters that no block holds."""
    inside = bytearray(len(text))
    for block in result.blocks:
        inside[block.start : block.end] = b"\1" * (block.end - block.start)
    return [
        i
        for i, char in enumerate(text)
        if not inside[i] and not char.isspace() and char not in INVISIBLE
    ]


def check_offsets(result: Segmented, text: str) -> None:
    last = -1
    for passage in result.passages:
        assert 0 <= passage.start < passage.end <= len(text)
        assert len(passage.text) == passage.end - passage.start
        raw = text[passage.start : passage.end]
        assert all(a in (b, " ") for a, b in zip(passage.text, raw, strict=True))
        assert passage.start > last
        last = passage.start
        for cell in passage.cells:
            assert passage.start <= cell.start < cell.end <= passage.end


LINES = st.sampled_from(
    [
        "", "Priority 1 - Alpha", "# Priority 2: Beta", "We will:", "Contents", "Priority 1 - Alpha\t3",
        "- East LPA:", "- Harbury: words here.", "  - nested one", "• bullet that goes on and", "on.",
        "Head of all pages", "12", "a\tb\tc", "\tcontinued\t", "| a | b |", "|---|---|", "> quoted",
        "Paragraph of words without an end", "**Bold:** text", "1. numbered", "-", "\ufeffstart", "x\fy",
        "Our objective is to do well.", "We will\tCommentary\tWho", "o Sub", "\u200b", "Annex A",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_mixture_of_lines_is_covered_with_right_offsets(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    result = segment(document(text), None)
    check_offsets(result, text)
    assert covered(result, text) == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_at_all_is_covered(text: str) -> None:
    result = segment(document(text))
    check_offsets(result, text)
    assert [i for i in covered(result, text) if text[i].isalnum()] == []


def test_nothing_readable_of_the_real_reports_is_dropped(
    corpus_files: list[Path],
) -> None:
    for path in corpus_files:
        text = path.read_bytes().decode("utf-8")
        result = segment(document(text))
        check_offsets(result, text)
        assert covered(result, text) == [], path.name
        assert len(result.passages) > 80


def test_a_place_that_comes_back_under_every_priority_is_no_running_head(
    gazetteer: Gazetteer,
) -> None:
    parts = []
    for number in range(1, 5):
        parts.append(f"Priority {number} - Safer streets {'abcd'[number - 1]}")
        parts += ["Quarterly report", "The work goes on.", "East LPA"]
        parts.append(f"{number}5 offences were recorded there.")
        parts.append("West LPA")
        parts.append(f"{number}7 offences were recorded there.")
    found = passages("\n\n".join(parts), gazetteer)
    wanted = [("East LPA",), ("West LPA",)] * 4
    assert [p.places for p in found if "offences" in p.text] == wanted
    assert not [p for p in found if "Quarterly report" in p.text]


@pytest.mark.parametrize(
    ("line", "objective"),
    [
        ("We will: **Support** victims of crime.", "Support victims of crime."),
        ("**We will:** Support __all__ victims.", "Support all victims."),
        ("With partners we **will: Support** victims.", "Support victims."),
        ("We will: cut theft, cut theft and cut theft", "cut theft, cut theft and cut theft"),
        ("We will: ** : Support", ": Support"),
    ],
)
def test_an_objective_on_its_introductions_line_may_be_marked(line: str, objective: str) -> None:
    text = f"Priority 1 - Order\n\n{line}\n\n- Theft fell by 5.\n"
    first, second = segment(document(text)).passages
    assert (first.kind, " ".join(first.text.replace("*", "").replace("_", "").split())) == (
        "objective",
        objective,
    )
    assert second.objective == objective
    assert text[first.start : first.end].strip() == first.text.strip()

"""Table rows: each numeric cell a claim, measured by its row's label and its column's heads."""

from __future__ import annotations

from extract.figures import extract_figures
from quarterline.periods import Quarter
from quarterline.records import Cell, Claim, Comparison, Passage

Q4 = Quarter(2020, 4)


def row(heads: list[str], cells: list[str], context: tuple[str, ...] = ()) -> Passage:
    """A row passage as the segmenter makes it: cells joined by tabs, offsets in the document."""
    start, found, text = 500, [], "\t".join(cells)
    position = 0
    for column, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        if cell:
            left = start + position
            found.append(Cell(left, left + len(cell), column, (head,)))
        position += len(cell) + 1
    return Passage(
        "d#9", "d", start, start + len(text), text, 9, "row", context=context, cells=tuple(found)
    )


def read(passage: Passage) -> tuple[list[Claim], list[Comparison]]:
    return extract_figures(passage, Q4)


RANKS = [
    "Area",
    "Measure",
    "Aspiration",
    "October 2020 Position",
    "January 2021 Position",
    "Update",
]


def test_ranks_of_two_dates_are_baseline_and_level() -> None:
    passage = row(RANKS, ["Roads", "Casualties", "4th in group", "7", "6", "It has improved."])
    (first, second), (comparison,) = read(passage)
    assert [first.value, second.value] == [7, 6]
    assert first.unit == second.unit == "position"
    assert first.measure == second.measure == "Position, Casualties"
    assert [str(first.period), str(second.period)] == [
        "2020-10-01/2020-10-31",
        "2021-01-01/2021-01-31",
    ]
    assert (first.role, second.role, second.direction) == ("baseline", "level", "up")
    assert (comparison.level, comparison.baseline) == (second.id, first.id)


def test_a_rank_that_grows_is_worse() -> None:
    (_, second), _ = read(row(RANKS, ["Roads", "Casualties", "", "4", "5", ""]))
    assert second.direction == "down"


def test_a_note_on_old_data_leaves_the_cell_undated() -> None:
    cells = ["Roads", "Casualties", "", "8 (Last data to March 2020)", "8", ""]
    (first, _), _ = read(row(RANKS, cells))
    assert (first.value, first.period) == (8, None)


def test_rates_changes_and_shares_by_what_the_cell_says() -> None:
    heads = ["Area", "Rate", "Change required", "Hours"]
    cells = ["Violence", "6.93 per 1,000 pop.", "-476 offences", "4.3% of hours lost"]
    (rate, change, share), _ = read(row(heads, cells))
    assert (rate.value, rate.unit, rate.role) == (6.93, "per_1000_population", "rate")
    assert (change.value, change.role, change.direction) == (-476, "change", "down")
    assert (share.value, share.unit, share.role) == (4.3, "percent", "share")
    assert rate.measure == "Violence rate"
    assert change.measure == "Change required, Violence"


def test_points_under_a_head_that_moved_take_the_heads_of_change_in_order() -> None:
    heads = ["Area", "Change to reach average", "Aspiration", "Change to reach the top"]
    cells = ["Violence", "1.2% points", "2.0% points", "Upper Quartile"]
    (first, second), _ = read(row(heads, cells))
    assert first.measure == "Change to reach average, Violence"
    assert second.measure == "Change to reach the top, Violence"
    assert first.unit == second.unit == "percentage_points"


def test_a_cell_of_words_is_read_as_prose() -> None:
    heads = ["Area", "Commentary"]
    text = "In the last quarter 12 people were arrested, up from 9 in the previous quarter."
    (level, baseline), (comparison,) = read(row(heads, ["Violence", text]))
    assert (level.role, baseline.role) == ("level", "baseline")
    assert str(baseline.period) == "2020-10-01/2020-12-31"
    assert comparison.level == level.id
    assert level.start == 500 + len("Violence\t") + text.index("12")


def test_page_numbers_are_no_figures() -> None:
    assert read(row(["Priority", "Pages"], ["Roads", "17"])) == ([], [])


def test_ordinals_and_blanks_are_no_figures() -> None:
    passage = row(["Area", "Position", "Aspiration"], ["Roads", "N/A", "4th in group"])
    assert read(passage) == ([], [])

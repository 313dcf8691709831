"""Hostile texts of every shape: the time grows with the length, never faster.

Each case is a text that made, or could make, a rule look again and again at the same words:
unbroken lines, runs of blanks, endless lists, headings without end. What is compared is the
processor's time, which other programs on the machine disturb least.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from corpus.identity import identify
from corpus.passages import segment
from corpus.reading import read_bytes
from extract.pipeline import Extractor, make_pipeline
from extract.profiles import load_profile
from quarterline.records import Document, Passage

COVER = (
    "Update\n\nThis paragraph has more than one hundred characters, so that a reader of covers "
    "knows that the cover of this report ends here.\n\n# Words\n\n"
)


def repeated(piece: str) -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece))


def names(length: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    each = (
        f"Operation {letters[n % 26]}{letters[n // 26 % 26]}{letters[n // 676 % 26]}ER ended. "
        for n in range(length // 21)
    )
    return "- " + "".join(each)


def stairs(length: int) -> str:
    return "".join(" " * (n % 400) + "•◦▪-*o"[n % 6] + " A label:\n" for n in range(length // 210))


def contents(length: int) -> str:
    each = (f"Priority {n % 9 + 1} – More 1\nContents\n" for n in range(length // 32))
    return "Contents\n" + "".join(each)


def alike(length: int) -> str:
    """Names of two words, of which the first is always the same."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    each = (
        f"- Operation Big X{letters[n % 26]}{letters[n // 26 % 26]}{letters[n // 676 % 26]}er ended Big.\n"
        for n in range(length // 34)
    )
    return "".join(each)


def wide(length: int) -> str:
    return "H\t" * (length // 4) + "\n" + "5\t" * (length // 4) + "\n"


def slipped(length: int) -> str:
    return "Name\tOne\tTwo\tThree\n" + "\tword\t5\t6\n" * (length // 11)


CUT: dict[str, Callable[[int], str]] = {
    "a word": repeated("a"),
    "words": lambda n: "- " + repeated("Officers arrested 12 people. ")(n),
    "digits": repeated("1"),
    "brackets": repeated("("),
    "percents": repeated("%"),
    "blanks": lambda n: " " * n + "a",
    "blanks between": lambda n: "a" + " " * n + "a",
    "no-break blanks": lambda n: "a" + "\u00a0" * n + "a",
    "tabs": lambda n: "a" + "\t" * n + "a",
    "cells": repeated("a\t"),
    "pipes": repeated("| "),
    "rules": repeated("- - "),
    "full stops": repeated(". "),
    "stars": repeated("**a "),
    "empty lines": lambda n: "a\n" + " \n" * (n // 2) + "b",
    "old Mac lines": repeated("a\r"),
    "form feeds": repeated("a\f"),
    "headings": repeated("# Heading\n\n"),
    "priorities": repeated("Priority 2 – More work\n\nWe will:\n\n- a\n\n"),
    "contents": repeated("Contents\n\n"),
    "contents in contents": contents,
    "bullets": repeated("- a\n"),
    "nesting": stairs,
    "short paragraphs": repeated("A b\n\n"),
    "one paragraph": repeated("word word word word word\n"),
    "introductions": repeated("We will:\n\n"),
    "running heads": repeated("Running head\n\nwords of it\n\n12\n\n"),
    "labels": repeated("Basildon:\n\n"),
    "slipped rows": slipped,
    "version": lambda n: "Version" + " " * n,
    "data to": lambda n: "Data to" + " " * n + "x",
    "police": repeated("Northton Police and "),
    "quarters": repeated("Q3 2019/ "),
}
READ: dict[str, Callable[[int], str]] = {
    "operations": lambda n: "- " + repeated("Operation ")(n),
    "names": names,
    "figures": lambda n: "- " + repeated("up from 5 to 6 ")(n),
    "digits": lambda n: "- " + repeated("1 ")(n),
    "commas": lambda n: "- " + repeated("1,")(n),
    "sentences": lambda n: "- " + repeated("Officers arrested 12 people in Basildon. ")(n),
    "brackets": lambda n: "- " + repeated("Abc Def Ghi (ADG) ")(n),
    "places": lambda n: "- " + repeated("Basildon, ")(n),
    "quotes": lambda n: "- " + repeated('"a" ')(n),
    "cells": repeated("a\t"),
    "rows": repeated("Crime\t12\t13\n"),
    "combining marks": lambda n: "- e" + "\u0301" * n,
    "other way": lambda n: "- " + repeated("\u202eשלום 5 ")(n),
}
EXTRACTOR: list[Extractor] = []


def parts(text: str) -> tuple[Document, tuple[Passage, ...]]:
    reading = read_bytes(text.encode(), "a.txt")
    document = identify(reading, "a.txt", "0" * 64)
    return document, segment(document, load_profile("Essex Police").gazetteer).passages


def grows_no_faster(work: Callable[[str], object], make: Callable[[int], str], length: int) -> None:
    times = []
    gc.collect()
    # Neither threads that other tests left, nor a search through all that they hold, is this work.
    gc.disable()
    try:
        for size in (length, 4 * length):
            text = COVER + make(size)
            begin = time.thread_time()
            work(text)
            times.append(time.thread_time() - begin)
    finally:
        gc.enable()
    # a quadratic step takes sixteen times as long; the constant allows for a busy machine
    assert times[1] < 9 * times[0] + 0.5, times


@pytest.mark.slow
@pytest.mark.parametrize("shape", CUT)
def test_telling_and_cutting_take_time_in_proportion(shape: str) -> None:
    grows_no_faster(parts, CUT[shape], 10_000)


def extract(text: str) -> None:
    if not EXTRACTOR:
        EXTRACTOR.append(Extractor(load_profile("Essex Police")))
    EXTRACTOR[0].extract(*parts(text))


@pytest.mark.slow
@pytest.mark.parametrize("shape", READ)
def test_extraction_takes_time_in_proportion(shape: str) -> None:
    extract(COVER + "- Warm.\n")
    grows_no_faster(extract, READ[shape], 4_500)


@pytest.mark.slow
def test_names_of_several_words_are_not_held_against_each_other() -> None:
    extract(COVER + "- Warm.\n")
    grows_no_faster(extract, alike, 40_000)


@pytest.mark.slow
def test_the_columns_of_a_wide_table_are_counted_once() -> None:
    grows_no_faster(parts, wide, 20_000)


def test_setting_sentences_takes_time_in_proportion() -> None:
    # spaCy looks through the whole text for each token that is told where a sentence starts
    nlp = make_pipeline(load_profile("Essex Police"))
    nlp("Warm.")
    grows_no_faster(nlp, repeated("a-"), 8_000)


@pytest.mark.slow
def test_five_megabytes_on_one_line_are_cut_in_seconds() -> None:
    begin = time.thread_time()
    _, passages = parts(COVER + "- " + "Officers arrested 12 people in Basildon. " * 122_000)
    assert len(passages) > 1_000
    assert max(len(p.text) for p in passages) <= 4_000
    # about 3 s; before lines were cut it was one passage that nothing could read
    assert time.thread_time() - begin < 30

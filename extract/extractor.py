"""From a document's passages to records: names first, then the figures beside them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.abbreviations import find_abbreviations
from extract.dates import find_dates
from extract.figures import extract_figures
from extract.found import Found, as_mention
from extract.names import link_names
from extract.operations import find_operations
from extract.organisations import find_organisations, hides_places
from extract.places import attach_places, find_places
from extract.priorities import find_priorities
from extract.profiles import Profile
from extract.sentences import sentence_spans
from extract.themes import find_themes
from quarterline.deadline import Deadline
from quarterline.periods import Quarter
from quarterline.records import Claim, Comparison, Document, Mention, Passage


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read in a document, each kind in order of offset."""

    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


class Extractor:
    """Reads documents of one force. Make one and use it for many.

    It calls the functions that the components of `extract.pipeline` call, in their order.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def extract(
        self,
        document: Document,
        passages: Sequence[Passage],
        deadline: Deadline | None = None,
    ) -> Extraction:
        """Mentions, claims and comparisons of a document whose passages are given.

        Names are settled within the document; `extract.names.link_names` does the same over
        a whole library. Raises LimitError where there is a deadline and it is over.
        """
        deadline = deadline or Deadline(document.source, math.inf)
        abbreviations = dict(self.profile.abbreviations)
        mentions: list[Mention] = []
        for passage in passages:
            deadline.check()
            # An objective names what the plan is about, not what was done: only its figures
            # count.
            if passage.is_objective:
                continue
            found = _names_in(passage, self.profile, document.quarter)
            mentions += (as_mention(one, passage) for one in found)
            abbreviations |= {a.short: a.long for a in find_abbreviations(passage.text)}
        linked = link_names(mentions, passages, abbreviations)
        figures = self._figures(document, passages, linked, abbreviations, deadline)
        return Extraction(linked, *figures)

    @staticmethod
    def _figures(
        document: Document,
        passages: Sequence[Passage],
        mentions: Sequence[Mention],
        abbreviations: Mapping[str, str],
        deadline: Deadline,
    ) -> tuple[tuple[Claim, ...], tuple[Comparison, ...]]:
        """Claims and comparisons; each passage is read with its own mentions."""
        inside: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            inside[mention.passage].append(mention)
        claims: list[Claim] = []
        comparisons: list[Comparison] = []
        following = [*(p.text for p in passages[1:]), ""]
        for passage, after in zip(passages, following, strict=False):
            deadline.check()
            found = extract_figures(
                passage, document.quarter, inside[passage.id], after, abbreviations
            )
            claims += found[0]
            comparisons += found[1]
        return tuple(claims), tuple(comparisons)


def _names_in(passage: Passage, profile: Profile, quarter: Quarter | None) -> Iterator[Found]:
    """The names and dates of a passage; offsets are in its text."""
    text = passage.text
    operations = find_operations(
        text, profile.vocabulary, profile.abbreviations, profile.proper_names
    )
    organisations = find_organisations(text, profile.organisations, profile.gazetteer)
    taken = [f for f in operations if f.label == "OPERATION"]
    taken += hides_places(organisations, profile.organisations)
    places = find_places(text, profile.gazetteer, taken)
    if operations:
        breaks = (cell.start - passage.start for cell in passage.cells)
        sentences = sentence_spans(text, breaks)
        yield from attach_places(text, operations, places, sentences, passage.places)
    yield from places
    yield from organisations
    yield from find_themes(text, profile.themes)
    yield from find_dates(text, quarter)
    yield from find_priorities(text)

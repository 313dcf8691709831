"""The spaCy pipeline, and the extractor that turns a document's passages into records."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract.components import (
    AbbreviationComponent,
    DateComponent,
    OperationComponent,
    OrganisationComponent,
    PlaceComponent,
    SentenceComponent,
    ThemeComponent,
    found_in,
    text_of,
)
from extract.figures import extract_figures
from extract.found import Found, as_mention
from extract.names import link_names
from extract.places import attach_places
from extract.profiles import Profile, load_profile
from quarterline.deadline import Deadline
from quarterline.records import Claim, Comparison, Document, Mention, Passage

_FORCE = {"force": ""}


@Language.factory(
    "quarterline_sentences",
    assigns=["token.is_sent_start", "doc.sents"],
    default_config=_FORCE,
)
def make_sentences(nlp: Language, name: str, force: str) -> SentenceComponent:
    """Factory of the component that splits sentences."""
    return SentenceComponent(load_profile(force))


@Language.factory(
    "quarterline_operations", assigns=["doc._.found_operations"], default_config=_FORCE
)
def make_operations(nlp: Language, name: str, force: str) -> OperationComponent:
    """Factory of the component that finds operations, projects and initiatives."""
    return OperationComponent(load_profile(force))


@Language.factory(
    "quarterline_organisations", assigns=["doc._.found_organisations"], default_config=_FORCE
)
def make_organisations(nlp: Language, name: str, force: str) -> OrganisationComponent:
    """Factory of the component that finds organisations."""
    return OrganisationComponent(load_profile(force))


@Language.factory(
    "quarterline_places",
    assigns=["doc._.found_places"],
    requires=["doc._.found_operations", "doc._.found_organisations"],
    default_config=_FORCE,
)
def make_places(nlp: Language, name: str, force: str) -> PlaceComponent:
    """Factory of the component that finds places."""
    return PlaceComponent(load_profile(force))


@Language.factory("quarterline_themes", assigns=["doc._.found_themes"], default_config=_FORCE)
def make_themes(nlp: Language, name: str, force: str) -> ThemeComponent:
    """Factory of the component that finds themes."""
    return ThemeComponent(load_profile(force))


@Language.factory("quarterline_dates", assigns=["doc._.found_dates"], default_config=_FORCE)
def make_dates(nlp: Language, name: str, force: str) -> DateComponent:
    """Factory of the component that finds dates, quarters and priorities."""
    return DateComponent(load_profile(force))


@Language.factory(
    "quarterline_abbreviations", assigns=["doc._.found_abbreviations"], default_config=_FORCE
)
def make_abbreviations(nlp: Language, name: str, force: str) -> AbbreviationComponent:
    """Factory of the component that finds abbreviations where they are defined."""
    return AbbreviationComponent(load_profile(force))


COMPONENTS = (
    "quarterline_sentences",
    "quarterline_operations",
    "quarterline_organisations",
    "quarterline_places",
    "quarterline_themes",
    "quarterline_dates",
    "quarterline_abbreviations",
)


def make_pipeline(profile: Profile) -> Language:
    """A spaCy pipeline that reads by `profile`; it can be written to disk and loaded again."""
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        component = nlp.add_pipe(name, config={"force": profile.force})
        # A profile of the user's own is not found by its force's name, so it is handed over.
        component.profile = profile  # type: ignore[attr-defined]
    return nlp


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read in a document, each kind in order of offset."""

    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


class Extractor:
    """Reads documents of one force. Make one and use it for many: the pipeline is kept."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.nlp = make_pipeline(profile)

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
        quarter = str(document.quarter) if document.quarter else ""
        abbreviations = dict(self.profile.abbreviations)
        mentions: list[Mention] = []
        # An objective names what the plan is about, not what was done: only its figures count.
        reported = [passage for passage in passages if not passage.is_objective]
        for doc, passage in self.nlp.pipe(self._docs(reported, quarter), as_tuples=True):
            deadline.check()
            mentions += (as_mention(found, passage) for found in _mentions_of(doc, passage))
            abbreviations |= {a.label: a.canonical for a in found_in(doc, "abbreviations")}
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

    def _docs(self, passages: Sequence[Passage], quarter: str) -> Iterator[tuple[Doc, Passage]]:
        for passage in passages:
            doc = self.nlp.make_doc(passage.text)
            doc._.breaks = [cell.start - passage.start for cell in passage.cells]
            doc._.quarter = quarter
            yield doc, passage


def _mentions_of(doc: Doc, passage: Passage) -> Iterator[Found]:
    places = found_in(doc, "places")
    sentences = [(s.start_char, s.end_char) for s in doc.sents] if len(doc) else []
    operations = found_in(doc, "operations")
    yield from attach_places(text_of(doc), operations, places, sentences, passage.places)
    yield from places
    for kind in ("organisations", "themes", "dates"):
        yield from found_in(doc, kind)

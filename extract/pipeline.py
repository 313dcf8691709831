"""The spaCy pipeline: what `extract.extractor` reads, for whoever works with spaCy.

It can be saved, loaded and sent to other processes. Reports are read without it, by the same
pure functions: of tokens, vocabulary and `Doc`s these need none.
"""

from __future__ import annotations

import spacy
from spacy.language import Language

from extract.components import (
    AbbreviationComponent,
    DateComponent,
    OperationComponent,
    OrganisationComponent,
    PlaceComponent,
    SentenceComponent,
    ThemeComponent,
)
from extract.extractor import Extraction, Extractor
from extract.profiles import Profile, load_profile

__all__ = ["COMPONENTS", "Extraction", "Extractor", "make_pipeline"]

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

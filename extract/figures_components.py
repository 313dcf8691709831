"""The spaCy components of the figures: thin, each beside the pure function that it calls.

They keep plain rows in the document, with offsets in characters of `doc.text` (0-based, end
exclusive), so that it can be written to disk or sent to another process. The report's quarter
is read from `doc._.quarter` ("2019-20 Q3"), empty where it is unknown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extract.components import found_in
from extract.figures import extract_figures
from extract.found import as_mention
from extract.quantities import Quantity, find_quantities
from quarterline.periods import Quarter
from quarterline.records import Mention, Passage, to_row

FIGURE_COMPONENTS = ("quarterline_quantities", "quarterline_figures")
"""Names of the factories, in running order, behind those of `extract.pipeline`."""

Doc.set_extension("quantities", default=[], force=True)
Doc.set_extension("claims", default=[], force=True)
Doc.set_extension("comparisons", default=[], force=True)


@Language.factory("quarterline_quantities", assigns=["doc._.quantities"])
def make_quantities(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Factory of the component that finds quantities."""
    return quantities_component


def quantities_component(doc: Doc) -> Doc:
    """Keep every quantity of `doc.text`: number, unit, qualifier and interval."""
    doc._.quantities = [_row(quantity) for quantity in find_quantities(doc.text)]
    return doc


@Language.factory(
    "quarterline_figures",
    assigns=["doc._.claims", "doc._.comparisons"],
    requires=["doc._.found_operations", "doc._.found_places"],
)
def make_figures(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Factory of the component that puts claims and comparisons together."""
    return figures_component


def figures_component(doc: Doc) -> Doc:
    """Keep the claims of `doc.text` and the comparisons between them, as rows of the export."""
    passage = Passage("#1", "", 0, len(doc.text), doc.text, 1, "paragraph")
    quarter = Quarter.parse(doc._.quarter) if doc._.quarter else None
    claims, comparisons = extract_figures(passage, quarter, tuple(_mentions(doc, passage)))
    doc._.claims = [to_row(claim) for claim in claims]
    doc._.comparisons = [to_row(comparison) for comparison in comparisons]
    return doc


def _mentions(doc: Doc, passage: Passage) -> Iterator[Mention]:
    for kind in ("operations", "places"):
        for found in found_in(doc, kind):
            yield as_mention(found, passage)


def _row(quantity: Quantity) -> dict[str, Any]:
    number = dataclasses.asdict(quantity.number)
    rest = {
        field.name: getattr(quantity, field.name)
        for field in dataclasses.fields(quantity)
        if field.name != "number"
    }
    return number | rest

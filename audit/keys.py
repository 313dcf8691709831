"""What a finding is, by its content: the same finding has the same key in every build.

Ids hold a document's hash and offsets, so they change with each version of a report. A key
is made of what the finding says: its kind, the sum, and each figure with its report (force and
quarter), what it measures, its value and its printed form. While none of these changes, a
decision about the finding holds; `subject` leaves the values out, and so tells that a
finding is an earlier one with other figures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from quarterline.records import Check, Claim, Document

_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Key:
    """`ref` is what a person types (8 hexadecimal digits); `content` and `subject` are hashes."""

    content: str
    subject: str

    @property
    def ref(self) -> str:
        """The short name of the finding, the same in every version."""
        return self.content[:_LENGTH]


def key_of(check: Check, claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> Key:
    """The key of a check; `claims` and `documents` are those it rests on."""
    known = [claims[key] for key in check.claims if key in claims]
    inputs = sorted(
        [*_report(documents.get(c.document)), c.series, c.unit, repr(c.value), _squeezed(c.text)]
        for c in known
    )
    reports = sorted({_report(documents.get(span.document)) for span in check.spans})
    told = [check.kind, check.scope, reports]
    content = [*told, _squeezed(check.formula), check.stated, check.recomputed, inputs]
    # A finding without figures, such as a promised date that moved, is told by its spans' words.
    words = [] if known else sorted(_words(check, documents))
    subject = [*told, sorted({(*row[:4],) for row in inputs}), words]
    return Key(_hash([*content, words]), _hash(subject))


def _report(document: Document | None) -> tuple[str, str]:
    """Whose report of which quarter; its file name where that is not known."""
    if document is None:
        return "", ""
    if document.quarter is None:
        return document.force.casefold(), document.source
    return document.force.casefold(), str(document.quarter)


def _words(check: Check, documents: Mapping[str, Document]) -> set[str]:
    return {
        _squeezed(documents[s.document].text[s.start : s.end])
        for s in check.spans
        if s.document in documents
    }


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()

"""The sentence that says what an operation is for, quoted."""

from __future__ import annotations

import re

from track.citations import Citation
from track.holdings import Holdings, Sentence

_NOUN = (
    r"(?:operation|project|initiative|process|pilot|trial|scheme|programme|approach|campaign"
    r"|phase|response|investigation|notification|collaboration|workshops?|plan)"
)
# From the surest to the weakest; each stands right after the name.
# A closing bracket ends the name's own clause: in "X (version of Y) has been set up to …" the
# verb is X's, not Y's.
_AFTER = r"^[\s'\"’”*,:-]*"
_FORMS = (
    # "Operation X is an operation to …", "Operation X was a pre-planned operation targeting …"
    re.compile(
        rf"{_AFTER}(?:which\s+)?(?:is|was|are|were|has been)\s+(?:an?|the)\s+"
        rf"(?:[\w-]+\s+){{0,4}}?{_NOUN}\b",
        re.I,
    ),
    # "Operation X: An operation focused on …", "X, a rolling operation using …"
    re.compile(rf"^\s*[:,(–-]+\s*(?:an?|the)\s+(?:[\w-]+\s+){{0,4}}?{_NOUN}\b", re.I),
    # "Operation X relates to …", "X targets …", "X was created in response to …"
    re.compile(
        rf"{_AFTER}(?:has|have|is|was|were|are|will)?\s*(?:also\s+)?(?:been\s+|being\s+)?"
        r"(?:relat(?:es|ing) to"
        r"|target(?:s|ing|ed)\b|aim(?:s|ed)\b|focus(?:s?es|s?ed|s?ing)?\b"
        r"|(?:created|established|set up|commissioned|designed|put in place|implemented|piloted"
        r"|introduced)\b)",
        re.I,
    ),
    re.compile(
        rf"{_AFTER}(?:looks|seeks|intends|works|provides|enables|saw|concerns|against"
        r"|(?:is|was) (?:an?|the|about))\b",
        re.I,
    ),
    # "Operation X tackles …", but neither "X teams …" nor "X deployments have …".
    re.compile(
        r"^\s+(?!has\b|was\b|is\b|does\b|continues\b|teams\b|will\b)[a-z]{3,}s"
        r"(?!\s+(?:has|have|had|is|are|was|were|will|and|in|on|at|to|by|of|that|who|which)\b)\s+[a-z]"
    ),
    # "Operation X: officers watched …": the name is the heading of what follows.
    re.compile(r"^\s*:\**\s+\w"),
)
# "**Operation X:** During the week … This operation looks to …": the name stands before.
_THIS = re.compile(
    rf"^\W*(?:this|the)\s+{_NOUN}\s+(?:is|was|looks|aims|seeks|targets|works)\b", re.I
)


def purpose(holdings: Holdings, name: str) -> Citation | None:
    """The sentence that best says what the operation is, the earliest of equals; None if none
    does. A later sentence of the passage ("This operation looks to …") counts least."""
    best: tuple[int, Sentence] | None = None
    for passage in holdings.passages_about(name):
        for sentence in holdings.about(name, passage.id):
            for use in holdings.uses_in.get(passage.id, ()):
                inside = sentence.start <= use.mention.start < sentence.end
                if use.name != name or not inside:
                    continue
                rank = _rank(sentence.text, use.mention.end - sentence.start)
                if rank is not None and (best is None or rank < best[0]):
                    best = (rank, sentence)
            if best is None and _THIS.match(sentence.text):
                best = (len(_FORMS), sentence)
    return None if best is None else holdings.cite_sentence(best[1])


def _rank(text: str, end: int) -> int | None:
    after = text[end:].lstrip("*")
    return next((rank for rank, form in enumerate(_FORMS) if form.search(after)), None)

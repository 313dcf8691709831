"""What a certificate can be asked for: every place and quarter, those without a passage too.

A place that no report names is the very one whose silence somebody may want certified.
"""

from __future__ import annotations

from itertools import takewhile

from track.holdings import Holdings


def places_known(holdings: Holdings) -> tuple[str, ...]:
    """The places of the gazetteers of all forces whose reports are held, by name."""
    return tuple(
        sorted(
            {place.name for d in holdings.documents for place in holdings.profile(d.id).gazetteer}
        )
    )


def quarters_known(holdings: Holdings) -> tuple[tuple[str, bool], ...]:
    """The quarters from the first held to the last, the newest first, and whether one is held."""
    held = holdings.quarters
    if not held:
        return ()
    first, last = held[0], held[-1]
    back = (last.shift(-number) for number in range(10_000))
    return tuple((str(q), q in held) for q in takewhile(lambda q: q >= first, back))

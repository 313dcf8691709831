"""Runs inside the peers' environment: reads figures with one of them and prints JSON.

usage: python worker.py quantulum3|recognizers < texts.json
Input: a JSON list of texts. Output: {"seconds", "found": [[[start, end, value], …], …]},
offsets 0-based and end exclusive in each text. Imports none of our rooms.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable

warnings.filterwarnings("ignore")


Read = Callable[[str], list[tuple[int, int, float]]]


def quantulum3() -> Read:
    """A function from a text to its figures, by quantulum3."""
    from quantulum3 import parser

    return lambda text: [(*q.span, float(q.value)) for q in parser.parse(text)]


def recognizers() -> Read:
    """A function from a text to its figures, by Recognizers-Text: percentages, then numbers."""
    from recognizers_number import Culture, NumberRecognizer

    recognizer = NumberRecognizer(Culture.English)
    models = [recognizer.get_percentage_model(), recognizer.get_number_model()]

    def read(text: str) -> list[tuple[int, int, float]]:
        found: list[tuple[int, int, float]] = []
        for model in models:
            for result in model.parse(text):
                start, end = result.start, result.end + 1
                if any(start < e and s < end for s, e, _ in found):
                    continue
                try:
                    value = float(result.resolution["value"].rstrip("%"))
                except (KeyError, TypeError, ValueError):
                    continue
                found.append((start, end, value))
        return sorted(found)

    return read


def main() -> None:
    """Read all texts once to warm up, then once against the clock."""
    texts = json.load(sys.stdin)
    read = {"quantulum3": quantulum3, "recognizers": recognizers}[sys.argv[1]]()
    found = [read(text) for text in texts]
    begun = time.perf_counter()
    for text in texts:
        read(text)
    json.dump({"seconds": time.perf_counter() - begun, "found": found}, sys.stdout)


main()

"""Finds the themes of policing of which a text speaks."""

from __future__ import annotations

import re

from extract.found import Found
from extract.profiles.model import Theme
from extract.remembered import remembered
from quarterline.phrases import Phrases, first_word


def find_themes(text: str, themes: tuple[Theme, ...]) -> list[Found]:
    """Terms of the themes in `text`, left to right, none overlapping, the longest term first.

    Case does not matter, except for terms in capitals (ASB); a hyphen is as good as a space,
    and a plural as the singular. `canonical` is the theme's name.
    """
    if not themes:
        return []
    phrases, names = _terms(themes)
    return [
        Found(m.start(), m.end(), m.group(), "THEME", names[_key(m.group())])
        for m in phrases.finditer(text)
        if not m.group().isupper() or _key(m.group()) in names
    ]


@remembered
def _terms(themes: tuple[Theme, ...]) -> tuple[Phrases, dict[str, str]]:
    names: dict[str, str] = {}
    forms: dict[str, str] = {}
    for theme in themes:
        for term in theme.terms:
            key = _key(term)
            names.setdefault(key, theme.name)
            words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term))
            plural = "(?:s|es)?"
            forms.setdefault(key, rf"{words}s?" if term.isupper() else rf"(?i:{words}{plural})")
    ordered = sorted(forms, key=lambda k: (-len(k), k))
    heads = (
        (forms[key], [first_word(key) + ending for ending in ("", "s", "es")]) for key in ordered
    )
    return Phrases(heads, fold=True), _Plurals(names)


class _Plurals(dict[str, str]):
    """A term's theme, by the term as written, singular or plural."""

    def __missing__(self, key: str) -> str:
        for ending in ("s", "es"):
            stem = key.removesuffix(ending)
            if stem != key and stem in self:
                return self[stem]
        raise KeyError(key)


def _key(term: str) -> str:
    return re.sub(r"[\s-]+", " ", term).casefold()

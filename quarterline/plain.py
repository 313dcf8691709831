"""Words from outside, such as file names, in a form that can be kept and shown."""

from __future__ import annotations


def encodable(text: str) -> str:
    """`text` without lone surrogates, which neither UTF-8 nor a database takes.

    A file name may be any bytes: those that are no UTF-8 reach Python as lone surrogates
    ("caf\\udce9.txt"). Each becomes U+FFFD.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def printable(text: str) -> str:
    """`text` on one line, each character that is not shown but obeyed as U+FFFD.

    These are line ends, terminal escapes and marks that turn the direction of writing.
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in text)

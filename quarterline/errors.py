"""The one tree of errors. Each message names the value, what was expected and the next step."""

from __future__ import annotations


class QuarterlineError(Exception):
    """Base of every error that Quarterline raises on purpose."""


class PeriodError(QuarterlineError, ValueError):
    """A quarter, date or period that cannot exist or cannot be read."""


class ReadError(QuarterlineError):
    """A file that cannot be taken as a document; the others of its batch still are."""


class UnsupportedFormatError(ReadError):
    """The content is of no format that Quarterline reads."""


class EncryptedFileError(ReadError):
    """The file asks for a password."""


class NoTextError(ReadError):
    """The file is empty, or holds pictures of text and no text."""


class DamagedFileError(ReadError):
    """The file is cut short or its structure is broken."""


class LimitError(ReadError):
    """The file is larger than a limit on size, pages, objects or time."""


class IdentityError(QuarterlineError):
    """Whose report it is, or of which quarter, cannot be told or was given wrongly."""


class ProfileError(QuarterlineError):
    """A profile (a force's places, plan and vocabulary) that is missing or malformed."""


class ModelError(QuarterlineError):
    """A model that is missing or whose sha256 is not the registered one."""


class LibraryError(QuarterlineError):
    """A library on disk that cannot be opened, read or written."""


class LibraryNotFoundError(LibraryError):
    """No library exists at the place named."""


class LibraryLockedError(LibraryError):
    """Another process is writing to the library."""


class DamagedLibraryError(LibraryError):
    """A file of the library does not match its manifest."""


class NotFoundError(LibraryError, LookupError):
    """A document or passage that the library does not hold."""


class QueryError(QuarterlineError, ValueError):
    """A question or filter that cannot be honoured as it was typed."""


class EngineError(QuarterlineError):
    """An engine on other machines that cannot be reached, or that refuses what it is asked."""


class RecordsError(QuarterlineError):
    """A server of records that cannot be reached, or that refuses what it is asked."""


class RecordsLagError(RecordsError):
    """A server of records that does not hold the library as it now is."""

"""What every command shares: how help is laid out, how errors are told, the library's opening."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from quarterline.errors import QuarterlineError

if TYPE_CHECKING:
    from index.library import Library

PARTLY_FAILED = 1
CANNOT = 2


class ExampleFirst(TyperCommand):
    """A command whose help begins with its example; the usage line follows."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The example, then usage and options."""
        self.format_help_text(ctx, formatter)
        formatter.write("\n")
        self.format_usage(ctx, formatter)
        self.format_options(ctx, formatter)


class Shell(TyperGroup):
    """The commands together: help begins with an example, errors are told without a traceback."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The example, then usage, options and commands."""
        self.format_help_text(ctx, formatter)
        formatter.write("\n")
        self.format_usage(ctx, formatter)
        self.format_options(ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named; end with 2 on an error of ours."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # `quarterline search … | head`: Typer ends quietly
        except (QuarterlineError, OSError) as error:
            from ui.cli_show import tell_error  # noqa: PLC0415

            tell_error(str(error))
            raise typer.Exit(CANNOT) from error


def group(**given: Any) -> typer.Typer:
    """A group of commands with the manners of all: plain help, no completion, no tracebacks."""
    return typer.Typer(
        cls=Shell,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        **given,
    )


class Manners:
    """Whether this process is a command of its own, and so may lower its priority for good."""

    own_process = False


def give_way() -> None:
    """Let those who search meanwhile go first: adding takes what they leave of the machine."""
    if Manners.own_process and hasattr(os, "nice"):
        os.nice(10)


def open_library(
    ctx: typer.Context, *, create: bool = False, remove: bool = False, encoder: str | None = None
) -> Library:
    """The library that the command line names. Raises LibraryNotFoundError where there is none.

    Commands that `create` or `remove` also bring up to date what is kept of its histories;
    the others do not wait for all that is loaded for that.
    """
    if create or remove:
        from track.library import Library as Followed  # noqa: PLC0415

        return Followed(ctx.obj, create=create, encoder=encoder)
    from index.library import Library  # noqa: PLC0415

    return Library(ctx.obj)

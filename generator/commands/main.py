"""The command group `papershelf`. It loads the module of a command when that command is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from generator import __version__
from generator.commands.terminal import archive_option, fail, source_date
from generator.system import parallel, progress

COMMANDS = {
    "add": "fetch",
    "build": "build",
    "check": "check",
    "compare": "compare",
    "contribution": "contribution",
    "doctor": "doctor",
    "enrich": "enrich",
    "fetch": "fetch",
    "fix": "edit_papers",
    "hide": "edit_papers",
    "import": "import_",
    "init": "init",
    "keywords": "tags",
    "merge": "edit_papers",
    "newsletter": "newsletter",
    "note": "note",
    "people": "people",
    "record": "record",
    "remove": "edit_papers",
    "schemas": "schemas",
    "serve": "serve",
    "split": "edit_papers",
    "tags": "tags",
    "undo": "edit_papers",
    "upgrade": "upgrade",
}
"""The module of each command. In it the command's name ends in an underscore, as `fetch_`."""


_BROKEN_PIPE = 128 + 13


class _Commands(click.Group):
    """Loads one command and runs it. An `OSError` becomes a message about the file."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"generator.commands.{COMMANDS[cmd_name]}"), f"{cmd_name}_")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _stop_writing()
        except OSError as error:
            fail(f"{error.filename or 'the disk'}: {error.strerror}. Check free space and permissions, then try again")
        except parallel.WorkerDied as error:
            fail(str(error))
        except KeyboardInterrupt:
            progress.show_cursor(sys.stderr)
            raise


def _stop_writing() -> NoReturn:
    """Exit without a word when whoever read the output has enough of it, as `head` has, with the status of SIGPIPE."""
    # What is still to be written would be written, and fail, at the end of the process.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(_BROKEN_PIPE)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="papershelf")
@archive_option
@click.pass_context
def main(context: click.Context, directory: Path | None) -> None:
    """Turn digests of papers into a curated archive, published as a static site."""
    context.obj = directory
    source_date(os.environ)

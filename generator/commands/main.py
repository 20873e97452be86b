"""The command group `papershelf`. It loads the module of a command when that command is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import click

from generator import __version__
from generator.commands.terminal import archive_option, fail, source_date
from generator.system.endings import WorkerDied


class _Command(NamedTuple):
    """The module of a command, in which the command's name ends in an underscore, as `fetch_`, and what it does."""

    module: str
    summary: str


COMMANDS = {
    "add": _Command("fetch", "Fetch papers from arXiv by id and import them."),
    "build": _Command("build", "Build the site."),
    "check": _Command("check", "Report every problem in content/ and site_config/."),
    "compare": _Command("compare", "Compare two builds, or two archives, in Markdown."),
    "contribution": _Command("contribution", "Turn an issue form into a file of the archive."),
    "doctor": _Command("doctor", "Say whether the archive would publish, and what to do."),
    "enrich": _Command("enrich", "Look up what papers lack, and who cites whom here."),
    "fetch": _Command("fetch", "Fetch days of the Daily Papers and import them."),
    "fix": _Command("edit_papers", "Correct facts of a paper in every digest that has them."),
    "hide": _Command("edit_papers", "Leave a paper out of the site, and keep it in the digests."),
    "import": _Command("import_", "Import digests of any supported format."),
    "init": _Command("init", "Start a new archive in DIR."),
    "keywords": _Command("tags", "Rank keywords of titles and abstracts in a JSONL file."),
    "merge": _Command("edit_papers", "Make one paper of two; OTHER's address leads to PAPER's."),
    "newsletter": _Command("newsletter", "Print, write or send a newsletter of the new papers."),
    "note": _Command("note", "Start a note on a paper, or go on with the one begun."),
    "people": _Command("people", "Show and improve the lists of names."),
    "record": _Command("record", "Record every address of the site, so that none is lost."),
    "remove": _Command("edit_papers", "Take papers out, with the notes on them."),
    "schemas": _Command("schemas", "Write the JSON Schemas that editors use."),
    "serve": _Command("serve", "Serve the site locally and rebuild it on every save."),
    "split": _Command("edit_papers", "Separate a row from the paper that it was joined with."),
    "tags": _Command("tags", "Show and improve the vocabulary of tags."),
    "undo": _Command("edit_papers", "Undo the last import, or the last change by a command."),
    "upgrade": _Command("upgrade", "Upgrade the archive's files to this version of Papershelf."),
}
"""All commands. The summaries are the first sentences of their docstrings; to read them there, the help would have to
load the whole program.
"""

_BROKEN_PIPE = 128 + 13


class _Commands(click.Group):
    """Loads one command and runs it. An `OSError` becomes a message about the file."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"generator.commands.{COMMANDS[cmd_name].module}"), f"{cmd_name}_"
        )
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _stop_writing()
        except OSError as error:
            fail(f"{error.filename or 'the disk'}: {error.strerror}. Check free space and permissions, then try again")
        except WorkerDied as error:
            fail(str(error))
        except KeyboardInterrupt:
            from generator.system import progress

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

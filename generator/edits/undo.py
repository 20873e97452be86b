"""Undoing the last command that changed the archive's files, as long as nothing published or written depends on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Change, Refused, applied, texts_of
from generator.text.messages import counted

KEPT = 10
"""Commands that can be undone, one after the other."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command with the texts of its files before it (None: there was none) and the hashes of those after it."""

    command: str
    before: Mapping[str, str | None]
    after: Mapping[str, str]


def done(command: str, before: Mapping[str, str], files: Mapping[str, str | None]) -> Done:
    """Return what a command did to `files`, whose texts were in `before`."""
    changed = {path: text for path, text in files.items() if text != before.get(path)}
    return Done(
        command, {path: before.get(path) or None for path in changed}, {path: _hash(changed[path]) for path in changed}
    )


def journal(commands: Sequence[Done]) -> str:
    """Return the last commands as JSON, oldest first."""
    rows = [{"command": one.command, "before": one.before, "after": one.after} for one in commands[-KEPT:]]
    return json.dumps(rows, ensure_ascii=False)


def read_journal(text: str) -> list[Done]:
    """Return the commands in a journal; none if it is not one."""
    try:
        commands = json.loads(text)
        json.dumps(commands, ensure_ascii=False).encode()  # fails on a lone surrogate
        rows = [Done(str(row["command"]), dict(row["before"]), dict(row["after"])) for row in commands]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    is_text = all(isinstance(text, str | None) for one in rows for text in one.before.values())
    return rows if is_text and all(one.before.keys() == one.after.keys() for one in rows) else []


def undo(state: ArchiveState, last: Done, published: Collection[str]) -> Change:
    """Return the change that gives the files of the last command the texts that they had before it.

    Raises:
        Refused: when a file has changed since, or when a paper that would go was published or has notes.
    """
    texts = texts_of(state.sources)
    changed = [path for path in last.after if _hash(texts.get(path)) != last.after[path]]
    if changed:
        raise Refused(
            f"{', '.join(changed)}: changed since `papershelf {last.command}`, which therefore cannot be undone. "
            "To take single papers out, use `papershelf remove`"
        )
    after = read_state(applied(state.sources, last.before))
    remaining = {slug for paper in after.papers for slug in (paper.slug, *paper.former_slugs)}
    lost = [paper for paper in state.papers if paper.slug not in remaining]
    reasons = [
        f"papers/{paper.slug}/ has been published since. Use `papershelf remove {paper.slug}`"
        for paper in lost
        if paper.slug in published
    ]
    reasons += [
        f"{note.path}: is about papers/{paper.slug}/, which would go. Delete the note first, or use "
        f"`papershelf remove {paper.slug}`"
        for paper in lost
        for note in state.notes(paper)
        if note.path not in last.before
    ]
    if reasons:
        raise Refused("\n".join(reasons))
    lines = [f"{path}: {'deleted' if text is None else 'as it was before'}" for path, text in last.before.items()]
    count = f"{counted(len(lost), 'paper')} fewer" if lost else "no paper fewer"
    return Change(dict(last.before), (f"`papershelf {last.command}` is undone: {count}", *lines))


def _hash(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()

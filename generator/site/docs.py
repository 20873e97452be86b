"""`build/docs`: writes the outputs whose inputs changed, and deletes files that are no longer outputs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path

from generator.model import Problem
from generator.outputs import Output, PageText, pieces_of
from generator.site.bodies import Bodies
from generator.site.manifest import Manifest, Row
from generator.system import files, parallel
from generator.system.files import State

TREE = "docs"

_MIN_CHUNK = 250
"""Outputs per fork: writing them takes longer than starting the fork."""


class Docs:
    """The files of `build/docs` that are there when a build begins, and the rows of the last one."""

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self._root, self._manifest = root, manifest
        self._states, self._rows = files.states_below(root / files.DOCS), manifest.rows(TREE)

    def foreign(self, outputs: Container[str]) -> list[Problem]:
        """Return an error for each file that no build wrote: a build would delete it."""
        hint = "move it elsewhere (pages of your own go to content/pages/), or delete it"
        message = "is not a file that a build made, and the next would delete it"
        return [
            Problem(f"{files.DOCS}/{path}", 1, 1, message, hint)
            for path in files.foreign_files(self._root, self._rows, self._states)
            if path not in outputs
        ]

    def sync(self, outputs: Mapping[str, Output], key_of: Callable[[object], str]) -> tuple[int, int]:
        """Make the folder hold exactly the outputs, and the search. Return the numbers of files written and deleted.

        `key_of` returns the fingerprint of an output's inputs. A file whose text is the same is not touched; other
        files are deleted last. The HTML of pages goes to `Bodies`, so that the site needs no Markdown for them.

        Raises:
            OSError: when there is no room or no permission. Then some files are new and some are old.
        """
        root, last = self._root, self._rows
        states = {path: state for path, state in self._states.items() if not path.startswith(f"{files.SEARCH}/")}
        files.record_outputs(root, outputs, is_done=False)
        # Outputs may share inputs, as the three formats of a feed do.
        shared = {id(output.inputs): output.inputs for output in outputs.values()}
        keys = {identity: key_of(inputs) for identity, inputs in shared.items()}
        key_at = {path: keys[id(output.inputs)] for path, output in outputs.items()}
        stale = [
            output
            for path, output in outputs.items()
            if path not in states or path not in last or last[path] != Row(key_at[path], *states[path])
        ]

        def write(chunk: Sequence[Output]) -> list[tuple[str, bool, State]]:
            pages: dict[str, PageText] = {}
            rows = [_write(root, output, pages, states) for output in chunk]
            with contextlib.closing(Bodies(root / files.BODIES)) as bodies:
                bodies.put(pages)
            return rows

        written = 0
        # Consecutive outputs are of one kind and share what their renderers compute once.
        for chunk in parallel.map_chunks(write, stale, _MIN_CHUNK):
            for path, is_new, state in chunk:
                states[path] = state
                written += is_new
        gone = states.keys() - outputs.keys()
        deleted = files.delete_outputs(root, gone)
        with contextlib.closing(Bodies(root / files.BODIES)) as bodies:
            bodies.delete(gone)
        files.record_outputs(root, outputs, is_done=True)
        self._manifest.keep(TREE, {path: Row(key_at[path], *states[path]) for path in outputs})
        return written, deleted


def _write(
    root: Path, output: Output, pages: dict[str, PageText], states: Mapping[str, State]
) -> tuple[str, bool, State]:
    """Write an output; return its path, whether it changed, and its state. A page is added to `pages`."""
    content = output.content()
    if isinstance(content, PageText):
        pages[output.path] = content
    is_new, state = files.write_output(root, output.path, pieces_of(content), is_there=output.path in states)
    return output.path, is_new, state

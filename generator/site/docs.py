"""`build/docs`: writes the outputs whose inputs changed, and deletes files that are no longer outputs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.model import Problem
from generator.outputs import Content, Output, PageText, Part, bytes_of
from generator.site.bodies import Bodies
from generator.site.manifest import Manifest, PartRow, Row, unchanged
from generator.system import files, parallel
from generator.system.cache import batches
from generator.system.files import State

TREE = "docs"

_MIN_CHUNK = 250
"""Outputs per fork: writing them takes longer than starting the fork."""


class Docs:
    """The files of `build/docs` that are there when a build begins, and the rows of the last one, until `sync`."""

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
        root = self._root
        states = {path: state for path, state in self._states.items() if not path.startswith(f"{files.SEARCH}/")}
        files.record_outputs(root, outputs, is_done=False)
        key_at = _keys(outputs, key_of)
        stale, parts = self._stale(outputs, key_at, states)

        def write(chunk: Sequence[Output]) -> list[_Written]:
            done = []
            with contextlib.closing(Bodies(root / files.BODIES)) as bodies:
                for batch in batches(chunk, _MIN_CHUNK):  # a batch's pages are in memory until they are stored
                    pages: dict[str, PageText] = {}
                    for output in batch:
                        path = output.path
                        content, rows = _content(root, output, key_of, parts.get(path, []), states.get(path))
                        if isinstance(content, PageText):
                            pages[path] = content
                        is_new, state = files.write_output(root, path, bytes_of(content), is_there=path in states)
                        done.append(_Written(path, is_new, state, rows))
                    bodies.put(pages)
            return done

        written = 0
        # Consecutive outputs are of one kind and share what their renderers compute once.
        for chunk in parallel.map_chunks(write, stale, _MIN_CHUNK):
            for done in chunk:
                states[done.path] = done.state
                written += done.is_new
                parts[done.path] = done.parts
        gone = states.keys() - outputs.keys()
        deleted = files.delete_outputs(root, gone)
        with contextlib.closing(Bodies(root / files.BODIES)) as bodies:
            bodies.delete(gone)
        files.record_outputs(root, outputs, is_done=True)
        parts = {path: rows for path, rows in parts.items() if path in outputs and len(rows) > 1}
        self._manifest.keep(TREE, {path: Row(key_at[path], *states[path]) for path in outputs}, parts)
        return written, deleted

    def _stale(
        self, outputs: Mapping[str, Output], key_at: Mapping[str, str], states: Mapping[str, State]
    ) -> tuple[list[Output], dict[str, list[PartRow]]]:
        """Return the outputs to write, and the parts of files that are as the last build left them.

        Its rows are free afterwards: forks that write outputs would copy them, 10 MB at 10,000 papers.
        """
        # A file of another form is replaced here, before several processes write to it.
        with contextlib.closing(Bodies(self._root / files.BODIES)) as bodies:
            with_html = bodies.keys()
        same = unchanged(self._rows, states)
        self._rows = {}
        stale = [
            output
            for path, output in outputs.items()
            if path not in same or same[path].key != key_at[path] or (path.endswith(".md") and path not in with_html)
        ]
        return stale, {path: rows for path, rows in self._manifest.parts(TREE).items() if path in same}


def _keys(outputs: Mapping[str, Output], key_of: Callable[[object], str]) -> dict[str, str]:
    """Return the fingerprint of each output's inputs, by path. Outputs may share inputs, as formats of a feed do."""
    shared = {id(output.inputs): output.inputs for output in outputs.values()}
    keys = {identity: key_of(inputs) for identity, inputs in shared.items()}
    return {path: keys[id(output.inputs)] for path, output in outputs.items()}


@dataclass(frozen=True, slots=True)
class _Written:
    """An output that was written: whether its file changed, the file's state, and its parts."""

    path: str
    is_new: bool
    state: State
    parts: list[PartRow]


def _content(
    root: Path, output: Output, key_of: Callable[[object], str], last: Sequence[PartRow], state: State | None
) -> tuple[Content, list[PartRow]]:
    """Return an output's content, and its parts; `last` are those of its last file, from which it may copy.

    `state` is the last file's: nothing is copied if somebody has touched it since the build began.
    """
    if output.split is None:
        return output.content(), []
    sizes = [row.size for row in last]
    pieces = files.output_pieces(root, output.path, state, output.begin, sizes) if state and last else []
    known = {row.key: Part(data, row.crc, row.length) for row, data in zip(last, pieces, strict=False)}
    parts, rows = [], []
    for inputs in output.split(*output.inputs):
        key = key_of(inputs)
        part = known.get(key) or output.part(inputs)
        parts.append(part)
        rows.append(PartRow(key, len(part.data), part.crc, part.length))
    return output.joined(parts), rows

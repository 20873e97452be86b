"""`build/docs` kept up to date: only what is made of something else than last time is made again.

What each file was made of, and how large and how old it is since, is in the cache; a file that somebody has touched is
made again, and without the cache all are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from generator.model import Problem
from generator.outputs import Output
from generator.site.fingerprints import Fingerprints
from generator.system import files, parallel
from generator.system.cache import Cache
from generator.system.files import State

_KEY = "outputs"

_WORTH_A_PROCESS = 250
"""Files that take longer to make than another process to begin."""


def update(root: Path, outputs: Mapping[str, Output], fingerprints: Fingerprints, results: Cache) -> tuple[int, int]:
    """Make `build/docs` hold exactly the outputs; how many files were written and how many deleted.

    A file whose text did not change is not touched, and files that are no longer wanted go last.

    Raises:
        OSError: when there is no room or no permission. Then some files are new and some are old.
    """
    found = files.output_states(root)
    files.record_outputs(root, outputs, is_done=False)
    known = results.get([_KEY]).get(_KEY, {})
    # The three formats of a feed, say, are made of one and the same thing.
    same = {id(output.inputs): output.inputs for output in outputs.values()}
    by_id = {each: fingerprints.of(inputs) for each, inputs in same.items()}
    made_of = {path: by_id[id(output.inputs)] for path, output in outputs.items()}
    wanted = [
        output
        for path, output in outputs.items()
        if path not in found or known.get(path) != [made_of[path], *found[path]]
    ]

    def write(part: Sequence[Output]) -> list[tuple[str, bool, State]]:
        return [
            (each.path, *files.write_output(root, each.path, each.pieces(), is_there=each.path in found))
            for each in part
        ]

    written = 0
    # Outputs of one kind follow each other and share much that is made once.
    for done in parallel.map_chunks(write, wanted, _WORTH_A_PROCESS):
        for path, is_new, state in done:
            found[path] = state
            written += is_new
    deleted = files.delete_outputs(root, found.keys() - outputs.keys())
    files.record_outputs(root, outputs, is_done=True)
    results.put([(_KEY, {path: [made_of[path], *found[path]] for path in outputs})])
    return written, deleted


def foreign(root: Path, outputs: Container[str], results: Cache) -> list[Problem]:
    """Return an error for each file of `build/docs` that no build has made: an update would delete it."""
    known = results.get([_KEY]).get(_KEY, {})
    hint = "move it elsewhere (pages of your own go to content/pages/), or delete it"
    message = "is not a file that a build made, and the next would delete it"
    return [
        Problem(f"{files.DOCS}/{path}", 1, 1, message, hint)
        for path in files.foreign_files(root, {*known})
        if path not in outputs
    ]


def left(root: Path, results: Cache) -> str:
    """What names the files that the last update left, "" when they are not as it left them."""
    known = results.get([_KEY]).get(_KEY, {})
    states = {path: tuple(state) for path, (_, *state) in known.items()}
    is_same = states == files.output_states(root) and not files.foreign_files(root, known)
    return hashlib.sha256(repr(known).encode()).hexdigest() if is_same else ""

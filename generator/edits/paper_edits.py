"""Changes to single papers: removed, hidden, corrected, merged and split, in every digest that has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.addresses import PAPERS_RECORD
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Change, Refused, applied
from generator.edits.digest_files import edited
from generator.edits.row_values import as_written, changed_files, rows_with
from generator.model import Digest, Note, Paper, Severity, SourceFile
from generator.sources import permalinks
from generator.text import identifiers

_SHOWN = 60
"""Characters of a title or value in a receipt."""


def remove(
    state: ArchiveState, paper: Paper, published: Collection[str], day: dt.date, successor: Paper | None = None
) -> Change:
    """Take a paper out of every digest, with the notes on it.

    An address that was published leads to `successor`, or else says that the paper was removed; others are forgotten.
    """
    if successor and successor.slug == paper.slug:
        raise Refused(f"papers/{paper.slug}/ cannot lead to itself. Name another paper with --to")
    files: dict[str, str | None] = {}
    receipt = [f"{_quoted(paper)} is removed"]
    for file, digest, rows in state.rows(paper):
        files[file.path] = edited(file, digest, dict.fromkeys(rows))
        receipt.append(
            f"{file.path}: {'deleted, it had no other paper' if files[file.path] is None else 'row removed'}"
        )
    for note in state.notes(paper):
        files[note.path] = None
        receipt.append(f"{note.path}: deleted, a note on it by {note.author}")
    slugs = (paper.slug, *paper.former_slugs)
    recorded = _with_published(state, paper, published)
    record, lines = _forgotten(recorded, slugs, published, day, successor)
    files[PAPERS_RECORD] = record
    return Change(files, (*receipt, *lines))


def _with_published(state: ArchiveState, paper: Paper, published: Collection[str]) -> str:
    """Return the record with a line for each published address of a paper, also those of its other titles."""
    known = {permalink.slug for permalink in state.record}
    record = state.sources.permalinks
    for slug in (paper.slug, *paper.former_slugs):
        if slug in published and slug not in known:
            record = permalinks.add_keys(record, slug, paper.keys)
    return record


def remove_address(state: ArchiveState, slug: str, day: dt.date, successor: Paper | None = None) -> Change:
    """Give up a recorded address whose paper no digest has any more."""
    record, lines = _forgotten(state.sources.permalinks, [slug], {slug}, day, successor)
    return Change({PAPERS_RECORD: record}, tuple(lines))


def _forgotten(
    record: str, slugs: Sequence[str], published: Collection[str], day: dt.date, successor: Paper | None
) -> tuple[str, list[str]]:
    lines = []
    for slug in slugs:
        if slug not in published:
            record = permalinks.without_addresses(record, {slug})
            lines.append(f"papers/{slug}/: never published, so no address is kept")
        elif successor:
            record = permalinks.add_keys(permalinks.without_state(record, slug, "hidden"), slug, successor.keys)
            lines.append(f"papers/{slug}/: leads to papers/{successor.slug}/ from now on")
        else:
            record = permalinks.with_state(permalinks.without_state(record, slug, "hidden"), slug, "removed", day)
            lines.append(f"papers/{slug}/: was published, and says from now on that the paper was removed")
    return record, lines


def hide(state: ArchiveState, paper: Paper, published: Collection[str], day: dt.date) -> Change:
    """Leave a paper out of the site and keep its rows and notes. A later digest with it does not bring it back."""
    record = permalinks.extend_record(_with_published(state, paper, published), [paper])
    record = permalinks.with_state(record, paper.slug, "hidden", day)
    receipt = [f"{_quoted(paper)} is hidden. `papershelf hide --undo {paper.slug}` shows it again"]
    for slug in (paper.slug, *paper.former_slugs):
        if slug in published:
            record = permalinks.with_state(record, slug, "removed", day)
            receipt.append(f"papers/{slug}/: was published, and says from now on that the paper was removed")
    return Change({PAPERS_RECORD: record}, tuple(receipt))


def show(state: ArchiveState, paper: Paper) -> Change:
    """Show a hidden paper again."""
    record = state.sources.permalinks
    for slug in (paper.slug, *paper.former_slugs):
        for name in ("hidden", "removed"):
            record = permalinks.without_state(record, slug, name)
    if record == state.sources.permalinks:
        raise Refused(f"papers/{paper.slug}/ is not hidden")
    line = f"{_quoted(paper)} is shown again at papers/{paper.slug}/"
    return Change({PAPERS_RECORD: record}, (line,))


def fix(state: ArchiveState, paper: Paper, values: Mapping[str, str]) -> Change:
    """Correct facts of a paper in every digest that has them; "" deletes a fact.

    `values` are by the keys of a digest. A fact that no digest has is added to the newest. The paper keeps its address.

    Raises:
        Refused: when a key or a value is not valid, nothing would change, or the ids are those of another paper.
    """
    edits: dict[str, dict[int, dict[str, object]]] = {}
    rows = list(state.rows(paper))
    for key, value in values.items():
        for file, _, numbers in rows_with(key, rows):
            for number in numbers:
                edits.setdefault(file.path, {}).setdefault(number, {})[key] = as_written(key, value)
    files = changed_files(rows, edits)
    if not files:
        raise Refused(f"nothing would change: papers/{paper.slug}/ has {_listed(values)} already")
    after = read_state(applied(state.sources, files))
    positions = _positions(state, paper)
    keys = {key for number, row in positions for key in identifiers.keys_of(after.digests[number].entries[row])}
    _refuse_other_papers(state, paper, keys)
    record = permalinks.without_keys(state.sources.permalinks, paper.slug, _former_ids(paper, keys, values))
    files[PAPERS_RECORD] = permalinks.add_keys(record, paper.slug, keys | _marks(after, positions))
    receipt = [f"{path}: {_listed(values)}" for path in files if path != PAPERS_RECORD]
    after = read_state(applied(state.sources, files))
    if {after.merged.slug_at[position] for position in positions} != {paper.slug}:
        raise Refused(
            f"papers/{paper.slug}/ would become another paper. Correct all of its rows in one command, or use "
            "`papershelf split`"
        )
    return Change(files, tuple(receipt))


def merge(state: ArchiveState, kept: Paper, other: Paper, published: Collection[str]) -> Change:
    """Make two papers one: the rows of `other` get what identifies `kept`, and its address leads to that of `kept`."""
    if kept.slug == other.slug:
        raise Refused(f"both are papers/{kept.slug}/ already")
    files: dict[str, str | None] = {}
    receipt = [f"{_quoted(other)} is merged into {_quoted(kept)}"]
    for edits, what in _merging_edits(state, kept, other):
        rows = [*state.rows(kept), *state.rows(other)]
        files = changed_files(rows, edits)
        record = state.sources.permalinks
        if other.slug in published:
            record = permalinks.later(record, other.slug)
            record = permalinks.add_keys(record, other.slug, [*identifiers.ids(kept.keys)] or kept.keys)
        else:
            record = permalinks.without_addresses(record, {other.slug})
            files |= _notes_about(state, other, kept)
        files[PAPERS_RECORD] = record
        after = read_state(applied(state.sources, files))
        positions = [*_positions(state, kept), *_positions(state, other)]
        is_one = {after.merged.slug_at[position] for position in positions} == {kept.slug}
        if is_one and not _new_doubts(state, after):
            merged = [paper for paper in after.papers if paper.slug == kept.slug]
            files[PAPERS_RECORD] = permalinks.extend_record(record, merged)
            receipt += [f"{path}: {what}" for path in edits]
            break
    else:
        raise Refused(
            "the two stay apart: nothing that both have shows that they are one. "
            f"Give one of them an id first: `papershelf fix {kept.slug} arxiv=…`"
        )
    if other.slug in published:
        receipt.append(f"papers/{other.slug}/: leads to papers/{kept.slug}/ from now on")
    return Change(files, tuple(receipt))


def _new_doubts(before: ArchiveState, after: ArchiveState) -> set[str]:
    """Return the warnings of joins that the archive would have and does not have yet."""
    warnings = [
        {one.message for one in state.merged.problems if one.severity is not Severity.NOTICE}
        for state in (before, after)
    ]
    return warnings[1] - warnings[0]


_Edits = dict[str, dict[int, dict[str, object]]]


def _merging_edits(state: ArchiveState, kept: Paper, other: Paper) -> Iterator[tuple[_Edits, str]]:
    """Yield edits that may make two papers one, the smallest first, each with its words for the receipt."""
    first = next(state.rows(kept))
    entry = first[1].entries[first[2][0]]
    title = {"title": entry.title}
    for key in ("arxiv", "doi"):
        if value := getattr(kept, key):
            # An id of another kind that contradicts goes, and a title quite unlike.
            gone = {name: None for name in ("arxiv", "doi") if name != key and getattr(other, name)}
            yield _edits(state, other, {key: value}), f"{key}: {value}"
            yield _edits(state, other, {key: value, **gone}), f"{key}: {value}"
            yield _edits(state, other, {key: value, **gone, **title}), f"{key}: {value}, and the title of the other"
    for key in ("arxiv", "doi"):
        if value := getattr(other, key):
            yield _edits(state, kept, {key: value}), f"{key}: {value}"
            yield _joined(_edits(state, kept, {key: value}), _edits(state, other, title)), f"{key}: {value}, or title"
    yield _edits(state, other, title), "title of the other"
    authors: dict[str, object] = {**title, "authors": list(entry.authors) or None}
    yield _edits(state, other, authors), "title and authors of the other"
    yield _edits(state, other, {**authors, "url": entry.url or None, "published": None}), "title, authors and link"


def _joined(edits: _Edits, more: _Edits) -> _Edits:
    return {path: {**edits.get(path, {}), **more.get(path, {})} for path in {**edits, **more}}


def _edits(state: ArchiveState, paper: Paper, values: Mapping[str, object]) -> _Edits:
    return {file.path: {row: dict(values) for row in rows} for file, _, rows in state.rows(paper)}


def split(state: ArchiveState, paper: Paper, place: str, values: Mapping[str, str]) -> Change:
    """Make a paper of its own of those rows of `paper` that are at `place`, a digest's path with or without a line.

    What identifies the others is taken from these rows: an id that both have. `values` are facts of the new paper.
    """
    chosen = [
        (file, digest, [row for row in rows if _is_at(place, file, digest, row)])
        for file, digest, rows in state.rows(paper)
    ]
    chosen = [(file, digest, rows) for file, digest, rows in chosen if rows]
    others = {
        (file.path, row)
        for file, _, of_file in state.rows(paper)
        for row in of_file
        if not any(file.path == other.path and row in taken for other, _, taken in chosen)
    }
    if not chosen or not others:
        where = ", ".join(_places(state, paper))
        problem = "has no row at" if not chosen else "has all its rows at"
        raise Refused(f"papers/{paper.slug}/ {problem} '{place[:_SHOWN]}'. Its rows: {where}")
    kept_ids = {
        value
        for file, digest, rows in state.rows(paper)
        for row in rows
        if (file.path, row) in others
        for value in (digest.entries[row].arxiv, digest.entries[row].doi)
        if value
    }
    edits: _Edits = {}
    for file, digest, rows in chosen:
        for row in rows:
            entry = digest.entries[row]
            shared = {key: None for key in ("arxiv", "doi") if getattr(entry, key) in kept_ids}
            written = {key: as_written(key, value) for key, value in values.items()}
            edits.setdefault(file.path, {})[row] = {**shared, **written}
    files = changed_files([*state.rows(paper)], edits)
    after = read_state(applied(state.sources, files))
    slugs = _slugs_at(state, after, edits)
    if paper.slug in slugs or not slugs:
        raise Refused(
            "they would still be one paper. Say what tells them apart, such as "
            f"`papershelf split {paper.slug} {place} arxiv=…`, or another title, authors or url"
        )
    new = [one for one in after.papers if one.slug in slugs]
    files[PAPERS_RECORD] = permalinks.extend_record(state.sources.permalinks, new)
    lines = [f"papers/{one.slug}/: a paper of its own, {_quoted(one)}" for one in new]
    return Change(files, (*(f"{path}: changed" for path in edits), *lines))


def _slugs_at(state: ArchiveState, after: ArchiveState, edits: _Edits) -> set[str]:
    numbers = {file.path: number for number, file in enumerate(state.files)}
    return {after.merged.slug_at[numbers[path], row] for path, rows in edits.items() for row in rows}


def _is_at(place: str, file: SourceFile, digest: Digest, row: int) -> bool:
    path, _, line = place.partition(":")
    name = file.path.rpartition("/")[2]
    is_file = path in (file.path, name, name.rpartition(".")[0])
    return is_file and (not line or (bool(digest.lines) and str(digest.lines[row]) == line))


def _places(state: ArchiveState, paper: Paper) -> list[str]:
    return [
        f"{file.path}:{digest.lines[row]}" if digest.lines else file.path
        for file, digest, rows in state.rows(paper)
        for row in rows
    ]


def _positions(state: ArchiveState, paper: Paper) -> list[tuple[int, int]]:
    return [position for position, slug in state.merged.slug_at.items() if slug == paper.slug]


def _former_ids(paper: Paper, keys: Collection[str], values: Mapping[str, str]) -> set[str]:
    """Return the ids that a paper had before they were corrected, which may be another paper's."""
    kinds = [kind for kind in ("arxiv", "doi") if kind in values]
    return {key for key in paper.keys if key.partition(":")[0] in kinds and key not in keys}


def _marks(state: ArchiveState, positions: Sequence[tuple[int, int]]) -> set[str]:
    """Return authors and links of papers without ids, by which the record tells papers of one title apart."""
    slugs = {state.merged.slug_at[position] for position in positions}
    return {key for one in state.papers if one.slug in slugs for key in one.keys if key.startswith(("by:", "link:"))}


def _refuse_other_papers(state: ArchiveState, paper: Paper, keys: Collection[str]) -> None:
    for other in state.papers:
        if other.slug != paper.slug and (shared := set(identifiers.ids(other.keys)) & set(keys)):
            raise Refused(
                f"{min(shared).replace(':', ' ', 1)} is papers/{other.slug}/ already. If both are one paper, run "
                f"`papershelf merge {paper.slug} {other.slug}`"
            )


def _notes_about(state: ArchiveState, other: Paper, kept: Paper) -> dict[str, str | None]:
    """Return the notes on a paper whose address goes, so that they are about the one that it was merged into."""
    texts = {file.path: file.text for file in state.sources.notes}
    return {note.path: _about(texts[note.path], note, kept) for note in state.notes(other)}


def _about(text: str, note: Note, paper: Paper) -> str:
    line = note.positions[("paper",)][0]
    lines = text.splitlines(keepends=True)
    lines[line - 1] = f"paper: {paper.slug}\n"
    return "".join(lines)


def _quoted(paper: Paper) -> str:
    return f"“{paper.title.plain[:_SHOWN]}”"


def _listed(values: Mapping[str, str]) -> str:
    return ", ".join(f"{key} '{value[:_SHOWN]}'" if value else f"no {key}" for key, value in values.items())

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.edits.new_archive import new_archive
from generator.model import SourceFile
from generator.sources import json_schemas
from generator.sources.notes import read_note
from generator.text.note_template import new_note_text

ROOT = Path(__file__).resolve().parents[3]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_schemas.files()[f"{json_schemas.FOLDER}/{name}.json"])
    jsonschema.Draft7Validator.check_schema(found)
    return found


def accepts(name: str, text: str) -> bool:
    """Whether an editor, which reads YAML's text as JSON would have it, finds nothing wrong."""
    value = json.loads(json.dumps(yaml.load(text, Loader=_Core)))  # noqa: S506 (a safe loader)
    return bool(jsonschema.Draft7Validator(schema(name)).is_valid(value))


class _Core(yaml.SafeLoader):
    """YAML 1.2, as editors read it: a date is text."""


_Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize(("path", "text"), json_schemas.files().items(), ids=list(json_schemas.files()))
def test_the_schemas_here_are_made_from_the_models_of_today(path: str, text: str) -> None:
    assert (ROOT / path).read_text() == text, "run `make schemas`"


@pytest.mark.parametrize("path", [*ROOT.glob("content/digests/*.yml"), *ROOT.glob("site_config/*.yml")], ids=str)
def test_our_own_files_name_their_schema_and_fit_it(path: Path) -> None:
    text = path.read_text()
    name = text.partition("\n")[0].partition("# yaml-language-server: $schema=")[2]
    assert (path.parent / name).resolve().parent == ROOT / json_schemas.FOLDER
    assert accepts(Path(name).stem, text)


@pytest.mark.parametrize("path", sorted(ROOT.glob("content/notes/*.md")), ids=lambda path: path.stem[:40])
def test_our_own_notes_fit_their_schema(path: Path) -> None:
    front = path.read_text().split("---\n")[1]
    assert front.startswith(json_schemas.modeline("note", "content/notes/x.md"))
    assert accepts("note", front)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("digest", "date: 2026-04-20\nsource: a\npapers: [{titel: A}]"),
        ("digest", "date: 2026-04-20\npapers: []"),
        ("digest", "date: 2026-04-20\nsource: A B\npapers: []"),
        ("digest", "date: 2026-04-20\nsource: a\npapers: [{title: A, arxiv: 2401.10000}]"),
        ("digest", "date: 2026-04-20\nsource: a\npapers: [{title: A, url: 'javascript:x'}]"),
        ("note", "paper: a\nauthor: b"),
        ("note", "paper: a\nauthor: b\ndate: 2026-04-20\ntemplate: x.html"),
        ("tags", "tags: {a: {}}"),
        ("tags", "tags: {A B: {label: A}}"),
        ("tags", "tags: {a: {label: A, match: sometimes}}"),
        ("archive", "feed_entries: 0"),
    ],
)
def test_an_editor_reports_the_same_mistakes_as_we_do(name: str, text: str) -> None:
    assert not accepts(name, text)


def test_every_key_has_a_description() -> None:
    for path in json_schemas.files():
        found = schema(Path(path).stem)
        for part in (found, *found.get("$defs", {}).values()):
            assert all(value.get("description") for value in part.get("properties", {}).values()), path


def test_a_new_archive_has_the_schemas_its_files_name() -> None:
    written = new_archive("A", "https://a.org/")
    for path in ("site_config/tags.yml", "site_config/archive.yml"):
        name = written[path].partition("\n")[0].partition("$schema=")[2]
        assert f"site_config/{name}" in written


def test_a_begun_note_names_its_schema_inside_its_front_matter() -> None:
    path = "content/notes/a.md"
    line = json_schemas.modeline("note", path)
    assert line == "# yaml-language-server: $schema=../../site_config/schema/note.json\n"
    note, problems = read_note(SourceFile(path, new_note_text("a-b", "A", "Ann", "2026-04-20", line) + "It says more."))
    assert problems == []
    assert note is not None
    assert note.positions["paper",] == (3, 8)

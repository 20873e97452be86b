"""Files that would exhaust or mislead a program: each is refused at its place, or becomes a page that harms nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.system.files import DOCS

from .reading import times

LONG = 10_000_000
MANY = 100_000
NOTE = "---\npaper: lemma-gardens\nauthor: Eve\ndate: 2026-04-01\n{front}---\n\n{body}\n"
DIGEST = "date: 2026-04-01\nsource: desk\npapers:\n"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>"


def bomb(levels: int = 12) -> str:
    lines = (f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]" for level in range(1, levels))
    return "\n".join(["l0: &l0 lol", *lines])


LAUGHS = "".join(f"<!ENTITY l{level} '{f'&l{level - 1};' * 10}'>" for level in range(1, 12))

REFUSED = {
    "yaml tag": ("content/digests/a.yml", f"{DIGEST}  - title: !!python/object/apply:os.system [id]\n", "tag"),
    "yaml alias": ("content/digests/a.yml", f"{DIGEST}  - &a {{title: A}}\n  - *a\n", "alias"),
    "yaml bomb": ("content/digests/a.yml", f"{DIGEST}  - title: A\n{bomb()}\n", "alias"),
    "yaml bomb in tags": ("site_config/tags.yml", bomb(), "alias"),
    "yaml bomb in front matter": ("content/notes/a.md", NOTE.format(front=bomb() + "\n", body="x"), "alias"),
    "yaml merge key": ("content/digests/a.yml", f"{DIGEST}  - <<: {{title: A}}\n", "<<"),
    "yaml nesting": ("content/digests/a.yml", f"{DIGEST}  - title: {'[' * 50}{']' * 50}\n", "levels deep"),
    "yaml block nesting": ("content/digests/a.yml", f"{DIGEST}  {'- ' * MANY}x\n", "levels deep"),
    "xml bomb": (
        "content/digests/2026-04-01-a.xml",
        f"<!DOCTYPE feed [<!ENTITY l0 'lol'>{LAUGHS}]>{ATOM.format('<title>&l11;</title>')}",
        "DTD",
    ),
    "xml file": (
        "content/digests/2026-04-01-a.xml",
        f"<!DOCTYPE feed [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{ATOM.format('<title>&x;</title>')}",
        "DTD",
    ),
    "xml address": (
        "content/digests/2026-04-01-a.xml",
        f"<!DOCTYPE feed SYSTEM 'https://elsewhere.example/x.dtd'>{ATOM.format('<title>x</title>')}",
        "DTD",
    ),
    "source that climbs": ("content/digests/a.yml", "date: 2026-04-01\nsource: ../../x\npapers: []\n", "lower-case"),
    "tag that climbs": ("site_config/tags.yml", "tags:\n  ../../x: {label: X}\n", "lower-case"),
    "redirect that climbs": ("site_config/tags.yml", "tags: {a: {label: A}}\nredirects: {../x: a}\n", "lower-case"),
    "redirect elsewhere": ("site_config/tags.yml", "tags: {a: {label: A}}\nredirects: {b: //e.example}\n", "lower"),
    "slug that climbs": ("content/permalinks.txt", "../../x arxiv:2401.10000\n", ""),
    "address that climbs": ("content/published.txt", "../../x/ -> tags/\n", ""),
    "page with a blank in its name": ("content/pages/A b.md", "---\ntitle: X\n---\nx\n", "has only the letters"),
    "page in the place of ours": ("content/pages/papers.md", "---\ntitle: X\n---\nx\n", "belongs to the archive"),
    "front matter of the theme": ("content/notes/a.md", NOTE.format(front="scripts: [x.js]\n", body="x"), "unknown"),
    "long title": ("content/digests/a.yml", f"{DIGEST}  - title: {'x' * LONG}\n", "longer than 1000"),
    "long abstract": ("content/digests/a.yml", f"{DIGEST}  - title: A\n    abstract: {'x ' * (LONG // 2)}\n", "longer"),
    "long author": ("content/notes/a.md", NOTE.format(front=f"tags: [{'x' * LONG}]\n", body="x"), "longer"),
    "long body": ("content/notes/a.md", NOTE.format(front="", body="x " * (LONG // 2)), "longer"),
    "long label": ("site_config/tags.yml", f"tags: {{a: {{label: {'x' * LONG}}}}}\n", "longer"),
    "many tags on a note": ("content/notes/a.md", NOTE.format(front=f"tags: [{'x, ' * MANY}]\n", body="x"), "50 items"),
    "json nesting": ("content/digests/2026-04-01-a.json", '[{"paper":' + "[" * MANY + "]" * MANY + "}]", "too deeply"),
    "long abstract in json": (
        "content/digests/2026-04-01-a.json",
        f'[{{"paper": {{"id": "2604.00001", "title": "A", "summary": "{"x " * (LONG // 2)}"}}}}]',
        "the limit is 20,000",
    ),
    "xml nesting": ("content/digests/2026-04-01-a.xml", ATOM.format("<a>" * MANY + "</a>" * MANY), "holds no paper"),
    "wide table": ("content/notes/a.md", NOTE.format(front="", body="|a" * 4000 + "\n" + "|-" * 4000), "bars (|)"),
    "brackets": ("content/notes/a.md", NOTE.format(front="", body="[" * 15_000), "opening brackets"),
}


@pytest.mark.parametrize(("path", "text", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_where_it_stands(archive: Path, run_papershelf, path: str, text: str, said: str) -> None:
    (archive / path).write_text(text)
    before = times(archive / DOCS)

    done = run_papershelf("-C", archive, "build", status=1)

    told = done.stderr.splitlines()
    assert [line for line in told if line.startswith(f"{path}:") and said in line], done.stderr[:2000]
    assert told[-1].endswith("nothing was built")
    assert max(map(len, told)) < 500
    assert "Traceback" not in done.stderr
    assert times(archive / DOCS) == before
    assert not (archive / "site").exists()


def test_a_link_out_of_the_archive_is_refused(archive: Path, tmp_path: Path, run_papershelf) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(NOTE.format(front="", body="not to be published"))
    (archive / "content" / "notes" / "eve.md").symlink_to(secret)

    done = run_papershelf("-C", archive, "build", status=1)

    assert "content/notes/eve.md:1:1: is a symbolic link to" in done.stderr
    assert not (archive / "site").exists()


def test_what_is_much_or_deep_but_harmless_is_built(archive: Path, run_papershelf) -> None:
    title = r"Braces {\it " * 50 + "within" + "}" * 50
    keywords = ", ".join(f"keyword {number}" for number in range(MANY))
    rows = f"  - title: 'One {title}'\n  - title: Another\n    keywords: [{keywords}]\n"
    (archive / "content" / "digests" / "2026-04-01-much.yml").write_text(DIGEST.replace("desk", "much") + rows)
    (archive / "content" / "notes" / "deep.md").write_text(NOTE.format(front="", body="> " * 50 + "within"))

    done = run_papershelf("-C", archive, "build")

    assert "Traceback" not in done.stderr
    assert "within" in (archive / "site" / "papers" / "lemma-gardens" / "index.html").read_text()
    assert "within" in next((archive / "site" / "papers").glob("one-braces*/index.html")).read_text()

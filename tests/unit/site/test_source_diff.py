from __future__ import annotations

import pytest

from generator.site.source_diff import NEVER, RECORDS, RUNS, SHOWN, compare, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("mkdocs.yml", RUNS),
        ("pyproject.toml", RUNS),
        ("site_config/hook.py", RUNS),
        ("site_config/archive.yml", RUNS),
        (".github/workflows/publish.yml", RUNS),
        ("content/notes/macros.py", RUNS),
        ("content/pages/macros.py", SHOWN),
        ("content/notes/hook.md", RUNS),
        ("content/pages/index.md", SHOWN),
        ("site_config/overrides/main.html", SHOWN),
        ("content/permalinks.txt", RECORDS),
        ("content/published.txt", RECORDS),
        ("site_config/papershelf.json", RECORDS),
        (".cache/pages.sqlite3", NEVER),
        (".papershelf/replacing.json", NEVER),
        (".papershelf-site/x", NEVER),
        ("build/docs/papers/a.md", NEVER),
        ("build/docs/.gitignore", ""),
        ("site/index.html", NEVER),
        ("content/digests/a.yml", ""),
        ("content/notes/a.md", ""),
    ],
)
def test_files_are_classified_by_their_effect(path: str, kind: str) -> None:
    assert kind_of(path, {"content/notes/hook.md"}) == kind


def test_changed_lines_of_code_and_records_are_shown() -> None:
    before = {"mkdocs.yml": "site_name: A\n", "content/permalinks.txt": "a x:1\nb x:2\n", "content/pages/a.md": "a"}
    after = {
        "mkdocs.yml": "site_name: A\nhooks: [x.py]\n````\n</details>@everyone\x1b[2J\n",
        "content/permalinks.txt": "a x:2\nb x:2\n",
        "content/pages/b.md": "a",
    }
    shown = compare(before, after)
    assert "- mkdocs&#46;yml: changed\n" in shown
    assert "\n+hooks: [x.py]\n" in shown
    assert "\n-a x:1\n+a x:2\n" in shown
    assert "- content/pages/a&#46;md: removed\n- content/pages/b&#46;md: added\n" in shown
    assert "`mkdocs build` also runs what tags of `mkdocs.yml` name" in shown
    assert "`mkdocs build`" not in compare({"content/permalinks.txt": "a x:1\n"}, {})
    assert "`````diff" in shown
    assert "\x1b" not in shown


def test_a_record_of_a_megabyte_is_compared_at_once(count_calls) -> None:
    def work(size: int) -> int:
        old = {"content/published.txt": "".join(f"/a/{number}/\n" for number in range(size))}
        new = {"content/published.txt": "".join(f"/b/{number}/\n" for number in range(size))}
        return count_calls(lambda: compare(old, new))

    assert work(40_000) < 2.2 * work(20_000)
    assert len(compare({}, {"content/published.txt": "x\n" * 100_000})) < 3_000


def test_nothing_to_look_at_says_so() -> None:
    assert "None has changed." in compare({"content/notes/a.md": "a"}, {"content/notes/a.md": "b"})

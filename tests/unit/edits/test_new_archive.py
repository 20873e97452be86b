from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from packaging.requirements import Requirement

from generator.edits.archive_state import read_state
from generator.edits.new_archive import MARKER, Choices, new_archive, placeholders, requirements, shared
from generator.model import SourceFile
from generator.sources import trusted_yaml
from generator.sources.page_files import read_page
from generator.sources.settings import read_settings
from generator.sources.source_files import Sources
from generator.sources.vocabulary import read_vocabulary
from generator.text import markdown_writer

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["My Papers", 'A "quoted": name', "# not a comment", "Zoë's", "no"])
def test_a_new_archive_of_any_name_has_valid_settings(name: str) -> None:
    written = new_archive(name, "https://a.org/b/")
    archive = SourceFile("site_config/archive.yml", written["site_config/archive.yml"])
    settings, problems = read_settings(trusted_yaml.parse(SourceFile("mkdocs.yml", written["mkdocs.yml"]), {}), archive)
    assert problems == []
    assert settings is not None
    assert (settings.site_name, settings.site_url, settings.own_summaries) == (name, "https://a.org/b/", False)


def test_the_shared_part_of_mkdocs_yml_is_copied() -> None:
    assert new_archive("A", "https://a.org/")["mkdocs.yml"].partition(MARKER)[2].strip()


def test_a_new_archive_has_what_a_build_needs() -> None:
    written = new_archive("A", "https://a.org/")
    assert {"site_config/hook.py", "site_config/tags.yml", "content/pages/index.md"} <= set(written)
    assert {"build/docs/.gitignore", "build/theme/.gitignore"} <= set(written)
    assert [path for path in written if path.startswith("site_config/overrides/")] == ["site_config/overrides/.gitkeep"]
    assert not any("dot." in path or "shared" in path or "__pycache__" in path for path in written)


def test_the_first_page_is_valid() -> None:
    path = "content/pages/index.md"
    assert read_page(SourceFile(path, new_archive("A", "https://a.org/")[path]))[1] == []


def test_markdown_is_rendered_with_the_extensions_that_pages_are_written_for() -> None:
    found = yaml.safe_load(new_archive("A", "https://a.org/")["mkdocs.yml"])["markdown_extensions"]
    pairs = [each if isinstance(each, dict) else {each: {}} for each in found]
    assert {name: options for pair in pairs for name, options in pair.items()} == markdown_writer.EXTENSIONS


def test_every_workflow_installs_what_two_files_name() -> None:
    written = new_archive("A", "https://a.org/", "papershelf==1.0")
    assert written["requirements.txt"].splitlines()[-1] == "papershelf==1.0"
    install = ["--require-hashes -r requirements.lock", "--no-deps --no-build-isolation -r requirements.txt"]
    for path, text in written.items():
        if path.startswith(".github/workflows/"):
            installed = re.findall("pip install (.*)", text)
            assert installed == install * text.count("actions/setup-python@"), path
    assert {"requirements.txt", "requirements.lock"} <= json.loads(written["site_config/papershelf.json"])[
        "files"
    ].keys()


def test_the_lock_has_a_hash_for_everything_that_papershelf_needs() -> None:
    lock = new_archive("A", "https://a.org/")["requirements.lock"]
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)(?: ;.*)? \\\n    --hash=sha256:", lock, re.M)
    assert len(pins) == lock.count("==")
    assert not re.search(r"^ *-[-\w]+ |://", lock, re.M), "no index, and nothing else to look at"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for line in [*project["project"]["dependencies"], *project["build-system"]["requires"]]:
        needed = Requirement(line)
        versions = [version for name, version in pins if name == needed.name]
        assert versions, f"{line}: run make lock"
        assert all(version in needed.specifier for version in versions), f"{line}: run make lock"
    tested = (ROOT / "constraints.txt").read_text()
    assert [f"{name}=={version}" for name, version in pins if f"\n{name}=={version} " not in tested] == []
    assert "pytest" not in dict(pins)


def test_without_a_known_source_nothing_can_be_installed_by_mistake() -> None:
    lines = [line for line in requirements("").splitlines() if not line.startswith("#")]
    assert lines == ["papershelf @ git+https://put-the-address-here.invalid/papershelf"]


@pytest.mark.parametrize("branch", ["trunk", "a/b-1.x", "one,two", "no]", "1.0"])
def test_workflows_and_edit_links_follow_the_branch(branch: str) -> None:
    texts = shared(branch)
    # YAML 1.1 reads the key `on` as a boolean.
    for name in ("publish", "labels"):
        assert yaml.safe_load(texts[f".github/workflows/{name}.yml"])[True]["push"]["branches"] == [branch]
    assert yaml.safe_load(texts["mkdocs.yml"])["edit_uri"] == f"edit/{quote(branch)}/content/pages/"


def sources_of(written: dict[str, str]) -> Sources:
    files = {path: SourceFile(path, text) for path, text in written.items()}
    page = files["content/pages/index.md"]
    digests = tuple(file for path, file in files.items() if path.startswith("content/digests/") and ".yml" in path)
    record = written.get("content/permalinks.txt", "")
    return Sources(files["mkdocs.yml"], None, files["site_config/tags.yml"], record, digests, (), (page,))


def test_choices_are_written_where_they_belong() -> None:
    choices = Choices("https://github.com/ann/shelf", "de", 'birds: "wild" ones', has_vocabulary=True)
    written = new_archive("A", "https://a.org/", "", choices)
    settings, problems = read_settings(trusted_yaml.parse(SourceFile("mkdocs.yml", written["mkdocs.yml"]), {}), None)
    assert (problems, settings is not None) == ([], True)
    assert settings is not None
    assert (settings.repo_url, settings.language) == ("https://github.com/ann/shelf", "de")
    assert settings.site_description == 'Papers on birds: "wild" ones.'
    home, faults = read_page(SourceFile("content/pages/index.md", written["content/pages/index.md"]))
    assert faults == []
    assert home is not None
    assert "birds" in home.markdown
    curated, wrong = read_vocabulary(SourceFile("tags.yml", written["site_config/tags.yml"]))
    assert wrong == []
    assert len(curated.tags) > 100


def test_the_example_has_papers_with_addresses_and_no_problem() -> None:
    state = read_state(sources_of(new_archive("A", "https://a.org/", "", Choices(has_example=True))))
    assert len(state.papers) == 9
    assert {paper.slug for paper in state.papers} == {permalink.slug for permalink in state.record}
    assert state.merged.problems == ()


@pytest.mark.parametrize(
    ("address", "choices", "warned"),
    [
        ("https://example.org/", Choices(), ["content/pages/index.md:1", "mkdocs.yml:2"]),
        ("https://you.github.io/papers/", Choices(subject="birds"), ["mkdocs.yml:2"]),
        ("https://shelf.example.org/", Choices(subject="birds"), []),
    ],
)
def test_placeholders_are_warned_of_until_they_are_replaced(address: str, choices: Choices, warned: list[str]) -> None:
    problems = list(placeholders(sources_of(new_archive("A", address, "", choices))))
    assert sorted(f"{problem.path}:{problem.line}" for problem in problems) == warned
    assert not any(problem.is_error for problem in problems)

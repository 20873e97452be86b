"""New archives: the files that `papershelf init` writes, by path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import quote

from generator import __version__
from generator.edits import import_plan, upgrade
from generator.model import Problem, Severity, SourceFile
from generator.sources import json_schemas, page_files, source_files, vocabulary
from generator.sources.digests import read_digest
from generator.sources.source_files import Sources

EXAMPLE = "content/digests/2026-01-05-example.yml"
"""The digest of papers that do not exist."""

_HOME = "content/pages/index.md"

_PLACEHOLDER_URL = re.compile(r"https?://(?:(?:www\.)?example\.(?:com|net|org)|you\.github\.io)(?:/|$)")

MARKER = "# Below this line every archive is the same: `papershelf init` copies it.\n"

_TEMPLATE = files("generator.edits") / "template"

REQUIREMENTS = "requirements.txt"
"""Names the Papershelf that all workflows install."""

LOCK = "requirements.lock"
"""The packages that it needs, with versions and hashes. pip takes no hash for a commit, so that these are two files."""

_UNKNOWN_SOURCE = "papershelf @ git+https://put-the-address-here.invalid/papershelf"
"""Fails to install: no host has a name that ends in `.invalid`, and nobody can register it (RFC 2606)."""

_FORM_SUFFIXES = (".yml",)
"""Suffixes of forms. In a checkout, an editor may leave its own files beside them."""

_NAV = """\
nav:
  - Home: index.md
  - trending.md
  - Tags: tags/index.md
  - Map: map/index.md
  - Digests: digests/index.md
  - Authors: authors/index.md
  - Feeds: feeds.md
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices for a new archive: its repository, language and subject, and its first contents.

    `has_vocabulary` gives it the tags for machine learning of Papershelf's own archive, `has_example` a digest of nine
    papers that do not exist.
    """

    repo_url: str = ""
    language: str = "en"
    subject: str = ""
    has_vocabulary: bool = False
    has_example: bool = False


def new_archive(name: str, site_url: str, requirement: str = "", choices: Choices = Choices()) -> dict[str, str]:
    """Return the files of a new archive called `name`, by path.

    Its own files come from `generator/edits/template/`. A record lists the files that it shares with other archives.
    Its workflows install `requirement`, a line for pip.
    """
    given = shared() | json_schemas.files() | {REQUIREMENTS: requirements(requirement)}
    settings = (_checkout() / "site_config/archive.yml").read_text("utf-8")
    own = f"site_name: {json.dumps(name, ensure_ascii=False)}\nsite_url: {json.dumps(site_url)}\n"
    if choices.subject:
        own += f"site_description: {json.dumps(f'Papers on {choices.subject}.', ensure_ascii=False)}\n"
    hint = "# repo_url: https://github.com/you/your-archive    # set it, and pages link to its forms for notes\n"
    own += f"repo_url: {json.dumps(choices.repo_url)}\n" if choices.repo_url else hint
    mkdocs = given["mkdocs.yml"].replace("\n  language: en\n", f"\n  language: {choices.language}\n", 1)
    return {
        **dict(_texts(_TEMPLATE, skip="shared")),
        "site_config/archive.yml": re.sub("^own_summaries:.*\n", "", settings, flags=re.MULTILINE),
        **given,
        "mkdocs.yml": with_shared_part(f"{own}\n{_NAV}\n{MARKER}", mkdocs),
        source_files.GIVEN_RECORD: upgrade.record(given, __version__),
        **_chosen(name, choices),
    }


def _chosen(name: str, choices: Choices) -> dict[str, str]:
    """Return the first contents that a person chose."""
    chosen: dict[str, str] = {}
    if choices.subject:
        title = json.dumps(name, ensure_ascii=False)
        chosen[_HOME] = f"---\ntitle: {title}\n---\n\nPapers on {choices.subject}, collected by hand.\n"
    if choices.has_vocabulary:
        chosen[vocabulary.PATH] = (_checkout() / vocabulary.PATH).read_text("utf-8")
    if choices.has_example:
        text = files("generator.edits").joinpath("example.yml").read_text("utf-8")
        parsed = read_digest(SourceFile(EXAMPLE, text))
        plan = import_plan.plan({}, [], "", [(EXAMPLE, parsed)])
        chosen |= plan.texts
    return chosen


def placeholders(sources: Sources) -> Iterator[Problem]:
    """Warn about what a new archive has until somebody writes it: its address, and the text of its home page."""
    document = sources.mkdocs_document()
    address = document.mapping.get("site_url") if document else None
    if document and isinstance(address, str) and _PLACEHOLDER_URL.match(address):
        message = f"'site_url' ({address}) is not the address of this site, so feeds and citations lead nowhere"
        hint = "write the address that the site will have, such as https://you.github.io/papers/"
        problem = document.problem(("site_url",), message, hint)
        yield replace(problem, severity=Severity.WARNING)
    if any(page.path == _HOME and page_files.is_placeholder(page.text) for page in sources.pages):
        message = "the home page has no text yet, so it does not say what the archive is about"
        hint = "say here what the papers have in common, or delete the file"
        yield Problem(_HOME, 1, 1, message, hint, Severity.WARNING)


def requirements(requirement: str) -> str:
    """Return the text of `requirements.txt` with that line, or one that asks for it if there is none.

    It names one commit or version, since another may need other files.
    """
    if requirement:
        return (
            "# Where workflows install Papershelf from. `papershelf upgrade` replaces it, unless you change it.\n"
            f"{requirement}\n"
        )
    return (
        "# Where workflows install Papershelf from. It was not known when this file was written.\n"
        "# Replace the last line by an address that GitHub can reach, such as one of these:\n"
        "#   papershelf @ git+https://github.com/you/papershelf@COMMIT\n"
        "#   papershelf==VERSION\n"
        f"{_UNKNOWN_SOURCE}\n"
    )


def shared(branch: str = "main") -> dict[str, str]:
    """Return the files that all archives of this version have, by path: the lower part of `mkdocs.yml`, the hook, the
    forms, the workflows and `requirements.lock`, but not the schemas, and not `requirements.txt`, which depends on the
    installation.

    The hook and the forms are those of Papershelf's own archive: a checkout has them at its top, the wheel a copy.
    Workflows publish the archive's `branch`.
    """
    checkout = _checkout()
    mkdocs = shared_part((checkout / "mkdocs.yml").read_text("utf-8"))
    texts = {"mkdocs.yml": mkdocs.replace("edit_uri: edit/main/", f"edit_uri: edit/{quote(branch)}/")}
    texts["site_config/hook.py"] = (checkout / "site_config/hook.py").read_text("utf-8")
    texts["build/theme/.gitignore"] = (_TEMPLATE / "build/theme/dot.gitignore").read_text("utf-8")
    texts[LOCK] = (_TEMPLATE / LOCK).read_text("utf-8")
    forms = ".github/ISSUE_TEMPLATE"
    texts |= {f"{forms}/{path}": text for path, text in _texts(checkout / forms, suffixes=_FORM_SUFFIXES)}
    for path, text in _texts(_TEMPLATE / "dot.github" / "workflows"):
        texts[f".github/workflows/{path}"] = text.replace("branches: [main]", f"branches: [{_yaml(branch)}]")
    return texts


def shared_part(mkdocs: str) -> str:
    """Return the part of an archive's `mkdocs.yml` below the marker; "" if the marker is missing."""
    return mkdocs.partition(MARKER)[2]


def with_shared_part(mkdocs: str, part: str) -> str:
    """Return an archive's `mkdocs.yml` with another part below the marker."""
    return "".join((*mkdocs.partition(MARKER)[:2], part))


def _yaml(branch: str) -> str:
    """Return the name of a branch in a flow sequence of YAML, where a comma would make it two."""
    return branch if re.fullmatch(r"[A-Za-z][\w./-]*", branch, re.ASCII) else json.dumps(branch)


def _checkout() -> Traversable:
    copy = _TEMPLATE / "shared"
    return copy if copy.is_dir() else Path(__file__).parents[2]


def _texts(
    folder: Traversable, skip: str = "", prefix: str = "", suffixes: tuple[str, ...] = ("",)
) -> list[tuple[str, str]]:
    """Return path and text of the files below `folder` with these suffixes.

    `dot.gitignore` here becomes `.gitignore` there, since git would obey the latter in Papershelf's own repository.
    """
    texts: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name.replace("dot.", ".", 1)
        if not item.is_file():
            is_skipped = item.name in (skip, "__pycache__")
            texts += [] if is_skipped else _texts(item, prefix=f"{path}/", suffixes=suffixes)
        elif item.name.endswith(suffixes):
            texts.append((path, item.read_text("utf-8")))
    return texts

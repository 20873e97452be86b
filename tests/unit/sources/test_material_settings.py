from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import pytest

from generator.model import Page, Problem, SafeHtml, Severity, SourceFile
from generator.sources import material_settings, trusted_yaml
from generator.sources.material_settings import ACCENTS, FEATURES, ICONS, PRIMARIES

MATERIAL = Path(str(resources.files("material"))) / "templates"


class Files:
    """A theme and an archive with a few files."""

    TEMPLATES = ("main.html", "home.html", "partials/languages/de.html", ".icons/material/home.svg")
    STATIC = ("assets/logo.png", "extra.css")

    def has_template(self, path: str) -> bool:
        return path in self.TEMPLATES

    def has_file(self, path: str) -> bool:
        return path in self.STATIC

    def templates(self, folder: str) -> Iterable[str]:
        prefix = f"{folder}/" if folder else ""
        return [path for path in self.TEMPLATES if path.startswith(prefix) and "/" not in path.removeprefix(prefix)]


def told(text: str) -> list[Problem]:
    document = trusted_yaml.parse(SourceFile("mkdocs.yml", text), {})
    return list(material_settings.problems(document, Files()))


@pytest.mark.parametrize(
    "text",
    [
        "theme: material\n",
        "theme: {name: mkdocs, icon: {logo: none}}\n",
        "theme:\n",
        "- a\n",
        "theme: {font: false, language: de, direction: rtl, features: [navigation.tabs, toc.follow], mine: 1}\n",
        "theme: {font: false, icon: {logo: material/home, admonition: {note: material/home}, tag: {}}}\n",
        "theme: {font: false, palette: {primary: deep purple, accent: custom, scheme: mine}}\n",
        "theme: {font: false, palette: [{toggle: {icon: material/home, name: Dark}}, {primary: black}]}\n",
        "theme: {font: {text: Lora}}\nplugins: [privacy]\n",
        "theme: {font: {text: Lora}}\nplugins: {privacy: {enabled: true}}\n",
        "theme: {font: false, logo: assets/logo.png}\nextra_css: [extra.css?v=2, 'https://a.org/x.css', //b.org]\n",
        "extra_javascript: [https://a.org/x.js, {path: extra.css}, !ENV [X, extra.css]]\n",
        "extra: {social: [{icon: material/home, link: 'https://a.org'}], analytics: {property: x}, mine: [1]}\n",
        "extra: {consent: {title: a, description: b, actions: [accept, manage]}, alternate: []}\n",
    ],
)
def test_settings_as_material_documents_them_are_no_problem(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("theme: {font: false, langauge: de}", 22, "Material knows no key 'langauge' here", "did you mean 'language'?"),
        ("theme: {font: false, direction: up}", 33, "'direction' is neither ltr nor rtl", "correct it"),
        ("theme: {font: Lora}", 15, "'font' is text, and", "write 'font: {text: Lora}'"),
        (
            "theme: {font: false, logo: logo.png}",
            28,
            "the site has no file 'logo.png'",
            "put it into content/pages/logo.png",
        ),
        ("extra_css: [a.css]", 13, "the site has no file 'a.css'", "put it into content/pages/a.css"),
        ("extra_javascript: [{path: /a.js}]", 27, "the site has no file '/a.js'", "put it into content/pages/a.js"),
        ("extra: {social: [{icon: material/home}]}", 18, "'link' is missing", "add it"),
        ("extra: {alternate: [{name: a, link: b}]}", 21, "'lang' is missing", "add it"),
        ("extra: {analytics: {feedback: {ratings: [{icon: material/home, name: b}]}}}", 42, "'data' is missing", "add"),
        ("plugins: [search, material/info]", 19, "'info' ends each build", "remove it"),
        ("extra: {consent: {title: a, description: b, actions: [acept]}}", 55, "consent has no action", "write accept"),
    ],
)
def test_a_setting_without_effect_is_a_warning(text: str, column: int, message: str, hint: str) -> None:
    [problem] = told(text + "\n")
    assert (problem.line, problem.column, problem.severity) == (1, column, Severity.WARNING)
    assert problem.message.startswith(message)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("inner", "message", "hint"),
    [
        ("features: [navigation.tab]", "Material has no feature 'navigation.tab'", "did you mean 'navigation.tabs'?"),
        ("icon: {logos: material/home}", "Material has no place for an icon 'logos'", "did you mean 'logo'?"),
        ("palette: {primary: purpel}", "Material has no primary colour 'purpel'", "did you mean 'purple'?"),
        ("palette: [{accent: black}]", "Material has no accent colour 'black'", "or write custom"),
        ("palette: [{shceme: slate}]", "a palette has no key 'shceme'", "did you mean 'scheme'?"),
        ("palette: [{toggle: {icon: material/home}}]", "'name' is missing", "add it"),
    ],
)
def test_a_mistake_in_the_look_is_a_warning(inner: str, message: str, hint: str) -> None:
    [problem] = told(f"theme:\n  font: false\n  {inner}\n")
    assert (problem.line, problem.severity) == (3, Severity.WARNING)
    assert problem.message.startswith(message)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theme:\n  font: false\n  language: dee\n", "Material has no language 'dee'"),
        ("theme:\n  font: false\n  icon: {logo: material/hme}\n", "there is no icon 'material/hme'"),
        ("theme:\n  font: false\n  icon: {tag: {a: x}}\n", "there is no icon 'x'"),
        ("theme:\n  font: false\n  palette: [{toggle: {icon: x, name: b}}]\n", "there is no icon 'x'"),
        ("extra:\n  social:\n    - {icon: x/y, link: b}\n", "there is no icon 'x/y'"),
        ("extra:\n  social:\n    - {link: b}\n", "'icon' is missing"),
        (
            "extra:\n  analytics:\n    provider: none\n",
            "there is no template partials/integrations/analytics/none.html",
        ),
    ],
)
def test_what_would_stop_a_build_is_an_error(text: str, message: str) -> None:
    [problem] = told(text)
    assert (problem.line, problem.severity) == (3, Severity.ERROR)
    assert problem.message == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theme: {name: material}\n", "fonts come from Google"),
        ("theme: {font: {text: Lora}}\n", "fonts come from Google"),
        ("theme: {font: false, features: [mine]}\n", "Material has no feature 'mine'"),
        ("theme: {font: false, features: [search.share]}\n", "'search.share' has no effect"),
        ("plugins: [search, offline]\n", "the search asks unpkg.com"),
        ("plugins: {material/privacy: {}, offline: {}}\n", "without a server, the search of archives does not work"),
    ],
)
def test_what_may_be_meant_is_a_notice(text: str, message: str) -> None:
    [problem] = told(text)
    assert problem.severity is Severity.NOTICE
    assert problem.message.startswith(message)


MERMAID = """\
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
"""


def test_diagrams_need_a_script_of_the_archive_s() -> None:
    [problem] = told(MERMAID)
    assert (problem.line, problem.severity) == (4, Severity.NOTICE)
    assert "unpkg.com" in problem.message
    for script in ("https://cdn.example.org/mermaid@11.js", "{path: extra.css?mermaid}"):
        assert told(f"{MERMAID}extra_javascript: [{script}]\n") == []
    assert told(f"{MERMAID}plugins: [privacy]\n") == []


def test_pages_ask_for_templates_and_icons_that_exist() -> None:
    positions = {("template",): (2, 11), ("icon",): (3, 7)}
    front = {"template": "hme.html", "icon": "material/x"}
    page = Page("a/b.md", "B", "", SafeHtml(""), front=front, positions=positions)
    template, icon = material_settings.page_problems([page], Files())
    assert (template.path, template.line, template.column) == ("content/pages/a/b.md", 2, 11)
    assert (template.message, template.hint) == ("the theme has no template 'hme.html'", "did you mean 'home.html'?")
    assert (icon.line, icon.message) == (3, "there is no icon 'material/x'")
    known = Page("c.md", "C", "", SafeHtml(""), front={"template": "main.html", "icon": "material/home"})
    assert list(material_settings.page_problems([known], Files())) == []


def test_our_lists_are_those_of_the_material_that_is_installed() -> None:
    templates = "".join(path.read_text("utf-8") for path in MATERIAL.rglob("*.html"))
    [bundle] = (MATERIAL / "assets" / "javascripts").glob("bundle.*.js")
    [palette] = (MATERIAL / "assets" / "stylesheets").glob("palette.*.css")
    features = set(re.findall(r'"([a-z.]+)" (?:not )?in features', templates))
    features |= set(
        re.findall(
            r'\("((?:announce|content|header|navigation|search(?!\.result)|toc)\.[a-z.]+)"\)', bundle.read_text()
        )
    )
    colours = palette.read_text()
    assert len(features) > 25
    assert features - FEATURES == set()
    assert {*re.findall(r"config\.theme\.icon\.([a-z_]+)", templates)} == ICONS
    assert {*re.findall(r"data-md-color-primary=([\w-]+)", colours)} == PRIMARIES - {"custom"}
    assert {*re.findall(r"data-md-color-accent=([\w-]+)", colours)} == ACCENTS - {"custom"}


@pytest.mark.parametrize(
    ("text", "place", "missing"),
    [
        ("site_name: A\n", (1, 1), "'md_in_html' and 'generator.text.markdown_extension'"),
        (
            "site_name: A\nmarkdown_extensions:\n  - toc\n  - md_in_html\n",
            (2, 1),
            "'generator.text.markdown_extension'",
        ),
    ],
)
def test_extensions_that_generated_pages_need_are_not_left_out(text: str, place: tuple[int, int], missing: str) -> None:
    document = trusted_yaml.parse(SourceFile("mkdocs.yml", text), {})
    [problem] = material_settings.extension_problems(document)
    assert ((problem.line, problem.column), problem.severity) == (place, Severity.WARNING)
    assert problem.message == f"'markdown_extensions' lacks {missing}, for notes and formulas of papers"
    given = "markdown_extensions: {md_in_html: {}, generator.text.markdown_extension: {}}\n"
    assert list(material_settings.extension_problems(trusted_yaml.parse(SourceFile("mkdocs.yml", given), {}))) == []

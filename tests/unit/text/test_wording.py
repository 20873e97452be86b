from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from generator.bibliography import PartialDate
from generator.text import wording
from generator.text.wording import Wording, words_of

REPOSITORY = Path(__file__).parents[3]

Message = str | tuple[str, ...]

KEYWORDS = {"t": None, "n": (1, 2)}
"""The functions whose arguments are messages, as in `make messages`."""


@functools.cache
def messages_of_source() -> frozenset[Message]:
    """What `make messages` extracts."""
    mappings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    patterns = [
        (pattern, mapping["method"])
        for mapping in mappings
        for pattern in ([mapping["pattern"]] if isinstance(mapping["pattern"], str) else mapping["pattern"])
    ]
    options = {pattern: {"parse_template_string": "true"} for pattern, method in patterns if method == "javascript"}
    found = extract_from_dir(REPOSITORY / "generator", _below(patterns), _below_keys(options), KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found)


def _below(patterns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pattern.removeprefix("generator/"), method) for pattern, method in patterns]


def _below_keys(options: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {pattern.removeprefix("generator/"): values for pattern, values in options.items()}


def catalogue_of(language: str) -> Catalog:
    catalogue = words_of(language).catalogue
    assert catalogue is not None
    return catalogue


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_there_are_five_languages_besides_english() -> None:
    assert wording.languages() == ["de", "es", "fr", "ja", "zh"]


@pytest.mark.parametrize("language", wording.languages())
def test_every_message_is_translated_and_no_other(language: str) -> None:
    translated = {message.id for message in catalogue_of(language) if message.id and not message.fuzzy}

    assert translated == messages_of_source(), "run `make messages`, and translate what it adds"


@pytest.mark.parametrize("language", wording.languages())
def test_translations_have_all_forms_and_the_places_of_the_message(language: str) -> None:
    catalogue = catalogue_of(language)
    for message in catalogue:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else message.id
        forms = (message.string,) if isinstance(message.string, str) else message.string
        assert len(forms) == (1 if isinstance(message.id, str) else catalogue.num_plurals), message.id
        assert placeholders(forms[-1]) == placeholders(ids[-1]), message.id
        for form in forms:
            assert form.strip(), message.id
            assert placeholders(ids[-1]) - {"n"} <= placeholders(form) <= placeholders(ids[-1]), message.id


@pytest.mark.parametrize("language", wording.languages())
def test_translations_are_plain_text(language: str) -> None:
    """They are written into Markdown, HTML and scripts, where each is escaped as its place wants it."""
    texts = [text for message in catalogue_of(language) if message.id for text in _texts(message.string)]

    assert [text for text in texts if re.search(r"[<>&\n\\]", text)] == []


def _texts(string: object) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "day", "month", "year", "span", "number"),
    [
        ("en", "29 May 2026", "May 2026", "2026", "28 May – 3 June 2026", "1,204"),
        ("de", "29. Mai 2026", "Mai 2026", "2026", "28. Mai – 3. Juni 2026", "1.204"),
        ("es", "29 de mayo de 2026", "mayo de 2026", "2026", "28 de mayo – 3 de junio de 2026", "1.204"),
        ("fr", "29 mai 2026", "mai 2026", "2026", "28 mai – 3 juin 2026", "1\u202f204"),
        ("ja", "2026年5月29日", "2026年5月", "2026年", "2026年5月28日～6月3日", "1,204"),
        ("zh", "2026年5月29日", "2026年5月", "2026年", "2026年5月28日至6月3日", "1,204"),
    ],
)
def test_dates_and_numbers_are_those_of_the_language(
    language: str, day: str, month: str, year: str, span: str, number: str
) -> None:
    words = words_of(language)

    assert words.date(dt.date(2026, 5, 29)) == words.date(PartialDate(2026, 5, 29)) == day
    assert words.month(dt.date(2026, 5, 29)) == words.date(PartialDate(2026, 5)) == month
    assert words.year(2026) == words.date(PartialDate(2026)) == year
    assert words.span(dt.date(2026, 5, 28), dt.date(2026, 6, 3)) == span
    assert words.number(1204) == number


def test_a_message_has_the_form_of_its_number() -> None:
    one, many = "{n} upvote", "{n} upvotes"

    assert [words_of("de").n(one, many, number) for number in (0, 1, 2)] == ["0 Stimmen", "1 Stimme", "2 Stimmen"]
    assert [words_of("fr").n(one, many, number) for number in (0, 1, 2)] == ["0 vote", "1 vote", "2 votes"]
    assert [words_of("ja").n(one, many, number) for number in (0, 1, 2)] == ["0 票", "1 票", "2 票"]


def test_a_language_may_have_six_forms() -> None:
    catalogue = Catalog(locale="ar", fuzzy=False)
    catalogue.add(("{n} paper", "{n} papers"), ("zero", "one", "two", "few", "many", "other"))
    words = Wording("ar", catalogue)

    forms = [words.n("{n} paper", "{n} papers", number) for number in (0, 1, 2, 3, 11, 100, 103)]
    assert forms[:4] == ["zero", "one", "two", "few"]
    assert words.direction == "rtl"


@pytest.mark.parametrize(
    ("site", "language"),
    [
        ("de", "de"),
        ("zh", "zh"),
        ("zh-Hans", "zh"),
        ("zh-Hant", "en"),
        ("zh-TW", "en"),
        ("ar", "en"),
        ("pt-BR", "en"),
        ("ku-IQ", "en"),
        ("../de", "en"),
    ],
)
def test_a_language_without_a_catalogue_has_english_words(site: str, language: str) -> None:
    words = words_of(site)

    assert words.language == language
    assert words.date(dt.date(2026, 5, 29)) == words_of(language).date(dt.date(2026, 5, 29))


def test_values_are_not_read_as_messages() -> None:
    assert words_of("de").t("Search {site}.", site="{x} {0} %s") == "{x} {0} %s durchsuchen."

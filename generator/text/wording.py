"""Wording, dates and numbers in the language of a site, independent of the machine's locale.

English is in the source, where it is the key of a message; other languages have it in a catalogue of gettext,
`generator/languages/<language>.po`. A language without a catalogue has English words and English dates.
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import io
import re
from importlib import resources
from importlib.resources.abc import Traversable

from babel import Locale
from babel.dates import format_date, format_skeleton, parse_pattern
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from generator.bibliography import PartialDate

ENGLISH = "en"

_LOCALES = {ENGLISH: "en_GB"}
"""Languages whose dates are not in the order of their largest country: `20 April 2026`."""

_OTHER_SCRIPTS = frozenset({"zh-Hant", "zh-TW"})
"""Languages of Material whose readers do not read the catalogue of the language before the hyphen."""

_KEPT = 20_000
"""Dates whose text is kept in memory."""

_GROUPED = 1_000
"""The smallest number with separators between its figures. Others need no Babel, which takes 10 µs for each."""


class Wording:
    """The words of one language, `language`, which is English for a site whose language has no catalogue.

    >>> words = words_of("en")
    >>> words.t("Papers of {day}", day=words.date(dt.date(2026, 4, 20))), words.n("{n} paper", "{n} papers", 1204)
    ('Papers of 20 April 2026', '1,204 papers')
    """

    def __init__(self, language: str, catalogue: Catalog | None = None) -> None:
        self.language, self.catalogue = language, catalogue
        self.locale = Locale.parse(_LOCALES.get(language, language), sep="_" if language in _LOCALES else "-")
        self._translations = _translations(catalogue) if catalogue else gettext.NullTranslations()
        self.date = functools.lru_cache(_KEPT)(self._date)
        self.month = functools.lru_cache(_KEPT)(self._month)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    def attributes_of(self, language: str) -> dict[str, str]:
        """Return the HTML attributes for a text in `language` among these words, none if it is "" or their language.

        >>> words_of("de").attributes_of("en"), words_of("de").attributes_of("ar"), words_of("en").attributes_of("en")
        ({'lang': 'en'}, {'lang': 'ar', 'dir': 'rtl'}, {})
        """
        if language in ("", self.language):
            return {}
        direction = str(Locale.parse(language, sep="-").text_direction)
        return {"lang": language} | ({"dir": direction} if direction != self.direction else {})

    def t(self, message: str, **values: object) -> str:
        """Return a message with its placeholders replaced by values. Without values, the placeholders stay."""
        text = self._translations.gettext(message)
        return text.format(**values) if values else text

    def n(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the plural form of a message for this number, which replaces `{n}`."""
        return self._translations.ngettext(one, many, number).format(n=self.number(number), **values)

    def number(self, number: int) -> str:
        """Return `1,204`."""
        return str(number) if 0 <= number < _GROUPED else format_decimal(number, locale=self.locale)

    def decimal(self, figures: str) -> str:
        """Return a number with the decimal separator of the language: `0,5`."""
        return figures.replace(".", get_decimal_symbol(self.locale))

    def _date(self, date: dt.date | PartialDate) -> str:
        """Return `20 April 2026`; a partial date as precise as it is: `April 2026`, `2026`."""
        if not date.month:
            return self.year(date.year)
        if not date.day:
            return self.month(dt.date(date.year, date.month, 1))
        return format_date(dt.date(date.year, date.month, date.day), "long", locale=self.locale)

    def year(self, year: int) -> str:
        """Return `2026`."""
        return format_skeleton("y", dt.date(year, 1, 1), locale=self.locale)

    def _month(self, date: dt.date) -> str:
        """Return `April 2026`."""
        return format_skeleton("yMMMM", date, locale=self.locale)

    def full_date(self, date: dt.date) -> str:
        """Return a day with the name of its weekday: `Monday, 20 April 2026`."""
        return format_date(date, "full", locale=self.locale)

    def short_date(self, date: dt.date) -> str:
        """Return a day without its year: `20 Apr`."""
        return format_skeleton("MMMd", date, locale=self.locale)

    def percentage(self, share: float) -> str:
        """Return a share with about two figures: `6.2%`, `12%`."""
        return format_percent(round(share, 3 if share < 0.1 else 2), locale=self.locale, decimal_quantization=False)

    def weekday(self, number: int) -> str:
        """Return the short name of a day of the week, Monday being 0: `Mo`."""
        return str(self.locale.days["stand-alone"]["short"][number]).rstrip(".")

    def span(self, since: dt.date, until: dt.date) -> str:
        """Return a range of days, without repeating the month or year that both ends share.

        >>> words_of("en").span(dt.date(2026, 4, 14), dt.date(2026, 4, 20))
        '14–20 April 2026'
        >>> words_of("en").span(dt.date(2026, 3, 28), dt.date(2026, 4, 3))
        '28 March – 3 April 2026'
        """
        if since == until:
            return self.date(until)
        differs = "y" if since.year != until.year else "M" if since.month != until.month else "d"
        # Few languages have intervals with long names of months.
        skeletons = self.locale.interval_formats
        patterns = (skeletons.get("yMMMMd") or skeletons["yMMMd"])[differs]
        ends = (parse_pattern(re.sub("M{3,}", "MMMM", pattern)) for pattern in patterns)
        days = zip(ends, (since, until), strict=True)
        return "".join(pattern.apply(day, self.locale) for pattern, day in days).replace("\u2009", " ")


@functools.cache
def words_of(language: str) -> Wording:
    """Return the words for a site in one of Material's languages, such as `de` or `pt-BR`."""
    for code in (language, language.partition("-")[0]):
        if catalogue := _catalogue(code):
            return Wording(code, catalogue)
        if code in _OTHER_SCRIPTS:
            break
    return Wording(ENGLISH)


def languages() -> list[str]:
    """Return the languages that have a catalogue, by code."""
    return sorted(each.name.removesuffix(".po") for each in _folder().iterdir() if each.name.endswith(".po"))


def _folder() -> Traversable:
    return resources.files("generator") / "languages"


def _catalogue(language: str) -> Catalog | None:
    file = _folder() / f"{language}.po"
    return read_po(io.BytesIO(file.read_bytes()), locale=language) if file.is_file() else None


def _translations(catalogue: Catalog) -> gettext.GNUTranslations:
    file = io.BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return gettext.GNUTranslations(file)

"""The translations of the theme: tables in the template that other templates take messages from, and in scripts.

The tables are written into the files, so that any program that renders Material's templates has the translations.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator

from generator.text.wording import Wording

TEMPLATE = "partials/papershelf-words.html"

_TABLES = re.compile(r"(?<=\{%- set language = ).*(?= -%\}\n)")
_FORM = re.compile(r"(?<=\{%- set form = ).*(?= -%\}\n)")

_JOINT = re.compile(r'"\s*\+\s*"')
"""Where a literal goes on in the next line of a script."""

_SCRIPT = """\
var psWords = (() => {
  const { messages, ...rest } = %s;
  const form = (n) => Number(%s);
  const filled = (text, values) => text.replace(/\\{(\\w+)\\}/g, (place, name) => values[name] ?? place);
  return {
    ...rest,
    t: (message, values = {}) => filled(messages[message] ?? message, values),
    n: (one, many, count, values = {}) =>
      filled(messages[one]?.[form(count)] ?? (count === 1 ? one : many), {
        n: count.toLocaleString(rest.locale),
        ...values,
      }),
  };
})();
"""
"""The prefix of a script with messages. It declares a `var`, as a page may run a script twice."""

_YEAR, _DAY = 1987, 28
"""Year and day of a sample date. They occur nowhere else in it, so placeholders can replace them."""


def in_template(template: str, words: Wording, site_language: str) -> str:
    """Return the template `TEMPLATE` with the tables of a language."""
    if words.language == site_language and words.catalogue is None:
        return template
    tables = json.dumps(_tables(words, site_language), ensure_ascii=False)
    template = _TABLES.sub(lambda _: tables, template)
    return _FORM.sub(lambda _: jinja_form(_plural(words)), template) if words.catalogue else template


def _tables(words: Wording, site_language: str) -> dict[str, object]:
    months = [dt.date(_YEAR, month, _DAY) for month in range(1, 13)]
    return {
        "messages": {one: html.escape(text) for one, text in _messages(words) if isinstance(text, str)},
        "plurals": {one: [*map(html.escape, forms)] for one, forms in _messages(words) if not isinstance(forms, str)},
        "days": [_placed(words.date(date)) for date in months],
        "months": [_placed(words.month(date)) for date in months],
        "year": _placed(words.year(_YEAR)),
        "weekdays": [words.weekday(number) for number in range(7)],
        "attributes": "" if words.language == site_language else f' lang="{words.language}" dir="{words.direction}"',
    }


def in_script(script: str, words: Wording) -> str:
    """Return a script that uses `psWords` with the translations of its literals in double quotes, others unchanged."""
    if "psWords" not in script:
        return script
    literals = _JOINT.sub("", script)
    tables = {
        "language": words.language,
        "locale": str(words.locale).replace("_", "-"),
        "direction": words.direction,
        "messages": {one: text for one, text in _messages(words) if json.dumps(one, ensure_ascii=False) in literals},
    }
    form = _plural(words) if words.catalogue else "n !== 1"
    return _SCRIPT % (json.dumps(tables, ensure_ascii=False), form) + script


def _messages(words: Wording) -> Iterator[tuple[str, str | list[str]]]:
    """Yield each message with its translation, or with the list of its plural forms in the language."""
    for message in words.catalogue or ():
        if isinstance(message.id, str):
            if message.id and message.string:
                yield message.id, str(message.string)
        elif message.string and all(message.string):
            yield message.id[0], [*message.string]


def _plural(words: Wording) -> str:
    return words.catalogue.plural_expr if words.catalogue else "n != 1"


def jinja_form(plural: str) -> str:
    """Return gettext's plural rule, a C expression for the index of the form, as a Jinja expression.

    >>> jinja_form("(n==1 ? 0 : n%10>=2 && n!=12 ? 1 : 2)")
    '(0 if number==1 else (1 if number%10>=2 and number!=12 else (2) | int))'
    """
    condition, mark, rest = _unwrapped(plural).partition("?")
    condition = re.sub(r"\bn\b", "number", condition.strip())
    condition = re.sub(r"!(?!=)", "not ", condition.replace("&&", "and").replace("||", "or"))
    if not mark:
        return f"({condition}) | int"
    form, _, other = rest.partition(":")
    return f"({form.strip()} if {condition} else {jinja_form(other)})"


def _unwrapped(expression: str) -> str:
    """Return the expression without parentheses around the whole."""
    expression = expression.strip().rstrip(";")
    depth = 0
    for place, char in enumerate(expression):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            is_whole = char == ")" and place == len(expression) - 1
            return _unwrapped(expression[1:-1]) if is_whole else expression
    return expression


def _placed(date: str) -> str:
    return date.replace(str(_YEAR), "{year}").replace(str(_DAY), "{day}")

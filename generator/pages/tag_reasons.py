"""The reason for a tag of a paper, in words: `“program synthesis” in the title; “search” twice in the abstract`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce

from generator.text.wording import Wording
from generator.vocabulary import Context, Mentions, NoteAdds, PartAssigned

_ABSENT_SHOWN = 1
"""Phrases that a text lacks; some spellings have a dozen."""

_SPELLINGS_SHOWN = 2
"""Spellings in an abstract, those that it has most often."""


def in_words(reason: Mentions | PartAssigned | NoteAdds, words: Wording) -> str:
    """Return the reason for readers."""
    match reason:
        case PartAssigned(label):
            return words.t("{tag} is a part of it", tag=_quoted(label, words))
        case NoteAdds(author, False):
            return words.t("{author} added it", author=author)
        case NoteAdds(author):
            return words.t("a note by {author} adds it", author=author)
    return _mentioned(reason, words)


def _mentioned(mentions: Mentions, words: Wording) -> str:
    counts = {spelling.casefold(): (spelling, 0) for spelling, _ in mentions.abstract}
    for spelling, count in mentions.abstract:
        counts[spelling.casefold()] = spelling, counts[spelling.casefold()][1] + count
    titles: dict[str, str] = {}
    for spelling in mentions.title:
        titles.setdefault(spelling.casefold(), spelling)
    in_both = [spelling for folded, spelling in titles.items() if counts.pop(folded, None)]
    in_title = [spelling for spelling in titles.values() if spelling not in in_both]
    in_abstract = sorted(counts.values(), key=lambda mention: -mention[1])[:_SPELLINGS_SHOWN]
    parts = []
    if in_both:
        parts.append(words.t("{spellings} in title and abstract", spellings=_joined(in_both, words)))
    if in_title:
        parts.append(words.t("{spellings} in the title", spellings=_joined(in_title, words)))
    if in_abstract:
        times = ", ".join(_times(_quoted(spelling, words), count, words) for spelling, count in in_abstract)
        parts.append(words.t("{spellings} in the abstract", spellings=times))
    return "; ".join([*parts, *_contexts(mentions.contexts, words)])


def _joined(spellings: Iterable[str], words: Wording) -> str:
    quoted = (_quoted(spelling, words) for spelling in spellings)
    return reduce(lambda one, other: words.t("{one} and {other}", one=one, other=other), quoted)


def _contexts(contexts: Sequence[Context], words: Wording) -> Iterator[str]:
    """Yield why ambiguous spellings count: the phrase that the text has, and one of those that it lacks."""
    for present in dict.fromkeys(context.present for context in contexts if context.present):
        spellings = _spellings(context for context in contexts if context.present == present)
        quoted = ", ".join(_quoted(spelling, words) for spelling in spellings)
        phrase = _quoted(present, words)
        yield words.n(
            "{spelling} counts beside {phrase}",
            "{spelling} count beside {phrase}",
            len(spellings),
            spelling=quoted,
            phrase=phrase,
        )
    for absent in dict.fromkeys(context.absent for context in contexts if context.absent):
        spellings = _spellings(context for context in contexts if context.absent == absent)
        quoted = ", ".join(_quoted(spelling, words) for spelling in spellings)
        phrases = ", ".join(_quoted(phrase, words) for phrase in absent[:_ABSENT_SHOWN])
        phrases += ", …" if len(absent) > _ABSENT_SHOWN else ""
        yield words.t("{spelling} would not count beside {phrases}", spelling=quoted, phrases=phrases)


def _spellings(contexts: Iterable[Context]) -> Collection[str]:
    """Return the spellings of contexts, one of those that differ in case alone."""
    return {context.spelling.casefold(): context.spelling for context in contexts}.values()


def _times(spelling: str, count: int, words: Wording) -> str:
    if count == 1:
        return words.t("{spelling} once", spelling=spelling)
    if count == 2:
        return words.t("{spelling} twice", spelling=spelling)
    return words.n("{spelling} {n} time", "{spelling} {n} times", count, spelling=spelling)


def _quoted(text: str, words: Wording) -> str:
    return words.t("“{text}”", text=text)

"""The reason for a tag of a paper, in words: `“program synthesis” in the title; “search” twice in the abstract`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from generator.text.wording import Wording
from generator.vocabulary import Context, Mentions, NoteAdds, PartAssigned

_ABSENT_SHOWN = 3
"""Phrases that a text lacks; some spellings have a dozen."""


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
    parts = []
    if mentions.title:
        quoted = [_quoted(spelling, words) for spelling in mentions.title]
        spellings = reduce(lambda one, other: words.t("{one} and {other}", one=one, other=other), quoted)
        parts.append(words.t("{spellings} in the title", spellings=spellings))
    if mentions.abstract:
        counts = ", ".join(_times(_quoted(spelling, words), count, words) for spelling, count in mentions.abstract)
        parts.append(words.t("{spellings} in the abstract", spellings=counts))
    return "; ".join([*parts, *_contexts(mentions.contexts, words)])


def _contexts(contexts: Sequence[Context], words: Wording) -> Iterator[str]:
    """Yield why ambiguous spellings count: the phrase that the text has, and some of those that it lacks."""
    for context in contexts:
        if context.present:
            spelling, phrase = _quoted(context.spelling, words), _quoted(context.present, words)
            yield words.t("{spelling} counts beside {phrase}", spelling=spelling, phrase=phrase)
    for absent in dict.fromkeys(context.absent for context in contexts if context.absent):
        spellings = ", ".join(_quoted(context.spelling, words) for context in contexts if context.absent == absent)
        phrases = ", ".join(_quoted(phrase, words) for phrase in absent[:_ABSENT_SHOWN])
        phrases += ", …" if len(absent) > _ABSENT_SHOWN else ""
        yield words.t("{spelling} would not count beside {phrases}", spelling=spellings, phrases=phrases)


def _times(spelling: str, count: int, words: Wording) -> str:
    if count == 1:
        return words.t("{spelling} once", spelling=spelling)
    if count == 2:
        return words.t("{spelling} twice", spelling=spelling)
    return words.n("{spelling} {n} time", "{spelling} {n} times", count, spelling=spelling)


def _quoted(text: str, words: Wording) -> str:
    return words.t("“{text}”", text=text)

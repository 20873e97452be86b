"""The reason for a tag of a paper, in words: `“program synthesis” in the title; “search” twice in the abstract`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from generator.text.wording import Wording
from generator.vocabulary import Context, Mentions, NoteAdds, PartAssigned


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
    parts += [part for context in mentions.contexts for part in _context(context, words)]
    return "; ".join(parts)


def _context(context: Context, words: Wording) -> Iterator[str]:
    """Yield why an ambiguous spelling counts: the phrase that the text has, and those that it lacks."""
    spelling = _quoted(context.spelling, words)
    if context.present:
        yield words.t("{spelling} counts beside {phrase}", spelling=spelling, phrase=_quoted(context.present, words))
    if context.absent:
        phrases = ", ".join(_quoted(phrase, words) for phrase in context.absent)
        yield words.t("{spelling} counts without {phrases}", spelling=spelling, phrases=phrases)


def _times(spelling: str, count: int, words: Wording) -> str:
    if count == 1:
        return words.t("{spelling} once", spelling=spelling)
    if count == 2:
        return words.t("{spelling} twice", spelling=spelling)
    return words.n("{spelling} {n} time", "{spelling} {n} times", count, spelling=spelling)


def _quoted(text: str, words: Wording) -> str:
    return words.t("“{text}”", text=text)

"""Sentences of an abstract: where they end, which say what the paper does, and which speak of the work of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# The lookbehinds follow the full stop: in front of it they would be tried at every letter.
_END = re.compile(r"[.!?](?<!e\.g.)(?<!i\.e.)(?<!\bvs\.)(?<!\bet al\.)(?=\s+[\"\u201c(]?(?:[A-Z0-9]|[a-z]+[A-Z]))")

_AUTHORS = (
    r"(?:\b[Ww]e|(?<![^.,(]\s)\bI"
    r"|\b[Tt]h(?:is|e present) (?:\w+ )?(?:paper|work|study|article|report|survey|review|thesis|tutorial))"
)
_ADVERBS = r"(?: (?:\w+ly|first|then|thus|therefore|here|hence|instead|now))*"
_SUBJECT = _AUTHORS + _ADVERBS
_MAKING_VERBS = (
    "introduce|propose|present|develop|describe|design|build|release|devise|create|construct|formulate|provide|offer"
    "|contribute|unveil|open-source|curate|launch"
)
_FINDING_VERBS = (
    "study|studies|investigate|explore|examine|analy[sz]e|ask|argue|show|demonstrate|find|reveal|revisit|rethink"
    "|address(?:es)?|tackle|identify|identifies|establish|prove|derive|survey|review|report|extend|adapt|train"
    "|discover|uncover|consider|focus|aim|compare"
)
MAKES = re.compile(rf"{_SUBJECT} (?:{_MAKING_VERBS})s?\b|\bIn this (?:paper|work|study|article|report|survey|review)\b")
"""The subject and verb of a sentence that says what a paper makes."""
FINDS = re.compile(rf"{_SUBJECT} (?:{_FINDING_VERBS})s?\b")
"""The subject and verb of a sentence that says what a paper finds."""
_NAMED = re.compile(rf"^\s*(?=\w*[A-Z]\w*[A-Z])[\w-]+(?: [\d.]+)? (?:{_MAKING_VERBS}|{_FINDING_VERBS})s?\b")
"""The name of a work and a verb: "TreeNet 2 introduces"."""

_MAKING = re.compile(rf"{_SUBJECT}(?: also| further| next)? (?:{_MAKING_VERBS})s?\b")
_PART = re.compile(r"[^;:]+")
_WITH_ADVERBS = re.compile(rf"({_AUTHORS}){_ADVERBS} ")
_ALSO_MAKING = re.compile(rf"\b(?:and|then) (?:also )?(?:{_MAKING_VERBS})s?\b")
_PARENTHESES = re.compile(r"\([^()]*\)")
_OBJECT_END = re.compile(
    r"(?<!-)\b(?:and|based|built|by|compris\w+|consist\w+|containing|designed|for|from|in|on|spanning|that|through|to|using"
    r"|via|where|which|whose|with)\b(?!-)|;|\.(?!\d)"
)

_OTHERS = re.compile(
    r"\b(?:unlike|in contrast to|existing|prior|previous(?:ly)?|conventional|traditional|such as|recent(?:ly)?|current"
    r"|most|many|often|typically)\b",
    re.IGNORECASE,
)


def ends(text: str) -> list[int]:
    """Return the offsets at which the sentences of a text end, except the last."""
    return [match.end() for match in _END.finditer(text)]


def split(text: str) -> list[str]:
    """Return the sentences of a text.

    >>> split("Trees are old. They grow, e.g. upwards.")
    ['Trees are old.', ' They grow, e.g. upwards.']
    """
    return [text[begin:end] for begin, end in pairwise([0, *ends(text), len(text)])]


def main_sentence(sentences: Sequence[str]) -> int:
    """Return the index of the first sentence that says what the paper makes, or else finds; -1 if none does.

    >>> main_sentence(["Existing trees are old.", "We propose planting.", "It works."])
    1
    """
    for cue in (MAKES, FINDS, _NAMED):
        for index, sentence in enumerate(sentences):
            if cue.search(sentence):
                return index
    return -1


def sentences_on_others(sentences: Sequence[str]) -> tuple[int, ...]:
    """Return the indices of the sentences on the work of others: those with "existing", "unlike" and the like, before
    the paper says what it does.

    >>> sentences_on_others(["Existing trees are old.", "We propose planting.", "Existing roots stay."])
    (0,)
    """
    before = sentences[: max(main_sentence(sentences), 0)]
    return tuple(index for index, sentence in enumerate(before) if _OTHERS.search(sentence))


def made(sentences: Sequence[str]) -> str:
    r"""Return the words that name what a paper makes: the objects of "we propose" and the like, one a line.

    >>> made(["Here we propose TreeNet (TN), a new model for planting.", "We also release a dataset."])
    'TreeNet , a new model\na dataset'
    """
    return "\n".join(
        _object(sentence, making.end())
        for sentence in sentences
        for making in (_MAKING.search(sentence), _also_making(sentence))
        if making
    )


def _also_making(sentence: str) -> re.Match[str] | None:
    """Return the later verb of a subject, "and release" in "we study trees and release".

    It is searched after the first subject alone, since one pattern of both takes quadratic time.
    """
    for part in _PART.finditer(sentence):
        if subject := _WITH_ADVERBS.search(sentence, *part.span()):
            for begin in (subject.end(), subject.end(1) + 1):
                if making := _ALSO_MAKING.search(sentence, begin, part.end()):
                    return making
    return None


def _object(sentence: str, begin: int) -> str:
    rest = _PARENTHESES.sub("", sentence[begin:])
    end = _OBJECT_END.search(rest)
    return (rest[: end.start()] if end else rest).strip()

"""A paper's lead: the sentence of its abstract that says what the paper does, shown in lists.

Abstracts begin with background: of 1,597 Daily Papers, 190 say in their first sentence what the paper does. So the lead
is the first sentence with "we introduce" or the like, which 1,468 have, else the first with "we show" or the like, else
the first. Where the title is "Name: …", it is the sentence that introduces the name. A sentence that points to one
before it ("this capability") is passed over, for a list does not show that.
"""

from __future__ import annotations

import re

from generator.text.sentences import FINDS, MAKES, split

MAXIMUM_LENGTH = 240
"""Characters of a lead: of the Daily Papers' sentences, half have 161 or fewer and five in six 240."""

_BACK = r"(?:th(?:is|at|ese|ose)|such|the above)"
_OPENING = re.compile(
    rf"^(?:To this end|To that end|To (?:\w+ly )?\w+ (?:{_BACK}\b[^,.]*?|(?:them|it)(?=,))"
    r"|(?:Motivated|Inspired|Driven|Guided|Informed|Building|Based|Drawing|Following)(?: by| on| upon| from)? "
    rf"{_BACK}\b[^,.]*"
    rf"|(?:From|With|Given|Under|Following|In light of|In response to) {_BACK}\b[^,.]*"
    r"|In th(?:is|e present) (?:\w+ )?(?:paper|work|study|article|report|survey|review)"
    r"|Accordingly|Additionally|Consequently|Finally|Furthermore|Hence|Here|However|Instead|Moreover|Specifically|Therefore|Thus)"
    r",? (?=(?:in this (?:paper|work|report), )?(?:we|this|I) )"
)
"""Openings of a lead that refer to the sentence before, which a list does not show, or that fit every paper."""

_CLOSING = re.compile(
    rf",? (?:designed )?(?:to|that|which) (?:address|bridge|close|fill|overcome|resolve|solve|tackle|mitigate)(?:e?s)?"
    rf" {_BACK}(?: \w+){{1,3}}?(?=\.$| (?:through|using|via|with)\b)"
)
"""Endings of a lead that refer to the sentence before: "to bridge this gap"."""

_MINIMUM_SPACES = 5
"""Spaces in a lead that has lost its closing: with fewer, nothing would be left of what it says."""

_POINTS_BACK = re.compile(
    r"\b([Tt]h(?:is|ese|ose)|[Ss]uch) (?!as |that |an? "
    r"|(?:\w+ )?(?:paper|work|study|article|report|survey|review|thesis|tutorial)\b)"
    r"([a-z]\w+)|^(?:It|They|Its|Their)\b"
)
"""Words that point to a sentence before, with their noun: "this capability", "such overhead"."""


def lead(text: str) -> str:
    """Return the lead of a text whose first line is the title and whose other lines are the abstract.

    It is plain, and cut at a word with "…" beyond `MAXIMUM_LENGTH`; "" without an abstract.
    """
    title, _, abstract = text.partition("\n")
    name, colon, _ = title.partition(":")
    return shortened(_main_sentence(abstract.replace("\n", " "), name if colon else ""))


def _main_sentence(plain: str, name: str = "") -> str:
    """Return the sentence that says what the paper does; `name` is the name that the paper's title begins with, if any.

    >>> _main_sentence("Trees are old. To help that, we propose planting. It works.")
    'We propose planting.'
    >>> _main_sentence("Trees are old. They grow, e.g. upwards.")
    'Trees are old.'
    >>> _main_sentence("We study trees. Bonsai, a tree, is small. We propose planting.", "Bonsai")
    'Bonsai, a tree, is small.'
    >>> _main_sentence("We propose this idea. We propose planting.")
    'We propose planting.'
    """
    sentences = [sentence.strip() for sentence in split(plain)]
    made = [sentence for sentence in sentences if MAKES.search(sentence)]
    candidates = [*made, *(sentence for sentence in sentences if FINDS.search(sentence))]
    if name:
        named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        candidates = [*filter(named.search, made), *filter(named.match, sentences), *candidates]
    leads = [_by_itself(sentence) for sentence in dict.fromkeys([*candidates, *sentences])]
    return next((sentence for sentence in leads if not _points_back(sentence)), leads[0])


def _by_itself(sentence: str) -> str:
    """Return a sentence without the opening or closing that refers to the one before."""
    rest = _OPENING.sub("", sentence)
    shorter = _CLOSING.sub("", rest)
    rest = shorter if shorter.count(" ") >= _MINIMUM_SPACES else rest
    return rest if rest == sentence else rest[:1].upper() + rest[1:]


def _points_back(sentence: str) -> bool:
    """Return True if the sentence points to what an earlier one names.

    >>> _points_back("We cut such overhead."), _points_back("We take two trees and cut these trees.")
    (True, False)
    """
    return any(
        not match[2] or match[2].rstrip("s") not in sentence[: match.start()].lower()
        for match in _POINTS_BACK.finditer(sentence)
    )


def shortened(sentence: str, maximum: int = MAXIMUM_LENGTH) -> str:
    """Return the sentence, or as many of its words as fit.

    >>> shortened("Trees grow upwards, and down.", 20)
    'Trees grow upwards…'
    """
    if len(sentence) <= maximum:
        return sentence
    return sentence[:maximum].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"

"""A paper's lead: the sentence of its abstract that lists show of it, which should be the one that says what it does.

Abstracts begin with what everybody knows: of 1,597 of the Daily Papers 190 say in their first sentence what the paper
does. So the lead is the first sentence that says "we introduce" or the like, which 1,468 have, else the first that says
"we show" or the like, else the first; and it is the first where that begins with the name that the title begins with.
Of 40 leads drawn at random 35 say what the paper does.
"""

from __future__ import annotations

import re

from generator.model import Paper

MOST = 240
"""Characters of a lead: of those of the Daily Papers half have 161 or fewer, five in six 240."""

# What is no end is asked of a mark that was found: before it, each letter of the text would be asked.
_SENTENCE_END = re.compile(
    r"[.!?](?<!e\.g.)(?<!i\.e.)(?<!\bvs\.)(?<!\bet al\.)(?=\s+[\"\u201c(]?(?:[A-Z0-9]|[a-z]+[A-Z]))"
)

_WHO = (
    r"(?:\b[Ww]e|(?<![^.,(]\s)\bI"
    r"|\b[Tt]h(?:is|e present) (?:\w+ )?(?:paper|work|study|article|report|survey|review|thesis|tutorial))"
    r"(?: (?:\w+ly|first|then|thus|therefore|here|hence|instead|now))*"
)
_MAKES = (
    "introduce|propose|present|develop|describe|design|build|release|devise|create|construct|formulate|provide|offer"
    "|contribute|unveil|open-source|curate|launch"
)
_FINDS = (
    "study|studies|investigate|explore|examine|analy[sz]e|ask|argue|show|demonstrate|find|reveal|revisit|rethink"
    "|address(?:es)?|tackle|identify|identifies|establish|prove|derive|survey|review|report|extend|adapt|train"
    "|discover|uncover|consider|focus|aim|compare"
)
_CUES = (
    re.compile(rf"{_WHO} (?:{_MAKES})s?\b|\bIn this (?:paper|work|study|article|report|survey|review)\b"),
    re.compile(rf"{_WHO} (?:{_FINDS})s?\b"),
)

_OPENING = re.compile(
    r"^(?:To th(?:is|at) end|To \w+ (?:th(?:is|at|ese|ose)|such|the above)\b[^,.]*"
    r"|(?:Motivated|Inspired|Driven) by th(?:is|ese)\b[^,.]*"
    r"|In th(?:is|e present) (?:paper|work|study|article|report|survey|review)"
    r"|Accordingly|Consequently|Hence|Here|However|Instead|Therefore|Thus), (?=we |this |I )"
)
"""How sentences begin that have the one before in mind, which nobody sees, or say what every paper could."""


def lead(paper: Paper) -> str:
    """The lead as plain text, cut at a word with '…' when it is longer than `MOST`; "" without an abstract."""
    name, colon, _ = paper.title.plain.partition(":")
    return _cut(_telling(" ".join(paragraph.plain for paragraph in paper.abstract), name if colon else ""), MOST)


def _telling(plain: str, name: str = "") -> str:
    """The sentence that says what the paper does. `name` is that of what it is about, if it has one.

    >>> _telling("Trees are old. To mend that, we propose planting. It works.")
    'We propose planting.'
    >>> _telling("Trees are old. They grow, e.g. upwards.")
    'Trees are old.'
    >>> _telling("Bonsai is a tree. We propose planting.", "Bonsai")
    'Bonsai is a tree.'
    """
    cues = () if name and plain.startswith(f"{name} ") else (cue.search(plain) for cue in _CUES)
    told_at = next((found.start() for found in cues if found), 0)
    ends = [found.end() for found in _SENTENCE_END.finditer(plain)]
    begin = max((end for end in ends if end <= told_at), default=0)
    end = min((end for end in ends if end > told_at), default=len(plain))
    sentence = plain[begin:end].strip()
    rest = _OPENING.sub("", sentence)
    return rest if rest == sentence else rest[0].upper() + rest[1:]


def _cut(sentence: str, at_most: int) -> str:
    """The sentence, or as much of it as fits.

    >>> _cut("Trees grow upwards, and down.", 20)
    'Trees grow upwards…'
    """
    if len(sentence) <= at_most:
        return sentence
    return sentence[:at_most].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"

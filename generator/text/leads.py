"""A paper's lead: the sentence of its abstract that says what the paper does, shown in lists.

Abstracts begin with background: of 1,597 Daily Papers, 190 say in their first sentence what the paper does. So the lead
is the first sentence with "we introduce" or the like, which 1,468 have, else the first with "we show" or the like, else
the first. If the first sentence begins with the same name as the title, it is the lead. Of 40 leads drawn at random, 35
say what the paper does.
"""

from __future__ import annotations

import re

from generator.text.sentences import FINDS, MAKES, ends

MAXIMUM_LENGTH = 240
"""Characters of a lead: of the Daily Papers' sentences, half have 161 or fewer and five in six 240."""

_OPENING = re.compile(
    r"^(?:To th(?:is|at) end|To \w+ (?:th(?:is|at|ese|ose)|such|the above)\b[^,.]*"
    r"|(?:Motivated|Inspired|Driven) by th(?:is|ese)\b[^,.]*"
    r"|In th(?:is|e present) (?:paper|work|study|article|report|survey|review)"
    r"|Accordingly|Consequently|Hence|Here|However|Instead|Therefore|Thus), (?=we |this |I )"
)
"""Openings of a lead that refer to the sentence before, which a list does not show, or that fit every paper."""


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
    >>> _main_sentence("Bonsai is a tree. We propose planting.", "Bonsai")
    'Bonsai is a tree.'
    """
    cues = () if name and plain.startswith(f"{name} ") else (cue.search(plain) for cue in (MAKES, FINDS))
    cue_at = next((match.start() for match in cues if match), 0)
    begin = max((end for end in ends(plain) if end <= cue_at), default=0)
    end = min((end for end in ends(plain) if end > cue_at), default=len(plain))
    sentence = plain[begin:end].strip()
    rest = _OPENING.sub("", sentence)
    return rest if rest == sentence else rest[0].upper() + rest[1:]


def shortened(sentence: str, maximum: int = MAXIMUM_LENGTH) -> str:
    """Return the sentence, or as many of its words as fit.

    >>> shortened("Trees grow upwards, and down.", 20)
    'Trees grow upwards…'
    """
    if len(sentence) <= maximum:
        return sentence
    return sentence[:maximum].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"

"""The language of a text, as far as its letters and common words show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from generator.model import Paper

_LENGTH = 300
"""Characters from which a language is recognised: two sentences show a language as well as all of them."""

_SHARE = 0.3
"""Minimum share of letters in another script than Latin: Japanese abstracts have many Latin words."""

_MINIMUM_WORDS = 2
"""Minimum number of common words, except for English, in which most titles are."""

_SCRIPTS: Mapping[str, str] = {
    "kana": "\u3040-\u30ff",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff",
    "ko": "\uac00-\ud7a3",
    "arabic": "\u0620-\u06d3",
    "he": "\u05d0-\u05ea",
    "cyrillic": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "th": "\u0e01-\u0e4e",
    "latin": "A-Za-z\u00c0-\u024f",
}
_NOT_LATIN = re.compile("[^\0-\u024f\u2000-\u206f]")
_LETTER = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _SCRIPTS.items()))

_OWN_LETTERS = (("ur", "[ٹڈڑےں]"), ("fa", "[پچژگ]"), ("ar", "[ةىأإ]"), ("uk", "[іїєґ]"), ("ru", "[ыэё]"))
"""Letters by which languages of one script differ."""

_COMMON_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the a of and to in is we with for that by this are from which it an our on as be these their not at or",
        "de": "der die das und ist wir mit für dass von den dem ein eine einer auf nicht auch werden wird zu im sich",
        "fr": "le la les des et est nous avec pour que qui une dans sur par du au aux ces cette ne pas sont plus",
        "es": "el la los las y es con para que del una en por se su como más este esta entre al son sobre lo",
        "pt": "o a os as e é com para que do da uma em por se seu como mais este esta entre ao são sobre não",
        "it": "il lo la gli le e è con per che del della una in si nel dei delle come più questo questa sono di non",
        "nl": "de het een en is wij met voor dat van op niet ook worden wordt te in zich deze dit zijn aan door we",
    }.items()
}

_LANGUAGES_OF: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _COMMON_WORDS.items() if word in words)
    for word in sorted(frozenset().union(*_COMMON_WORDS.values()))
}

_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """Return the language of a text, as BCP 47 names it, "" where it is not clear.

    >>> language_of("Wir zeigen, dass die Suche hilft."), language_of("Planning with Trees"), language_of("GPT")
    ('de', 'en', '')
    """
    text = text[:_LENGTH]
    script = "latin" if text.isascii() else _script(text)
    if script == "latin":
        return _by_words(text)
    if script in ("arabic", "cyrillic"):
        return next((language for language, letters in _OWN_LETTERS if re.search(letters, text.lower())), "")
    return "ja" if script == "kana" else script


def language_of_paper(paper: Paper) -> str:
    """Return the language of a paper's title and first paragraph, "" where it is not clear."""
    return language_of("\n".join([paper.title.plain, *(paragraph.plain for paragraph in paper.abstract[:1])]))


def _script(text: str) -> str:
    if len(_NOT_LATIN.findall(text)) < _SHARE * len(text) / 2:  # at most half of a text are spaces and signs
        return "latin"
    counts = Counter(match.lastgroup or "" for match in _LETTER.finditer(text))
    others = counts.total() - counts["latin"]
    if others < _SHARE * counts.total() or not others:
        return "latin"
    if counts["kana"]:
        return "kana"
    return max((name for name in counts if name != "latin"), key=lambda name: counts[name])


def _by_words(text: str) -> str:
    counts = dict.fromkeys(_COMMON_WORDS, 0)
    for word in _WORD.findall(text.lower()):
        for language in _LANGUAGES_OF.get(word, ()):
            counts[language] += 1
    (language, most), (_, second) = sorted(counts.items(), key=lambda item: -item[1])[:2]
    is_clear = most > second and (most >= _MINIMUM_WORDS or language == "en")
    return language if is_clear else ""

"""Words and phrases of a text: how they are cut, folded to one form, and judged as names of concepts."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generator.text.english import FUNCTION_WORDS, GENERIC_NOUNS, LOOSE_ADJECTIVES, VERBS

LONGEST = 5
"""Words in a keyword at most."""

_WORD = re.compile(r"[^\W_][^\W_+#]*[+#]*(?:['’.][^\W_]+)*")
_CLAUSE = re.compile(rf"{_WORD.pattern}(?:\s*{_WORD.pattern})*")
# The sign comes first and what must stand before it second: `re` is fast where a pattern begins with a sign.
_HYPHENS = re.compile(r"[-\u2010-\u2013/](?<=\w.)(?=\w)")
_ADDRESS = re.compile(r"https?://\S+|(?<!\S)\S+@\S+")
_SENTENCE_RUN_ON = re.compile(r"\.(?<=[a-z]\.)(?=[A-Z][a-z])")
_LINKING_WORDS = frozenset("and for in of on the to with".split())
_SINGULARS = dict.fromkeys(("bias", "biases"), "bias") | dict.fromkeys(("lens", "lenses"), "lens")
_SINGULARS |= {
    "analyses": "analysis",
    "hypotheses": "hypothesis",
    "alias": "alias",
    "atlas": "atlas",
    "canvas": "canvas",
}
_NOT_ADVERBS = frozenset("anomaly assembly family multiply poly supply".split())

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, with the offsets at which it begins and ends there."""

    text: str
    begin: int
    end: int


def clauses(text: str) -> list[list[str]]:
    """The words of a text between marks of punctuation, as they are written; hyphens and slashes separate words.

    >>> clauses("Few-shot learning, at scale.")
    [['Few', 'shot', 'learning'], ['at', 'scale']]
    """
    return [_WORD.findall(clause) for clause in _CLAUSE.findall(_masked(text))]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a text of several lines: as they are written and folded, a line for each, with a space between
    words; none goes on in another line of the text.

    `hyphenated` has a line for each, too: the clause as it stands in the text where that is not as it is `written`,
    and nothing elsewhere. The first `in_title` clauses are in the text's first line. As lists of words they would take
    twenty times the memory.
    """

    written: str
    folded: str
    hyphenated: str
    in_title: int

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Each clause folded, as it is written, and as it stands in the text."""
        if self.folded:
            columns = (column.split("\n") for column in (self.folded, self.written, self.hyphenated))
            for folded, written, source in zip(*columns, strict=True):
                yield folded, written, source or written


def clauses_of_text(text: str) -> list[Any]:
    """The clauses of a text as JSON values; `clauses_from_json` makes them `Clauses`."""
    rows: list[tuple[str, str, str]] = []
    in_title = 0
    for number, line in enumerate(text.split("\n")):
        for clause in _CLAUSE.finditer(_masked(line)):
            words = _WORD.findall(clause[0])
            written, source = " ".join(words), line[clause.start() : clause.end()]
            rows.append((written, " ".join(map(fold_word, words)), "" if source == written else source))
        in_title = in_title if number else len(rows)
    return [*("\n".join(row[column] for row in rows) for column in range(3)), in_title]


def clauses_from_json(value: Sequence[Any]) -> Clauses:
    """What `clauses_of_text` gave, after a way through the cache."""
    written, folded, hyphenated, in_title = value
    return Clauses(folded if written == folded else written, folded, hyphenated, in_title)


def read_clauses(text: str) -> Clauses:
    """The clauses of a text."""
    return clauses_from_json(clauses_of_text(text))


def located_clauses(text: str) -> list[list[Word]]:
    """As `clauses`, with each word's place in `text`."""
    masked = _masked(text)
    return [
        [Word(word[0], *word.span()) for word in _WORD.finditer(masked, *clause.span())]
        for clause in _CLAUSE.finditer(masked)
    ]


def _masked(text: str) -> str:
    """The text with a mark of punctuation for each address, and without hyphens; every word is where it was."""
    if "@" in text or "://" in text:
        text = _ADDRESS.sub(lambda address: ";".ljust(len(address[0])), text)
    return _HYPHENS.sub(" ", _SENTENCE_RUN_ON.sub(";", text))


def fold(phrase: str) -> Words:
    """A phrase as its words without case, hyphens and plurals; the same whatever else the archive holds.

    >>> fold("Vision-Language Models")
    ('vision', 'language', 'model')
    """
    # Most phrases are letters, hyphens and spaces, and there are a million of them in a large archive.
    spaced = phrase.replace("-", " ")
    if spaced.replace(" ", "").isalnum():
        return tuple(map(fold_word, spaced.split()))
    return tuple(fold_word(word) for clause in clauses(phrase) for word in clause)


@lru_cache(maxsize=1 << 17)
def fold_word(word: str) -> str:
    """A word in lower case and, by its ending, in the singular: `Policies` is policy, `LMs` is lm, `bias` stays."""
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():
        return word[:-1].casefold()
    word = word.casefold()
    if word in _SINGULARS:
        return _SINGULARS[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:x|ch|sh|ss|zz)es$", word):
        return word[:-2]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui'’":
        return word[:-1]
    return word


def short_form(spelling: str) -> str:
    """A phrase as an acronym would be listed, if it is one: `RNNs` is RNN."""
    return spelling[:-1] if spelling.endswith("s") and spelling[:-1].isupper() else spelling


def is_concept(words: Sequence[str]) -> bool:
    """Whether lower-case words can name something: a noun phrase by its edges, and not a generic noun alone."""
    first, last = words[0], words[-1]
    if any(_cannot_stand_at_edge(word) for word in (first, last)) or _is_participle(last):
        return False
    if any(word in VERBS or (word in FUNCTION_WORDS and word not in _LINKING_WORDS) for word in words[1:-1]):
        return False
    return not all(word in GENERIC_NOUNS or word in FUNCTION_WORDS for word in words)


def _cannot_stand_at_edge(word: str) -> bool:
    return (
        len(word) < 2
        or not any(letter.isalpha() for letter in word)
        or word in FUNCTION_WORDS
        or word in VERBS
        or word in LOOSE_ADJECTIVES
        or is_adverb(word)
    )


def _is_participle(word: str) -> bool:
    """`trained` and `fine-tuned` end no name; `seed` and `speed` may."""
    return word.endswith("ed") and not word.endswith("eed") and len(word) > 4


def ends_phrase(following: str | None) -> bool:
    """Whether a noun phrase that is followed by this lower-case word (None: by punctuation) ends there."""
    return following is None or following in FUNCTION_WORDS or following in VERBS or is_adverb(following)


def begins_phrase(preceding: str | None) -> bool:
    """Whether a noun phrase that is preceded by this lower-case word (None: by punctuation) begins there."""
    return ends_phrase(preceding) or preceding in LOOSE_ADJECTIVES


def is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _NOT_ADVERBS


def is_name(spelling: str) -> bool:
    """Whether a single word is written as a name, `LoRA` or `MCTS`: with a capital after its first letter."""
    rest = spelling[1:]
    return not rest.islower() and " " not in rest and any(letter.isupper() for letter in rest)


def plainest(spellings: Mapping[str, int]) -> str:
    """The spelling to show: with the fewest capitals, since titles capitalise what prose does not, then the commonest.

    >>> plainest({"Reward Model": 5, "reward models": 2, "reward model": 1})
    'reward models'
    """
    if len(spellings) == 1:
        return next(iter(spellings))
    return min(spellings, key=lambda spelling: (_capitals(spelling), -spellings[spelling], spelling))


def _capitals(spelling: str) -> int:
    return sum(letter.isupper() for letter in spelling)


def acronyms(text: str) -> list[tuple[str, str]]:
    """Short forms that the text defines, `long form (LF)`, with their long forms.

    After Schwartz & Hearst (2003), https://psb.stanford.edu/psb-online/proceedings/psb03/schwartz.pdf, in the strict
    form that each letter of the short form begins a word of the long form, in order; that loses some, and is right.

    >>> acronyms("We train a support-vector machine (SVM).")
    [('SVM', 'support-vector machine')]
    """
    found = []
    for match in re.finditer(r"\(([A-Z][A-Za-z0-9-]{1,9})\)", text):
        short = match[1]
        letters = [letter.lower() for letter in short if letter.isalpha()]
        is_plural = short.endswith("s") and short[:-1].isupper()
        # A 2 is a "to" (T2I), which is skipped like other small words; other digits count letters (A3C) or versions.
        if sum(letter.isupper() for letter in short) < 2 or re.search(r"[013-9]", short):
            continue
        if is_plural:
            short, letters = short[:-1], letters[:-1]
        if long := _long_form(text[: match.start()], letters):
            found.append((short, long))
    return found


def _long_form(before: str, letters: Sequence[str]) -> str:
    """The words at the end of `before` whose initials are `letters`; small words between them may be skipped."""
    parts = list(re.finditer(r"[A-Za-z0-9]+", before[-150:]))
    offset = max(len(before) - 150, 0)
    remaining = list(letters)
    begin = len(before)
    for part in reversed(parts):
        gap = before[offset + part.end() : begin]
        if re.search(r"[^\s\-\u2010-\u2013/]", gap):
            return ""
        word = part[0].lower()
        is_first = len(remaining) == 1
        if word[0] == remaining[-1] and not (is_first and word in _LINKING_WORDS):
            remaining.pop()
        elif word not in _LINKING_WORDS:
            return ""
        begin = offset + part.start()
        if not remaining:
            return " ".join(before[begin:].split())
    return ""


def longest_by_first_word(known: Iterable[Words], at_most: int = LONGEST) -> dict[str, int]:
    """How many words the longest of `known` has, `at_most` at most, by the word that it begins with."""
    longest: dict[str, int] = {}
    for words in known:
        if words:
            longest[words[0]] = max(longest.get(words[0], 0), min(len(words), at_most))
    return longest


def occurrences(clause: Words, known: Container[Words], longest: Mapping[str, int]) -> Iterator[tuple[int, Words]]:
    """Where phrases of `known` stand in a clause of folded words, the longest first at each place, none overlapping.

    `longest` is what `longest_by_first_word` says of them: few words of a text begin any.
    """
    end = 0
    for at, word in enumerate(clause):
        if at < end or word not in longest:
            continue
        for length in range(min(longest[word], len(clause) - at), 0, -1):
            phrase = clause[at : at + length]
            if phrase in known:
                yield at, phrase
                end = at + length
                break


def slices(words: Sequence[str], longest: int = LONGEST) -> Iterable[tuple[int, int]]:
    """Begin and end of each run of one to `longest` words."""
    return (
        (begin, begin + length)
        for begin in range(len(words))
        for length in range(1, min(longest, len(words) - begin) + 1)
    )

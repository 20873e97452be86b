"""Words and phrases of a text: finding them, folding them to one form, and judging them as names of concepts."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from typing import TypeAlias

from generator.text.english import FUNCTION_WORDS, GENERIC_NOUNS, LOOSE_ADJECTIVES, VERBS
from generator.text.sentences import made, main_sentence, sentences_on_others, split

LONGEST = 5
"""Words of the longest keyword."""

_WORD = re.compile(r"[^\W_][^\W_+#]*[+#]*(?:['’.][^\W_]+)*")
_CLAUSE = re.compile(rf"{_WORD.pattern}(?:\s*{_WORD.pattern})*")
# The sign precedes the lookbehind: `re` is fast with patterns that begin with a sign.
_HYPHENS = re.compile(r"[-\u2010-\u2013/](?<=\w.)(?=\w)")
_ADDRESS = re.compile(r"https?://\S+|(?<!\S)\S+@\S+")
_ACRONYM_IN_PARENTHESES = re.compile(r"\((?=([A-Z][A-Za-z0-9-]{1,9})\) [a-z])\1\)")
_NAME_OF_BENCHMARK = re.compile(r"(?<=[a-z0-9])(?=(?:Arena|Bench)\b)")
_SENTENCE_RUN_ON = re.compile(r"\.(?<=[a-z]\.)(?=[A-Z][a-z])")
_LINKING_WORDS = frozenset("in of to".split())
_SINGULARS = dict.fromkeys(("bias", "biases"), "bias") | dict.fromkeys(("lens", "lenses"), "lens")
_SINGULARS |= {
    "analyses": "analysis",
    "hypotheses": "hypothesis",
    "alias": "alias",
    "atlas": "atlas",
    "canvas": "canvas",
    "series": "series",
    "species": "species",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "matrices": "matrix",
    "vertices": "vertex",
    "indices": "index",
}
_NOT_ADVERBS = frozenset("anomaly assembly family multiply poly supply".split())

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, with the offsets of its beginning and end."""

    text: str
    begin: int
    end: int


def clauses(text: str) -> list[list[str]]:
    """Return the words of each clause as written. Punctuation separates clauses; hyphens and slashes separate words.

    >>> clauses("Few-shot learning, at scale.")
    [['Few', 'shot', 'learning'], ['at', 'scale']]
    """
    return [_WORD.findall(clause) for clause in _CLAUSE.findall(_masked(text))]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a text, one line each, with a space between words; a clause ends with its line of the text.

    `written` has the words as written, `folded` their folded forms, and `hyphenated` the clause as it is in the text if
    that differs from `written`, else an empty line. The first `in_title` clauses are from the text's first line, its
    title. Lists of words would take twenty times the memory.

    `sentences` has the number of each clause's sentence: 0 for the title, from 1 in the abstract. The sentence `main`,
    unless 0, says what the paper does; those `on_others`, before it, speak of the work of others. `made` has the folded
    words that name what the paper makes, a line for each sentence that does.
    """

    written: str
    folded: str
    hyphenated: str
    in_title: int
    sentences: tuple[int, ...] = ()
    main: int = 0
    on_others: tuple[int, ...] = ()
    made: str = ""

    def words(self) -> list[str]:
        """Return the folded words of all clauses, with a line break between clauses."""
        return _words_and_breaks(self.folded)

    def written_words(self) -> list[str]:
        """Return the words of all clauses as written, with a line break between clauses."""
        return _words_and_breaks(self.written)


def _words_and_breaks(lines: str) -> list[str]:
    return lines.replace("\n", " \n ").split(" ")


ClausesJson: TypeAlias = tuple[str, str, str, int, tuple[int, ...], int, tuple[int, ...], str]
"""The fields of `Clauses`, for the cache."""


def clauses_of_text(text: str) -> ClausesJson:
    """Return the clauses of a text, for `clauses_from_json`."""
    title, *paragraphs = text.split("\n")
    sentences = [sentence for paragraph in paragraphs for sentence in split(paragraph)]
    rows: list[tuple[str, str, str]] = []
    numbers: list[int] = []
    for number, raw in enumerate([title, *sentences]):
        # "Large language model (LLM) agents" has the phrase "LLM agents", and "SkillBench" the word "Bench".
        sentence = _ACRONYM_IN_PARENTHESES.sub(lambda match: f" {match[1]} ", raw) if "(" in raw else raw
        sentence = _NAME_OF_BENCHMARK.sub(" ", sentence) if "Bench" in sentence or "Arena" in sentence else sentence
        for clause in _CLAUSE.finditer(_masked(sentence)):
            words = _WORD.findall(clause[0])
            written, source = " ".join(words), sentence[clause.start() : clause.end()]
            rows.append((written, " ".join(map(fold_word, words)), "" if source == written else source))
            numbers.append(number)
    written, folded, hyphenated = ("\n".join(row[column] for row in rows) for column in range(3))
    on_others = tuple(index + 1 for index in sentences_on_others(sentences))
    main = main_sentence(sentences)
    objects = "\n".join(" ".join(fold(words)) for words in made(sentences).split("\n"))
    return written, folded, hyphenated, numbers.count(0), tuple(numbers), main + 1, on_others, objects


def clauses_from_json(value: ClausesJson) -> Clauses:
    written, folded, hyphenated, in_title, sentences, main, on_others, made_words = value
    same = folded if written == folded else written
    return Clauses(same, folded, hyphenated, in_title, tuple(sentences), main, tuple(on_others), made_words)


def read_clauses(text: str) -> Clauses:
    """Return the clauses of a text."""
    return clauses_from_json(clauses_of_text(text))


def located_clauses(text: str) -> list[list[Word]]:
    """Return the words of each clause, as in `clauses`, with their offsets in `text`."""
    masked = _masked(text)
    return [
        [Word(word[0], *word.span()) for word in _WORD.finditer(masked, *clause.span())]
        for clause in _CLAUSE.finditer(masked)
    ]


def _masked(text: str) -> str:
    """Return the text with addresses replaced by punctuation and hyphens by spaces. Words keep their offsets."""
    if "@" in text or "://" in text:
        text = _ADDRESS.sub(lambda address: ";".ljust(len(address[0])), text)
    return _HYPHENS.sub(" ", _SENTENCE_RUN_ON.sub(";", text))


def fold(phrase: str) -> Words:
    """Return the words of a phrase without case, hyphens and plurals. The result depends on the phrase alone.

    >>> fold("Vision-Language Models")
    ('vision', 'language', 'model')
    """
    # A large archive has a million phrases, and most consist of letters, hyphens and spaces.
    spaced = phrase.replace("-", " ")
    if spaced.replace(" ", "").isalnum():
        return tuple(map(fold_word, spaced.split()))
    return tuple(fold_word(word) for clause in clauses(phrase) for word in clause)


@lru_cache(maxsize=1 << 17)
def fold_word(word: str) -> str:
    """Return a word in lower case and, by its ending, in the singular: policy for `Policies`, lm for `LMs`, `bias`."""
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
    """Return the singular of an acronym: RNN for `RNNs`; other phrases as they are."""
    return spelling[:-1] if spelling.endswith("s") and spelling[:-1].isupper() else spelling


def is_concept(words: Sequence[str]) -> bool:
    """Return whether lower-case words can name a concept: a noun phrase by its edges, and not just generic nouns."""
    first, last = words[0], words[-1]
    if any(_cannot_stand_at_edge(word) for word in (first, last)) or _is_participle(last):
        return False
    if any(word in VERBS or (word in FUNCTION_WORDS and word not in _LINKING_WORDS) for word in words[1:-1]):
        return False
    return not is_generic(words)


def is_generic(words: Iterable[str]) -> bool:
    """Return True if lower-case words are all generic nouns, or words between them."""
    return all(word in GENERIC_NOUNS or word in FUNCTION_WORDS for word in words)


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
    """Return True for `trained` and `fine-tuned`, which end no name; not for `seed` and `speed`."""
    return word.endswith("ed") and not word.endswith("eed") and len(word) > 4


def ends_phrase(following: str | None) -> bool:
    """Return whether a noun phrase ends before this lower-case word (None: before punctuation)."""
    return following is None or following in FUNCTION_WORDS or following in VERBS or is_adverb(following)


def begins_phrase(preceding: str | None) -> bool:
    """Return whether a noun phrase begins after this lower-case word (None: after punctuation)."""
    return ends_phrase(preceding) or preceding in LOOSE_ADJECTIVES


def is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _NOT_ADVERBS


def is_name(spelling: str) -> bool:
    """Return whether a single word is written as a name, `LoRA` or `MCTS`: with a capital after its first letter."""
    rest = spelling[1:]
    return not rest.islower() and " " not in rest and any(letter.isupper() for letter in rest)


def plainest(spellings: Mapping[str, int]) -> str:
    """Return the spelling to show: with the fewest capitals, since titles add capitals, then the commonest.

    >>> plainest({"Reward Model": 5, "reward models": 2, "reward model": 1})
    'reward models'
    """
    if len(spellings) == 1:
        return next(iter(spellings))
    return min(spellings, key=lambda spelling: (_capitals(spelling), -spellings[spelling], spelling))


def _capitals(spelling: str) -> int:
    return sum(letter.isupper() for letter in spelling)


def acronyms(text: str) -> list[tuple[str, str]]:
    """Return the acronyms that the text defines, `long form (LF)`, as (short form, long form).

    After Schwartz & Hearst (2003), https://psb.stanford.edu/psb-online/proceedings/psb03/schwartz.pdf, in the strict
    form: each letter of the short form begins a word of the long form, in order. It misses some and invents none.

    >>> acronyms("We train a support-vector machine (SVM).")
    [('SVM', 'support-vector machine')]
    """
    definitions = []
    for match in re.finditer(r"\(([A-Z][A-Za-z0-9-]{1,9})\)", text):
        short = match[1]
        letters = [letter.lower() for letter in short if letter.isalpha()]
        is_plural = short.endswith("s") and short[:-1].isupper()
        # A 2 means "to" (T2I) and is skipped like other small words; other digits count letters (A3C) or versions.
        if sum(letter.isupper() for letter in short) < 2 or re.search(r"[013-9]", short):
            continue
        if is_plural:
            short, letters = short[:-1], letters[:-1]
        if long := _long_form(text[: match.start()], letters):
            definitions.append((short, long))
    return definitions


def _long_form(before: str, letters: Sequence[str]) -> str:
    """Return the words at the end of `before` with the initials `letters`; small words between them may be skipped."""
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


@dataclass(frozen=True, slots=True)
class PhraseIndex:
    """Known phrases: their `first` words, the `single` words, and the length of the longest by its first two words."""

    known: Container[Words]
    first: frozenset[str]
    single: frozenset[str]
    longest: Mapping[Words, int]


def index_phrases(known: Collection[Words], maximum: int = LONGEST) -> PhraseIndex:
    """Return an index of known phrases for `occurrences`, without those of more than `maximum` words."""
    # A number for each pair of words, unlike a set of lengths, gives the garbage collector nothing to walk.
    longest: dict[Words, int] = {}
    for words in known:
        if 1 < len(words) <= maximum:
            longest[words[:2]] = max(longest.get(words[:2], 0), len(words))
    single = frozenset(words[0] for words in known if len(words) == 1)
    return PhraseIndex(known, single.union(first for first, _ in longest), single, longest)


def all_occurrences(words: Sequence[str], index: PhraseIndex) -> Iterator[tuple[int, Words]]:
    """Yield known phrases in folded words with their positions, the longest first at each position.

    Few words begin a known phrase, so looking for these first saves most of the time.
    """
    for begin in compress(count(), map(index.first.__contains__, words)):
        for length in range(index.longest.get(tuple(words[begin : begin + 2]), 0), 1, -1):
            phrase = tuple(words[begin : begin + length])
            if phrase in index.known and len(phrase) == length:
                yield begin, phrase
        if words[begin] in index.single:
            yield begin, (words[begin],)


def occurrences(words: Sequence[str], index: PhraseIndex) -> Iterator[tuple[int, Words]]:
    """Yield known phrases as `all_occurrences` does, but none inside another."""
    end = 0
    for begin, phrase in all_occurrences(words, index):
        if begin + len(phrase) > end:
            yield begin, phrase
            end = begin + len(phrase)


def slices(words: Sequence[str], longest: int = LONGEST) -> Iterable[tuple[int, int]]:
    """Begin and end of each run of one to `longest` words."""
    return (
        (begin, begin + length)
        for begin in range(len(words))
        for length in range(1, min(longest, len(words) - begin) + 1)
    )

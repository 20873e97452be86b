from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.phrases import (
    acronyms,
    clauses,
    clauses_from_json,
    clauses_of_text,
    fold,
    fold_word,
    index_phrases,
    is_concept,
    located_clauses,
    occurrences,
    plainest,
    read_clauses,
)


def test_clauses_end_at_punctuation_and_hyphens_separate_words() -> None:
    assert clauses("Few-shot learning, at scale.") == [["Few", "shot", "learning"], ["at", "scale"]]


def test_a_full_stop_without_a_space_ends_a_clause() -> None:
    assert clauses("It ends.Here it begins") == [["It", "ends"], ["Here", "it", "begins"]]


def test_addresses_are_no_words() -> None:
    assert clauses("code at https://example.org/a-b now") == [["code", "at"], ["now"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vision-Language Models", "vision language model"),
        ("policies", "Policy"),
        ("LLMs", "LLM"),
        ("classes", "class"),
        ("pre-training", "Pre Training"),
        ("movies", "movie"),
        ("matrices", "matrix"),
    ],
)
def test_spellings_of_one_phrase_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["bias", "analysis", "loss", "gas", "chess", "series"])
def test_words_that_only_look_like_plurals_stay(word: str) -> None:
    assert fold(word) == (word,)


@given(st.text())
def test_folding_twice_is_folding_once_for_any_text(text: str) -> None:
    assert [fold(word) for word in fold(text)] == [fold(word) for word in fold(" ".join(fold(text)))]


@pytest.mark.parametrize("phrase", ["program synthesis", "chain of thought", "web"])
def test_noun_phrases_are_concepts(phrase: str) -> None:
    assert is_concept(phrase.split())


@pytest.mark.parametrize(
    "phrase",
    [
        "the model",
        "novel",
        "models",
        "results",
        "propose a method",
        "learning quickly",
        "model trained",
        "42",
        "of data",
    ],
)
def test_phrases_that_name_nothing_are_no_concepts(phrase: str) -> None:
    assert not is_concept(phrase.split())


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("a support-vector machine (SVM) is", "SVM", "support-vector machine"),
        ("with chain of thought (CoT) we", "CoT", "chain of thought"),
        ("many large language models (LLMs) are", "LLM", "large language models"),
        ("text to image (T2I) models", "T2I", "text to image"),
    ],
)
def test_acronyms_are_found_with_their_long_forms(text: str, short: str, long: str) -> None:
    assert acronyms(text) == [(short, long)]


@pytest.mark.parametrize("text", ["see the figure (Left)", "the answer (AB) is", "actor-critic (A3C)", "in (2024)"])
def test_brackets_without_matching_initials_define_nothing(text: str) -> None:
    assert acronyms(text) == []


def test_the_longest_phrase_is_found_where_several_begin() -> None:
    known = {("reward", "model"), ("reward",), ("model",)}
    assert list(occurrences(("a", "reward", "model"), index_phrases(known))) == [(1, ("reward", "model"))]


def test_phrases_may_overlap_but_none_is_inside_another() -> None:
    known = {("a", "b"), ("b", "c"), ("b",), ("c",)}
    assert list(occurrences(("a", "b", "c", "c"), index_phrases(known))) == [
        (0, ("a", "b")), (1, ("b", "c")), (3, ("c",)),
    ]  # fmt: skip


def test_clauses_know_their_sentences() -> None:
    read = read_clauses("A title: good\nExisting trees are old. Old, even.\nWe propose roots. They grow.")
    assert read.sentences == (0, 0, 1, 2, 2, 3, 4)
    assert (read.main, read.on_others) == (3, (1,))


def test_acronyms_in_parentheses_belong_to_the_words_behind_them_and_names_of_benchmarks_have_two_words() -> None:
    read = read_clauses("SkillBench: WordArena\nLanguage model (LLM) agents (two) grow (RL).")
    assert read.written == "Skill Bench\nWord Arena\nLanguage model LLM agents\ntwo\ngrow\nRL"


def test_a_phrase_that_is_too_long_to_look_for_hides_none_that_is_shorter() -> None:
    known = {("a", "b", "c"), ("a",)}
    assert list(occurrences(("a", "b", "c"), index_phrases(known, maximum=2))) == [(0, ("a",))]


@given(st.text("aB3é_ -–/.'’+#@:;\n", max_size=40))
def test_clauses_are_the_same_with_places_and_with_spelling(text: str) -> None:
    located = located_clauses(text)
    assert [[text[word.begin : word.end] for word in clause] for clause in located] == clauses(text)
    read = read_clauses(text)
    in_lines = [clause for line in text.split("\n") for clause in clauses(line)]
    folded, written = read.words(), read.written_words()
    assert written == [word for words in in_lines for word in ("\n", *words)][1:] or not in_lines
    assert folded == list(map(fold_word, written))
    sources = [
        source or plain for source, plain in zip(read.hyphenated.split("\n"), read.written.split("\n"), strict=True)
    ]
    assert [clauses(source) for source in sources if source] == [[words] for words in in_lines]
    assert all(source in text for source in sources)
    assert read.in_title == len(clauses(text.split("\n")[0]))
    assert clauses_from_json(json.loads(json.dumps(clauses_of_text(text)))) == read


def test_the_plainest_spelling_is_that_of_prose_not_of_titles() -> None:
    assert plainest({"Reward Model": 5, "reward models": 2, "reward model": 1}) == "reward models"

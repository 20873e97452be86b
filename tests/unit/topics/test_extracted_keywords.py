from __future__ import annotations

from plain_paper import plain_paper

from generator.model import Keyword, Tag
from generator.text.phrases import fold
from generator.topics import extracted_keywords
from generator.vocabulary import Assignment, Vocabulary, VocabularyTag


def keyword(*spellings: str, count: int = 1, log_odds: float = 0.0) -> Keyword:
    return Keyword(" ".join(fold(spellings[0])), spellings, count, False, 1, log_odds)


def chosen(*keywords: Keyword, tags: tuple[Tag, ...] = (), curated: tuple[VocabularyTag, ...] = ()) -> tuple[str, ...]:
    assignments = {"a": tuple(Assignment(tag.slug, "") for tag in tags)}
    papers = [plain_paper("a")]
    return extracted_keywords.choose(papers, {"a": keywords}, tags, Vocabulary(curated), assignments).get("a", ())


def test_keywords_keep_their_order_and_ten_are_shown() -> None:
    keywords = [keyword(f"word{number}") for number in range(12)]
    assert chosen(*keywords) == tuple(f"word{number}" for number in range(10))


def test_a_keyword_that_repeats_a_tag_is_left_out() -> None:
    tag = Tag("llm", "Large language models", (), aliases=("chatbots",))
    curated = VocabularyTag("llm", "Large language models", hidden=("foundation models",))
    said = map(keyword, ["large language models", "language model", "Chatbot", "foundation model"])
    others = map(keyword, ["language model training", "models"])
    assert chosen(*said, *others, tags=(tag,), curated=(curated,)) == ("language model training",)


def test_a_keyword_that_is_part_of_a_better_one_is_left_out() -> None:
    ranked = map(keyword, ["tool call scheduling", "tool calls"])
    assert chosen(*ranked) == ("tool call scheduling",)


def test_a_keyword_that_stands_only_in_a_longer_one_is_left_out() -> None:
    longer = keyword("reward models")
    assert chosen(keyword("reward"), longer) == ("reward models",)
    assert chosen(keyword("reward", count=2), longer) == ("reward", "reward models")


def test_unlikely_keywords_are_shown_only_where_there_are_few() -> None:
    keywords = [keyword(f"word{number}", log_odds=-9.0 if number in (1, 3, 4) else -2.0) for number in range(6)]
    assert chosen(*keywords) == ("word0", "word1", "word2", "word5")


def test_a_paper_without_keywords_has_none() -> None:
    assert chosen() == ()

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.topics import keyword_ranking
from generator.topics.keyword_candidates import Candidate, Candidates, candidates_of_text, from_json, in_columns
from generator.topics.keyword_ranking import agreed_acronyms, rank, read_statistics, statistics_from_json

ROOT = Path(__file__).parents[3]

TEXT = (
    "Program synthesis by tree search\n"
    "We study program synthesis with Monte Carlo tree search (MCTS). Program synthesis turns examples into programs. "
    "MCTS finds them. Better language models rank them; a language model is slow."
)


def spellings(found: Candidates) -> dict[str, Candidate]:
    numbers = [found.numbers[begin : begin + 6] for begin in range(0, len(found.numbers), 6)]
    columns = zip(found.spellings.splitlines(), found.folded.splitlines(), numbers, strict=True)
    return {spelling.lower(): Candidate(spelling, folded, *rest) for spelling, folded, rest in columns}


def test_candidates_count_their_occurrences() -> None:
    found = spellings(from_json(candidates_of_text(TEXT)))
    assert found["program synthesis"].count == 3
    assert found["program synthesis"].words_before == 0
    assert found["monte carlo tree search"].words_before == 10
    assert found["program synthesis"].in_title
    assert not found["monte carlo tree search"].in_title
    assert found["monte carlo tree search"].ends == 1


def test_a_phrase_inside_a_longer_one_stands_less_alone() -> None:
    found = spellings(from_json(candidates_of_text(TEXT)))
    assert found["carlo tree search"].alone < 100 * found["carlo tree search"].count


def test_a_hyphenated_adjective_may_begin_a_candidate_and_is_none_alone() -> None:
    text = "A study\nFew-shot learning of user-generated content by k-means is low-rank and a state-of-the-art example."
    found = spellings(from_json(candidates_of_text(text)))
    assert {"few-shot learning", "user-generated content", "k-means"} <= found.keys()
    assert not {"low-rank", "state-of-the-art example"} & found.keys()


def test_some_stop_words_of_yake_belong_to_names_of_concepts() -> None:
    found = spellings(from_json(candidates_of_text("Training on adversarial examples\nValue iteration rates them.")))
    assert {"adversarial examples", "value iteration"} <= found.keys()


def test_acronyms_come_with_the_candidates() -> None:
    assert from_json(candidates_of_text(TEXT)).acronyms == (("MCTS", "Monte Carlo tree search"),)


def test_candidates_survive_the_cache() -> None:
    value = candidates_of_text(TEXT)
    assert from_json(json.loads(json.dumps(value))) == from_json(value)


def test_a_text_without_an_abstract_has_candidates() -> None:
    assert spellings(from_json(candidates_of_text("Program synthesis\n")))


def test_keywords_are_ranked_with_the_best_first() -> None:
    ranked = rank({"paper": from_json(candidates_of_text(TEXT))})["paper"]
    assert ranked[0].spellings[0] == "program synthesis"


def test_an_acronym_and_its_long_form_are_one_keyword() -> None:
    ranked = rank({"paper": from_json(candidates_of_text(TEXT))})["paper"]
    (keyword,) = [keyword for keyword in ranked if keyword.words == ("monte", "carlo", "tree", "search")]
    assert keyword.spellings == ("Monte Carlo tree search", "MCTS")


def test_keywords_survive_the_cache() -> None:
    acronyms = (("MCTS", "Monte Carlo tree search"),)
    ranked = rank({"paper": from_json(candidates_of_text(TEXT))})["paper"]
    kept = json.loads(json.dumps(keyword_ranking.to_json(ranked, acronyms)))
    assert keyword_ranking.from_json(kept) == (ranked, acronyms)


def test_an_acronym_needs_two_papers_that_agree() -> None:
    right, wrong = ("SFT", "supervised fine-tuning"), ("SFT", "slow feature training")
    assert agreed_acronyms([[right]]) == {}
    assert agreed_acronyms([[right], [right]]) == {"SFT": ("supervised", "fine", "tuning")}
    assert agreed_acronyms([[right], [right], [wrong]]) == {}


def test_a_phrase_that_hardly_ever_ends_a_noun_phrase_is_no_keyword() -> None:
    rows = [Candidate(f"recurrent neural {n}", f"recurrent neural {n}", 1, 100, 0, 1, 1, 20) for n in range(3)]
    inner = Candidate("recurrent", "recurrent", 9, 900, 1, 9, 0, 0)
    ranked = rank({"paper": from_json(in_columns([inner, *rows]))})["paper"]
    assert ("recurrent",) not in [keyword.words for keyword in ranked]


def test_phrases_in_many_papers_are_boilerplate_only_in_a_large_archive() -> None:
    everywhere = from_json(in_columns([Candidate("contact form", "contact form", 1, 100, 0, 1, 1, 20)]))
    assert rank({str(n): everywhere for n in range(10)})["0"]
    assert not rank({str(n): everywhere for n in range(60)})["0"]


def test_a_phrase_that_the_vocabulary_names_is_never_boilerplate() -> None:
    everywhere = from_json(in_columns([Candidate("language model", "language model", 1, 100, 0, 1, 1, 20)]))
    assert rank({str(n): everywhere for n in range(60)}, [("language", "model")])["0"]


def test_a_phrase_that_the_vocabulary_names_comes_before_its_equal() -> None:
    alike = [Candidate(phrase, phrase, 1, 100, 0, 1, 1, 20) for phrase in ("beam search", "grid search")]
    papers = {"paper": from_json(in_columns(alike))}

    assert [keyword.words[0] for keyword in rank(papers)["paper"]] == ["beam", "grid"]
    assert [keyword.words[0] for keyword in rank(papers, [("grid", "search")])["paper"]] == ["grid", "beam"]


def test_the_order_of_papers_does_not_matter() -> None:
    candidates = {name: from_json(candidates_of_text(f"{name} search\n{TEXT}")) for name in ("tree", "beam", "grid")}
    backwards = dict(reversed(candidates.items()))
    assert rank(candidates) == rank(backwards)


def test_a_paper_outside_the_baseline_moves_no_keyword_of_another() -> None:
    old = {name: from_json(candidates_of_text(f"{name} search\n{TEXT}")) for name in ("tree", "beam", "grid")}
    new = {name: from_json(candidates_of_text(f"{name} search (MCTS)\n{name} search.")) for name in ("beam", "tree")}
    more = {**old, "late": new["tree"]}
    of_old = statistics_from_json(json.loads(json.dumps(read_statistics([*old.values()]))))
    outside = more.keys() - old.keys() | {"later"}
    assert {slug: rank(more, (), of_old, outside)[slug] for slug in old} == rank(old)
    assert rank({**more, "later": new["beam"]}, (), of_old, outside)["late"] == rank(more)["late"]
    assert rank({"late": more["late"]}, (), of_old, outside)["late"] == rank(more)["late"]
    assert rank({**more, "later": new["beam"]})["late"] != rank(more)["late"]


def test_a_paper_without_candidates_has_no_keywords() -> None:
    none = from_json(in_columns([]))
    some = from_json(candidates_of_text(TEXT))
    assert rank({"empty": none}) == {"empty": ()}
    ranked = rank({"first": none, "some": some, "last": none})
    assert (ranked["first"], ranked["last"]) == ((), ())
    assert ranked["some"] == rank({"some": some})["some"] != ()


def test_an_acronym_that_a_paper_does_not_define_has_the_long_form_of_others() -> None:
    defining = from_json(candidates_of_text(TEXT))
    silent = from_json(candidates_of_text("Planning with MCTS\nMCTS plans well."))
    ranked = rank({"one": defining, "two": defining, "silent": silent})["silent"]
    (keyword,) = [keyword for keyword in ranked if "MCTS" in keyword.spellings]
    assert keyword.words == ("monte", "carlo", "tree", "search")
    assert keyword.papers == 3


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_hashes_of_this_process_do_not_matter(seed: str) -> None:
    """Phrases are told from each other by them."""
    ranked = "from tests.unit.topics.test_keyword_candidates import ranked_shelf; print(ranked_shelf())"
    settings = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", ranked], env=settings, cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == f"{ranked_shelf()}\n"


def ranked_shelf() -> str:
    names = ("tree", "beam", "grid")
    return repr(rank({name: from_json(candidates_of_text(f"{name} search\n{TEXT}")) for name in names}))

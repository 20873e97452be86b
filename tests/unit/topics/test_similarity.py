from __future__ import annotations

import math
import os
import subprocess
import sys

import pytest

from generator.topics import similarity
from generator.topics.similarity import Description

SEARCH = Description("Tree search for proofs", ("Tree search finds proofs.",), ("Theorem proving",))
MORE_SEARCH = Description("Proofs by tree search", ("We search trees.",), ("Theorem proving",))
MUSIC = Description("Music from diffusion", ("A melody.",))
SHELF = {"search": SEARCH, "more": MORE_SEARCH, "music": MUSIC}

PRINT_POSITIONS = """
from generator.topics import similarity
from generator.topics.similarity import Description
words = "tree proof melody kernel lattice robot prompt cache camera protein".split()
shelf = {
    f"p{at}": Description(f"{words[at % 10]} {words[at // 4 % 10]}", (f"{words[at % 7]} of {words[at % 3]}",))
    for at in range(40)
}
found = similarity.vectorise(shelf)
print(list(similarity.nearest(found, range(len(found.slugs)), 0.1, 5)), similarity.positions(found.matrix))
"""


def weights(description: Description) -> dict[str, float]:
    """How much each term counts where two papers are described alike, so that no term is rarer than another."""
    found = similarity.vectorise({"a": description, "b": description})
    return dict(zip(found.terms, found.matrix.toarray()[0].tolist(), strict=True))


def test_terms_are_words_and_phrases_that_name_something() -> None:
    terms, spellings, _ = similarity.terms_of_text("T\nWe propose a novel method for reward models.")
    assert terms.split("\n") == ["reward", "reward model"]
    assert spellings.split("\n") == ["reward", "reward models"]


def test_a_title_and_a_tag_count_more_than_an_abstract() -> None:
    found = weights(Description("Proofs", ("Melodies.",), ("Chain of thought",)))
    assert found["proof"] == found["chain of thought"] == pytest.approx((1 + math.log(3)) * found["melody"])


def test_a_term_of_one_paper_alone_is_left_out() -> None:
    found = similarity.vectorise(SHELF)
    assert "tree search" in found.terms
    assert "melody" not in found.terms


def test_a_term_has_a_name_if_texts_use_it_as_a_whole_phrase() -> None:
    whole = Description("A", ("Aligning language models is hard. Language models are aligned.",))
    found = similarity.vectorise({"a": whole, "b": whole})
    names = dict(zip(found.terms, found.names, strict=True))
    assert names["aligning language model"] == "Aligning language models"
    assert names["aligning language"] == ""


def test_words_after_a_hyphen_are_no_name() -> None:
    paper = Description("A", ("We like test-time scaling. Test-time scaling helps.",))
    found = similarity.vectorise({"a": paper, "b": paper})
    names = dict(zip(found.terms, found.names, strict=True))
    assert names["test time scaling"] == "test-time scaling"
    assert names["time scaling"] == ""


def test_the_nearest_rows_are_those_that_share_terms() -> None:
    found = similarity.vectorise(SHELF)
    rows = {
        found.slugs[row]: [found.slugs[other] for other, _ in near]
        for row, near in similarity.nearest(found, range(len(found.slugs)), 0.1, 5)
    }
    assert rows == {"more": ["search"], "music": [], "search": ["more"]}


def test_equally_similar_rows_are_ordered_by_slug_and_limited_in_number() -> None:
    found = similarity.vectorise(dict.fromkeys("dbca", SEARCH))
    rows = dict(similarity.nearest(found, range(len(found.slugs)), 0.1, 2))
    assert [found.slugs[other] for other, _ in rows[0]] == ["b", "c"]
    assert rows[3] == [(0, 1.0), (1, 1.0)]


def test_reading_texts_in_small_batches_gives_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = similarity.vectorise(SHELF)
    monkeypatch.setattr(similarity, "_TEXTS_AT_A_TIME", 2)
    found = similarity.vectorise(SHELF)

    assert (found.slugs, found.terms, found.names) == (whole.slugs, whole.terms, whole.names)
    assert (found.matrix != whole.matrix).nnz == 0


def test_rows_in_parts_and_blocks_have_the_same_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    found = similarity.vectorise(SHELF | {f"again-{number}": MORE_SEARCH for number in range(7)})
    whole = list(similarity.nearest(found, range(len(found.slugs)), 0.1, 5))
    monkeypatch.setattr(similarity, "_ROWS_AT_A_TIME", 2)
    parts = (range(3), range(3, 8), range(8, len(found.slugs)))
    assert [near for part in parts for near in similarity.nearest(found, part, 0.1, 5)] == whole


def test_shared_terms_add_up_to_the_cosine() -> None:
    found = similarity.vectorise(SHELF)
    (_, near), *_ = similarity.nearest(found, range(len(found.slugs)), 0.1, 5)
    parts = [part for _, part in similarity.shared(found, 0, near[0][0])]
    assert sum(parts) == pytest.approx(near[0][1], abs=1e-4)


def test_papers_without_a_shared_term_have_vectors_and_no_neighbours() -> None:
    found = similarity.vectorise({"search": SEARCH, "music": MUSIC})
    assert found.matrix.shape == (2, 0)
    assert list(similarity.nearest(found, range(len(found.slugs)), 0.1, 5)) == [(0, []), (1, [])]


def test_an_empty_archive_has_no_vectors() -> None:
    found = similarity.vectorise({})
    assert list(similarity.nearest(found, range(len(found.slugs)), 0.1, 5)) == []
    assert similarity.positions(found.matrix) == []


def test_a_map_of_few_papers_is_a_line() -> None:
    assert similarity.positions(similarity.vectorise(SHELF).matrix) == [(250, 500), (500, 500), (750, 500)]


def test_a_centre_is_the_mean_of_its_rows() -> None:
    found = similarity.vectorise(SHELF)
    middle = similarity.centres(found, [["more", "search"], ["music"]])
    expected = (found.matrix[[0]] + found.matrix[[2]]).toarray() / 2
    assert middle[[0]].toarray() == pytest.approx(expected)
    assert middle[[1]].toarray() == pytest.approx(found.matrix[[1]].toarray())


def test_results_depend_neither_on_threads_nor_on_the_order_of_sets() -> None:
    def run(number: str) -> str:
        settings = {"PYTHONHASHSEED": number, "OMP_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number}
        command = [sys.executable, "-W", "error", "-c", PRINT_POSITIONS]
        return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=True).stdout

    first = run("1")
    assert len(first) > 1000
    assert run("2") == first


def test_positions_are_whole_numbers_that_fill_the_plane() -> None:
    shelf = {
        f"p{at:02}": Description(f"{'ab'[at % 2]}x{at // 4}", ("One two three.",), (f"t{at % 5}",)) for at in range(30)
    }
    positions = similarity.positions(similarity.vectorise(shelf).matrix)
    values = [value for position in positions for value in position]
    assert min(values) == 0
    assert max(values) == 1000

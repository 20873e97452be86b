from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import pytest
from vectors import vectors_of

from generator.topics import similarity
from generator.topics.similarity import Description, Vectors
from generator.topics.text_terms import terms_of_text

SEARCH = Description("Tree search for proofs", ("Tree search finds proofs.",), ("Theorem proving",))
MORE_SEARCH = Description("Proofs by tree search", ("We search trees.",), ("Theorem proving",))
MUSIC = Description("Music from diffusion", ("A melody.",))
SHELF = {"search": SEARCH, "more": MORE_SEARCH, "music": MUSIC}

PRINT_POSITIONS = """
from generator.topics import archive_map, similarity
from generator.topics.similarity import Description
words = "tree proof melody kernel lattice robot prompt cache camera protein".split()
shelf = {
    f"p{at}": Description(f"{words[at % 10]} {words[at // 4 % 10]}", (f"{words[at % 7]} of {words[at % 3]}",))
    for at in range(40)
}
oldest = similarity.read_baseline(dict(list(shelf.items())[:30]))
later = similarity.later_rows(dict(list(shelf.items())[30:]), oldest)
found = similarity.vectorise(list(shelf), oldest, list(later.values()))
print(list(similarity.nearest(found, range(40), 40, 0.1, 5)), archive_map.positions(found.matrix))
"""


def nearest(found: Vectors, rows: range | None = None, maximum: int = 5) -> list[tuple[int, list[tuple[int, float]]]]:
    every = range(len(found.slugs))
    return list(similarity.nearest(found, every if rows is None else rows, len(every), 0.1, maximum))


def weights(description: Description) -> dict[str, float]:
    """How much each term counts where two papers are described alike, so that no term is rarer than another."""
    found = vectors_of({"a": description, "b": description})
    return dict(zip(found.terms, found.matrix.toarray()[0].tolist(), strict=True))


def test_terms_are_words_and_phrases_that_name_something() -> None:
    terms, spellings, _ = terms_of_text("T\nWe propose a novel method for reward models.")
    assert terms.split("\n") == ["reward", "reward model"]
    assert spellings.split("\n") == ["reward", "reward models"]


def test_a_title_and_a_tag_count_more_than_an_abstract() -> None:
    found = weights(Description("Proofs", ("Melodies.",), ("Chain of thought",)))
    assert found["proof"] == found["chain of thought"] == pytest.approx((1 + math.log(3)) * found["melody"], abs=1e-4)


def test_a_term_of_one_paper_alone_is_left_out() -> None:
    found = vectors_of(SHELF)
    assert "tree search" in found.terms
    assert "melody" not in found.terms


def test_a_term_has_a_name_if_texts_use_it_as_a_whole_phrase() -> None:
    whole = Description("A", ("Aligning language models is hard. Language models are aligned.",))
    found = vectors_of({"a": whole, "b": whole})
    names = dict(zip(found.terms, found.names, strict=True))
    assert names["aligning language model"] == "Aligning language models"
    assert names["aligning language"] == ""


def test_a_slip_in_capitals_names_no_term() -> None:
    paper = Description("ASR", ("ASR helps. " * 30,))
    found = vectors_of({"a": paper, "b": Description("ASR", ("The asr.",))})
    assert dict(zip(found.terms, found.names, strict=True))["asr"] == "ASR"


def test_words_after_a_hyphen_are_no_name() -> None:
    paper = Description("A", ("We like test-time scaling. Test-time scaling helps.",))
    found = vectors_of({"a": paper, "b": paper})
    names = dict(zip(found.terms, found.names, strict=True))
    assert names["test time scaling"] == "test-time scaling"
    assert names["time scaling"] == ""


def test_the_nearest_rows_are_those_that_share_terms() -> None:
    found = vectors_of(SHELF)
    rows = {found.slugs[row]: [found.slugs[other] for other, _ in near] for row, near in nearest(found)}
    assert rows == {"search": ["more"], "more": ["search"], "music": []}


def test_equally_similar_rows_stay_in_order_and_are_limited_in_number() -> None:
    found = vectors_of(dict.fromkeys("dbca", SEARCH))
    rows = dict(nearest(found, maximum=2))
    assert [found.slugs[other] for other, _ in rows[0]] == ["b", "c"]
    assert rows[3] == [(0, 1.0), (1, 1.0)]


def test_a_vector_depends_on_the_paper_and_the_baseline_alone() -> None:
    late = {"late": Description("Tree melody", ("A search for lattices.",)), "last": Description("Tree lattices")}
    one, both = (vectors_of(SHELF | dict(list(late.items())[:count]), 3) for count in (1, 2))
    for slug, row in (("search", 0), ("late", 3)):
        (columns, weights), (same, same_weights) = (
            ([found.terms[column] for column in found.matrix[[row]].indices], found.matrix[[row]].data.tolist())
            for found in (one, both)
        )
        assert (columns, weights) == (same, same_weights), slug
    assert both.slugs[nearest(both)[4][1][0][0]] == "late"


def test_a_term_that_the_baseline_lacks_or_one_paper_of_it_has_is_shared_all_the_same() -> None:
    found = vectors_of({"a": SEARCH, "b": MORE_SEARCH, "song": MUSIC, "new": MUSIC, "newer": Description("Cellos")}, 3)
    assert [found.slugs[other] for other, _ in nearest(found)[2][1]] == ["new"]
    assert "melody" in found.terms


def test_a_baseline_survives_the_cache() -> None:
    read = similarity.read_baseline(SHELF)
    kept = similarity.baseline_from_json(json.loads(json.dumps(similarity.baseline_as_json(read))))
    assert (vectors_of(SHELF).matrix != similarity.vectorise(list(SHELF), kept, ()).matrix).nnz == 0
    assert (kept.terms, kept.names, kept.papers) == (read.terms, read.names, read.papers)


def test_a_later_row_survives_the_cache() -> None:
    read = similarity.read_baseline(SHELF)
    row = similarity.later_rows({"new": Description("Tree melody")}, read)["new"]
    kept = similarity.later_row_from_json(json.loads(json.dumps(similarity.later_row_as_json(row))))
    assert (kept.terms, kept.names) == (row.terms, row.names)
    assert set(row.terms) == {"melody", "tree melody"}
    slugs = [*SHELF, "new"]
    assert (
        similarity.vectorise(slugs, read, [kept]).matrix != similarity.vectorise(slugs, read, [row]).matrix
    ).nnz == 0


def test_a_term_that_the_baseline_lacks_is_spelt_as_in_the_first_paper_that_has_it() -> None:
    later = {"late": Description("HyperKites"), "last": Description("hyperkites")}
    found = vectors_of(SHELF | later, 3)
    assert dict(zip(found.terms, found.names, strict=True))["hyperkite"] == "HyperKites"


def test_reading_texts_in_small_batches_gives_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = vectors_of(SHELF)
    monkeypatch.setattr(similarity, "_TEXTS_AT_A_TIME", 2)
    found = vectors_of(SHELF)

    assert (found.slugs, found.terms, found.names) == (whole.slugs, whole.terms, whole.names)
    assert (found.matrix != whole.matrix).nnz == 0


def test_rows_in_parts_and_blocks_have_the_same_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    found = vectors_of(SHELF | {f"again-{number}": MORE_SEARCH for number in range(7)})
    whole = nearest(found)
    monkeypatch.setattr(similarity, "_ROWS_AT_A_TIME", 2)
    parts = (range(3), range(3, 8), range(8, len(found.slugs)))
    assert [near for part in parts for near in nearest(found, part)] == whole


def test_shared_terms_add_up_to_the_cosine() -> None:
    found = vectors_of(SHELF)
    (_, near), *_ = nearest(found)
    parts = [part for _, part in similarity.shared(found, 0, near[0][0])]
    assert sum(parts) == pytest.approx(near[0][1], abs=1e-4)


def test_papers_without_a_shared_term_have_vectors_and_no_neighbours() -> None:
    found = vectors_of({"search": SEARCH, "music": MUSIC})
    assert found.matrix.shape == (2, 0)
    assert nearest(found) == [(0, []), (1, [])]


def test_an_empty_archive_has_no_vectors() -> None:
    found = vectors_of({})
    assert nearest(found) == []


def test_results_depend_neither_on_threads_nor_on_the_order_of_sets() -> None:
    def run(number: str) -> str:
        settings = {"PYTHONHASHSEED": number, "OMP_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number}
        command = [sys.executable, "-W", "error", "-c", PRINT_POSITIONS]
        return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=True).stdout

    first = run("1")
    assert len(first) > 1000
    assert run("2") == first

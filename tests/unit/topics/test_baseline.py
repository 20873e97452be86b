from __future__ import annotations

from generator.topics import baseline


def test_a_baseline_stands_still_between_its_steps() -> None:
    sizes = [baseline.size(papers) for papers in range(1, 20_000)]
    assert sizes[:98] == list(range(1, 99))
    assert len(set(sizes[99:])) == 24
    assert all(0.79 * papers <= size <= papers for papers, size in enumerate(sizes, 1))

"""The baseline: the oldest papers of an archive, whose statistics weigh all papers.

Statistics of the whole archive would move with every new paper, and with them the keywords and neighbours of papers
that nobody touched. The baseline only grows in steps, at which everything is weighed anew.
"""

from __future__ import annotations

_FIRST_STEP = 100
"""An archive of fewer papers is its own baseline: each paper changes what is known of a language."""


def size(papers: int) -> int:
    """Return the size of the baseline of an archive: it grows by a quarter, and is at least four fifths of it.

    >>> size(99), size(124), size(125), size(2_000), size(10_000)
    (99, 100, 125, 1797, 8563)
    """
    step = _FIRST_STEP
    if papers < step:
        return papers
    while (following := step * 5 // 4) <= papers:
        step = following
    return step

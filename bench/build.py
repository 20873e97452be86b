"""Building a site, beside other generators of sites: `python bench/build.py --papers 1000`; see README.md.

MkDocs and Zensical have the `build/docs` that Papershelf makes; Hugo does the same work from the same papers, but for
what it cannot do (`APART`). `--install` puts Hugo into `.bench/` first.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_papers
from measuring import Run, forget, measure, weigh
from projects import PAPERS_A_DIGEST, SEED, Contender, contenders, install
from rich.console import Console
from rich.table import Table

HOME = Path(__file__).resolve().parents[1] / ".bench"
APART = ("keywords", "related, map", "search", "SQLite", "cards")
"""Stages of ours that Hugo cannot do, which are timed apart."""

SAME_WORK = "Papershelf, Hugo's work"

Runs = dict[str, list[Run]]


def in_turn(found: Iterable[Contender], runs: int, before: Callable[[Contender, int], None]) -> Runs:
    """Runs of all in turn, so that a machine that slows down slows all; `before` each something is done."""
    taken: Runs = defaultdict(list)
    for number in range(runs):
        for contender in found:
            before(contender, number)
            run = measure(contender)
            taken[contender.name].append(run)
            if contender.name == "Papershelf":
                taken[SAME_WORK].append(_without(run))
    return taken


def _without(run: Run) -> Run:
    wall, cpu = (sum(json.loads(run.told)["seconds"][stage][place] for stage in APART) for place in (0, 1))
    return Run(run.wall - wall, run.cpu - cpu, run.peak, run.told)


def table(title: str, taken: Runs, weights: dict[str, tuple[float, int]], beside: Iterable[str]) -> Table:
    """Medians of each, and medians of the ratios of its runs to those of others beside it."""
    others = [name for name in beside if name in taken]
    columns = ("wall s", "CPU s", "peak MB", "MB out", "files out")
    ratios = [f"{field} ÷ {name}" for name in others for field in ("wall", "CPU")]
    made = Table(title, *columns, *ratios)
    for name, own in taken.items():
        row = [f"{_median(own, field):,.1f}" for field in ("wall", "cpu", "peak")]
        megabytes, files = weights.get(name, (0.0, 0))
        row += [f"{megabytes:,.1f}", f"{files:,}"] if files else ["", ""]
        for other in others:
            for field in ("wall", "cpu"):
                pairs = zip(own, taken[other], strict=True)
                row.append(f"{statistics.median(getattr(a, field) / getattr(b, field) for a, b in pairs):.2f}")
        made.add_row(name, *row)
    return made


def _median(runs: list[Run], field: str) -> float:
    return statistics.median(getattr(run, field) for run in runs)


def stages(of: dict[str, list[Run]]) -> Table:
    """Wall and CPU seconds of Papershelf's stages, medians, by what was built."""
    made = Table("Papershelf's stages: wall s / CPU s", *of)
    told: dict[str, list[dict[str, Any]]] = {
        name: [json.loads(run.told)["seconds"] for run in runs] for name, runs in of.items()
    }
    for stage in next(iter(told.values()))[0]:
        figures = [
            [statistics.median(seconds[stage][place] for seconds in runs) for place in (0, 1)] for runs in told.values()
        ]
        made.add_row(stage, *(f"{wall:.2f} / {cpu:.2f}" for wall, cpu in figures))
    return made


def goals(whole: Runs, again: list[Run], more: Runs) -> Table:
    """Medians of what is to be reached at 10,000 papers, with their limits."""
    made = Table("Goals", "reached", "at most")

    def add(name: str, figures: Iterable[float], limit: float) -> None:
        made.add_row(name, f"{statistics.median(figures):.3f}", f"{limit:g}")

    def ratios(ours: list[Run], field: str, name: str, others: Runs) -> list[float]:
        return [getattr(a, field) / getattr(b, field) for a, b in zip(ours, others.get(name, []), strict=False)]

    for field in ("wall", "cpu") if "Hugo" in whole else ():
        add(f"whole site ÷ Hugo, {field}", ratios(whole[SAME_WORK], field, "Hugo", whole), 0.5)
        add(f"one digest more ÷ Hugo, {field}", ratios(more[SAME_WORK], field, "Hugo", more), 0.15)
        add(f"nothing new ÷ Hugo, {field}", ratios(again, field, "Hugo", more), 0.03)
    add("one digest more, all stages, wall s", (run.wall for run in more["Papershelf"]), 5)
    if "mkdocs build" in whole:
        add("whole site ÷ mkdocs build, CPU", ratios(whole["Papershelf"], "cpu", "mkdocs build", whole), 0.1)
    add("peak MB", [max(run.peak for runs in (whole, more) for run in runs["Papershelf"])], 500)
    return made


def main() -> None:
    """Make the projects, build them, print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--runs", type=int, default=3, help="of each, in turn (3)")
    parser.add_argument("--only", default="", help="names of contenders, with commas between; all that are installed")
    parser.add_argument("--home", type=Path, default=HOME / "projects", help="where projects are made, and left")
    parser.add_argument("--install", action="store_true", help="put Hugo into .bench/")
    given = parser.parse_args()
    console = Console(width=170)
    if given.install:
        install(HOME)
    home = given.home / str(given.papers)
    shutil.rmtree(home, ignore_errors=True)
    papers = list(made_papers.papers(given.papers + given.runs * PAPERS_A_DIGEST, SEED))
    known, new = papers[: given.papers], papers[given.papers :]
    wanted = {"Papershelf", *filter(None, given.only.split(","))}
    found = [each for each in contenders(home, HOME, known) if not given.only or each.name in wanted]

    first = measure(found[0])
    console.print(f"First build of {given.papers:,} papers, nothing cached: {first.wall:.1f} s, {first.cpu:.1f} of CPU")

    for contender in found:
        contender.add([])
    aside = home / "aside"

    def anew(contender: Contender, number: int) -> None:
        forget(contender, aside / f"{contender.name} {number}")

    whole = in_turn(found, given.runs, anew)
    weights = {each.name: weigh(each.site) for each in found}
    beside = ("mkdocs build", "Hugo")
    console.print(table(f"Whole site of {given.papers:,} papers, keywords cached", whole, weights, beside))

    # The program itself: to time stages, all of it is loaded.
    itself = replace(found[0], command=[sys.executable, "-m", "generator", "-C", str(found[0].project), "build"])
    again = [measure(itself) for _ in range(given.runs)]
    console.print(f"Nothing new: {_median(again, 'wall'):.2f} s, {_median(again, 'cpu'):.2f} of CPU")

    def one_more(contender: Contender, number: int) -> None:
        contender.add(new[number * PAPERS_A_DIGEST : (number + 1) * PAPERS_A_DIGEST])

    more = in_turn(found, given.runs, one_more)
    console.print(goals(whole, again, more))
    console.print(table(f"One more digest of {PAPERS_A_DIGEST} papers, the last site there", more, {}, beside))
    written = [json.loads(run.told)["written"] for run in more["Papershelf"]]
    console.print(f"Files of build/docs that one more digest makes Papershelf write: {written}")
    shutil.rmtree(aside)
    occasions = {"first": [first], "whole": whole["Papershelf"]}
    console.print(stages({**occasions, "one digest more": more["Papershelf"]}))


if __name__ == "__main__":
    main()

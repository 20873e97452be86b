"""Charts: how many papers of a list each month has, with a scale, and a link to each month of the list.

A chart counts what the list shows: each paper once, in the month of its newest appearance.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from generator.model import Paper
from generator.pages import listing
from generator.text.markdown_writer import heading_id
from generator.text.wording import Wording

_MONTHS_IN_CHART = 36


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of time in every chart, by their first days: months, or years if the archive is longer than three.

    `labels` has their names, oldest first.
    """

    labels: Mapping[dt.date, str]
    words: Wording
    are_years: bool = False

    @classmethod
    def covering(cls, papers: Sequence[Paper], words: Wording) -> Spans:
        """Return the spans from the first to the last month of the papers' newest appearances."""
        if not papers:
            return cls({}, words)
        days = [paper.newest.date for paper in papers]
        first, last = min(days), max(days)
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        if len(numbers) > _MONTHS_IN_CHART:
            years = range(first.year, last.year + 1)
            return cls({dt.date(year, 1, 1): words.year(year) for year in years}, words, are_years=True)
        months = [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]
        return cls({month: words.month(month) for month in months}, words)

    def chart(self, address: str, papers: Sequence[Paper]) -> dict[str, object]:
        """Return the chart of the growing list at `address` for front matter, {} if there is one span or no paper.

        `bars` has the number of papers of each span and, if there are any, the address of its newest month in the list.
        """
        if len(self.labels) < 2 or not papers:
            return {}
        spans = [self._span(paper) for paper in papers]
        counts, addresses = Counter(spans), self._addresses(address, papers, spans)
        words = self.words
        return {
            "title": words.t("Papers per year") if self.are_years else words.t("Papers per month"),
            "highest": max(counts.values()),
            "first": next(iter(self.labels.values())),
            "last": list(self.labels.values())[-1],
            "bars": [
                {
                    "papers": counts[span],
                    "label": words.n("{label}: {n} paper", "{label}: {n} papers", counts[span], label=label),
                    "address": addresses[span],
                }
                if counts[span]
                else {"papers": 0}
                for span, label in self.labels.items()
            ],
        }

    def _span(self, paper: Paper) -> dt.date:
        day = paper.newest.date
        return day.replace(month=1, day=1) if self.are_years else day.replace(day=1)

    def _addresses(self, address: str, papers: Sequence[Paper], spans: Sequence[dt.date]) -> dict[dt.date, str]:
        """Return where the newest month of each span begins in the list, whose papers are ordered newest first.

        `spans` are those of the papers.
        """
        pages = [*listing.paginate_from_oldest(address, papers, self.words)]
        ends = [*accumulate(len(page.items) for page in pages)]  # the page of all papers comes after the others
        newest = {span: len(spans) - place for place, span in enumerate(reversed(spans), 1)}
        return {
            span: f"{pages[bisect(ends, place)].address}#{heading_id(self.words.month(papers[place].newest.date))}"
            for span, place in newest.items()
        }

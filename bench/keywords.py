"""Keyword quality beside raw YAKE's, and time per abstract: `python bench/keywords.py SCORE.py GOLD.jsonl …`.

GOLD rows have id, title, abstract and the authors' keywords. `SCORE.py GOLD.jsonl PREDICTED.jsonl` prints the figures.
Both sides run in this one process and on the same rows, so that the two lines can be compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yake

from generator.model import SourceFile
from generator.sources import vocabulary
from generator.text.clean import clean_text
from generator.text.phrases import Words
from generator.text.tidy import tidy
from generator.topics import keyword_candidates, keyword_ranking, tags
from generator.vocabulary import Vocabulary

Rows = list[tuple[str, str]]
"""Names and texts, each text's title on its first line."""


def raw_yake(rows: Rows) -> dict[str, list[list[str]]]:
    """YAKE as it comes, n=3, the ten best."""
    extractor = yake.KeywordExtractor(lan="en", n=3, top=10, dedup_lim=0.9)
    sentences = ((name, text.replace("\n", ". ", 1)) for name, text in rows)
    return {name: [[phrase] for phrase, _ in extractor.extract_keywords(text)] for name, text in sentences}


def known_phrases() -> set[Words]:
    """The phrases that this repository's vocabulary names, folded."""
    text = (Path(__file__).resolve().parents[1] / vocabulary.PATH).read_text("utf-8")
    curated, _ = vocabulary.read_vocabulary(SourceFile(vocabulary.PATH, text))
    return set(tags.phrases(curated or Vocabulary()))


def papershelf(rows: Rows) -> dict[str, list[list[str]]]:
    candidates = {
        name: keyword_candidates.from_json(keyword_candidates.candidates_of_text(text)) for name, text in rows
    }
    ranked = keyword_ranking.rank(candidates, known_phrases())
    return {name: [list(keyword.spellings) for keyword in found] for name, found in ranked.items()}


def read_rows(path: Path) -> Rows:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        (row["id"], f"{clean_text(tidy(row['title'])).plain}\n{clean_text(tidy(row['abstract'])).plain}")
        for row in rows
    ]


def measure(gold: Path, score: Path, predict: Callable[[Rows], dict[str, list[list[str]]]]) -> str:
    rows = read_rows(gold)
    began = time.process_time()
    predicted = predict(rows)
    seconds = time.process_time() - began
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for name, found in predicted.items():
            file.write(json.dumps({"id": name, "keywords": found}) + "\n")
        file.flush()
        command = [sys.executable, str(score), str(gold), file.name]
        figures = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return f"{figures}  {1000 * seconds / len(rows):.1f} ms of CPU per abstract"


def main(arguments: list[str]) -> None:
    score = next(Path(argument) for argument in arguments if argument.endswith(".py"))
    for gold in (Path(argument) for argument in arguments if argument.endswith(".jsonl")):
        print(f"{gold.name:12} raw YAKE    {measure(gold, score, raw_yake)}", flush=True)
        print(f"{gold.name:12} Papershelf  {measure(gold, score, papershelf)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""LaTeX with amsmath sets every title, name and abstract of `archive.bib`."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.archive import papers
from generator.exports import citations
from generator.model import Digest, SourceFile
from generator.sources import source_files
from generator.sources.digests import read_digest
from generator.sources.readers import bibtex_blocks

ARCHIVE = Path(__file__).parents[1] / "archive"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

LATEX = shutil.which("pdflatex") or ""
needs_latex = pytest.mark.skipif(not LATEX, reason="no TeX is installed: pdflatex is not on the PATH")

HARD = r"""date: 2026-04-20
source: desk
papers:
  - title: '5% & #1 of {C++} ~ a_b ^ $5, T^2PO, $\mathcal{O}(n^2)$ in $\text{if } x<y$, \method and 50\%'
    authors: [Łucja Ögut, Erdős Kata, "Hill and Dale, Inc.", Ådne D'Œuvre]
    abstract: "− ∗ ⋅ √ ′ ″ ⟂ △ ⋄ ℏ ⊨ ⋘ ◇ ★ ✓ ♯ ♭ → α ≤ ∞ 𝒪 ℝ “a” – b — c … § † 10⁻⁶ CO₂ ½ ° × µ € \\ | < > `x`"
"""


def latex_document(digests: list[Digest]) -> str:
    """A document that prints the fields of the exported entries, each entry in a paragraph of its own."""
    cited = papers.merge(digests).papers
    text = "".join(citations.bibtex(citations.reference(paper, "https://a.org/")) for paper in cited)
    entries = bibtex_blocks.parse(text).entries
    assert len(entries) == len(cited)
    fields = ("title", "author", "note", "venue", "keywords", "abstract")
    # BibTeX makes a space of an empty line.
    prose = ("\\par ".join(" ".join(entry.fields.get(name, "").split()) for name in fields) for entry in entries)
    head = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{amsmath,amssymb}\begin{document}"
    return "\n\n".join([head, *prose, r"\end{document}"])


def errors(document: str, folder: Path) -> list[str]:
    (folder / "entries.tex").write_text(document, "utf-8")
    command = [LATEX, "-interaction=nonstopmode", "-draftmode", "entries.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    assert b"Output written" in done.stdout or b"pdfdraftmode" in done.stdout
    return re.findall(r"^! .*", done.stdout.decode("utf-8", "replace"), re.M)


@needs_latex
def test_latex_sets_the_small_archive_and_hard_texts(tmp_path: Path) -> None:
    sources, _ = source_files.read_sources(ARCHIVE)
    files = [*sources.digests, SourceFile("2026-04-20-desk.yml", HARD)]
    digests = [parsed.digest for parsed in map(read_digest, files) if parsed.digest]
    assert errors(latex_document(digests), tmp_path) == []


@needs_latex
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real digests (../shared/corpus) is not at hand")
def test_latex_sets_the_corpus(tmp_path: Path) -> None:
    paths = [path for folder in ("hf-text", "hf-api") for path in sorted((CORPUS / folder).iterdir())]
    digests = [read_digest(SourceFile(path.name, path.read_text("utf-8"))).digest for path in paths]
    assert errors(latex_document([digest for digest in digests if digest]), tmp_path) == []

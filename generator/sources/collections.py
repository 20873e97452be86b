"""Collections: ordered lists of papers, as Markdown files with front matter by people whom we do not trust."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.model import CollectedPaper, Collection, Link, Problem, ReadingStatus, SafeHtml, SourceFile
from generator.sources import schemas, untrusted_files
from generator.sources.untrusted_files import ParsedFile, Passage
from generator.text import safe_html

FOLDER = "content/collections"

_STAND_INS = {"title": "?", "author": "?", "date": "1900-01-01", "papers": ()}
"""Values for what a collection must have and lacks, with which the rest of it is read."""

_MAXIMUM_REMARKS = 60_000
"""Characters of all remarks together."""

_HEADING = re.compile(r"^#{1,6}[ \t]", re.M)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_collection(file: SourceFile) -> tuple[Collection | None, list[Problem]]:
    """Return a collection, with its texts as safe HTML for a page two levels below the site's root, and its problems.

    It has the papers that can be read, so that later stages report further problems in the same run. It is None if its
    address or its front matter cannot be used.
    """
    parts, problems = untrusted_files.split(file, schemas.CollectionSchema, _STAND_INS)
    slug = file.path.removeprefix(f"{FOLDER}/").removesuffix(".md")
    if not _NAME.fullmatch(slug) or len(slug) > schemas.MAX_SLUG or slug == "index":
        message = f"'{slug[:60]}' cannot be the address of a collection"
        hint = "name the file by lower-case letters, digits and single hyphens, such as diffusion-models.md"
        hint = "give the file another name: index.md is the list of collections" if slug == "index" else hint
        return None, [Problem(file.path, 1, 1, message, hint), *problems]
    if parts is None:
        return None, problems
    front = parts.front
    if not front.papers and not any(problem.is_error for problem in problems):
        hint = "name each by 'paper', or delete the file"
        return None, [*problems, parts.document.problem(("papers",), "'papers' is empty", hint)]
    if sum(len(listed.remark) for listed in front.papers) > _MAXIMUM_REMARKS:
        message = f"the remarks have more than {_MAXIMUM_REMARKS:,} characters"
        return None, [*problems, parts.document.problem(("papers",), message, "split it into several files")]
    remarks = [_remark(parts, index) for index in range(len(front.papers))]
    if beyond := list(untrusted_files.beyond_limits([parts.body, *remarks])):
        return None, problems + beyond
    mentions: list[Link] = []
    introduction, conclusion = (_rendered(passage, problems, mentions) for passage in _passages(parts.body))
    collection = Collection(
        file.path,
        slug,
        front.title,
        front.author,
        front.date,
        tuple(
            _paper(listed, _rendered(remark, problems, mentions))
            for listed, remark in zip(front.papers, remarks, strict=True)
        ),
        introduction,
        conclusion,
        positions=parts.positions,
    )
    texts = [introduction, conclusion, *(paper.remark for paper in collection.papers)]
    if sum(map(len, texts)) > untrusted_files.MAXIMUM_HTML:
        message = f"its texts become more than {untrusted_files.MAXIMUM_HTML:,} characters of HTML"
        return None, [*problems, Problem(file.path, 1, 1, message, "split it into several files")]
    return replace(collection, mentions=tuple(mentions)), problems


def _passages(body: Passage) -> tuple[Passage, Passage]:
    """Return the text before the papers, and the one after them, which begins with the first heading."""
    headings = (match.start() for match in _HEADING.finditer(body.text))
    end = next((index for index in headings if body.text.count("```", 0, index) % 2 == 0), len(body.text))
    line, _ = body.position(end)
    return replace(body, text=body.text[:end]), replace(body, text=body.text[end:], line=line)


def _rendered(passage: Passage, problems: list[Problem], mentions: list[Link]) -> SafeHtml:
    """Return a text as HTML, "" if it cannot be used; add its problems and links to those of the others."""
    rendered = untrusted_files.rendered(passage, problems) if passage.text.strip() else None
    if rendered is None:
        return safe_html.escaped("")
    mentions += untrusted_files.mentions(passage, rendered.targets)
    return rendered.html


def _remark(parts: ParsedFile[schemas.CollectionSchema], index: int) -> Passage:
    at = parts.document.position(("papers", index, "remark"))
    return Passage(parts.body.path, parts.front.papers[index].remark, at.line, at.column, is_literal=False)


def _paper(listed: schemas.CollectedPaperSchema, remark: SafeHtml) -> CollectedPaper:
    status = ReadingStatus(listed.status) if listed.status else None
    return CollectedPaper(listed.paper, remark, listed.section or "", status, listed.meeting)

from __future__ import annotations

import html
import json
import quopri
from base64 import encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import SourceFile
from generator.sources import readers
from generator.sources.readers import daily_papers_mhtml
from generator.sources.readers.reader import Reading

ROWS = {"dailyPapers": [{"paper": {"title": "Trâces", "id": "2401.10000"}}, 7], "dateString": "2026-03-02"}
PAGE = f'<html><div data-target="DailyPapers" data-props="{html.escape(json.dumps(ROWS, ensure_ascii=False))}"></div>'


def saved(body: bytes, encoding: str, charset: str = "utf-8") -> str:
    return (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/papers\nSubject: Daily Papers\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----b"\n\n\n'
        f"------b\nContent-Type: text/html; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
        f"{body.decode()}\n"
        "------b\nContent-Type: text/css\n\np {}\n------b--\n"
    )


def read(text: str) -> Reading:
    return daily_papers_mhtml.read(SourceFile("page.mhtml", text))


@pytest.mark.parametrize(
    "text",
    [
        saved(quopri.encodestring(PAGE.encode()), "quoted-printable"),
        saved(encodebytes(PAGE.encode()), "base64"),
        saved(quopri.encodestring(PAGE.encode("latin-1")), "quoted-printable", "iso-8859-1"),
        saved(quopri.encodestring(PAGE.encode()), "quoted-printable", "no-such-charset"),
    ],
    ids=["quoted-printable", "base64", "latin-1", "unknown charset"],
)
def test_the_page_is_found_among_the_parts(text: str) -> None:
    reader, reading = readers.read(SourceFile("page.mhtml", text))
    assert reader is not None
    assert reader.format == "saved Daily Papers page (MHTML)"
    assert [entry.title for entry in reading.entries] == ["Trâces"]
    assert (str(reading.date), reading.rejected) == ("2026-03-02", 1)
    assert [(problem.line, problem.message) for problem in reading.problems] == [(1, "row 2 is not a mapping")]


@pytest.mark.parametrize("body", [b"<html></html>", b"", PAGE[:80].encode()])
def test_a_page_without_papers_is_reported(body: bytes) -> None:
    reading = read(saved(body, "8bit"))
    assert reading.entries == ()
    assert len(reading.problems) == 1


@given(st.text() | st.text(alphabet='MIME-Version:multipart/related;\n ="b-'))
def test_no_text_raises(text: str) -> None:
    daily_papers_mhtml.recognises(text)
    read(f"MIME-Version: 1.0\nContent-Type: multipart/related\n\n{text}")

from __future__ import annotations

import time

import pytest

from generator.system.encodings import decode

XML = '<?xml version="1.0" encoding="{}"?>\n<rss><title>{}</title></rss>'


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1252", "“Café” – 5 €"),
        ("ISO-8859-1", "Café"),
        ("iso8859-2", "Łódź"),
        ("KOI8-R", "Полки"),
        ("gb2312", "书架研究"),
        ("GBK", "联通"),
        ("Big5", "書架"),
        ("Shift_JIS", "棚の研究"),
        ("EUC-KR", "선반"),
    ],
)
def test_a_declared_encoding_is_honoured(encoding: str, text: str) -> None:
    whole = XML.format(encoding, text)
    assert decode(whole.encode(encoding)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "% Encoding: ISO8859_1\n@misc{a, title={Café}}",
        "% This file was made with a manager.\n% Encoding: ISO8859-1\n\n@misc{a, title={Café}}",
        "% -*- coding: latin-1 -*-\n@misc{a, title={Café}}",
        "<html><head><meta charset=iso-8859-1>Café",
        '<html><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">Café',
    ],
)
def test_bibtex_and_html_declare_theirs(text: str) -> None:
    assert decode(text.encode("latin-1")) == text


@pytest.mark.parametrize("encoding", ["windows-1252", "gb2312", "utf-16", "no-such", "base64", "rot13", "idna", ""])
def test_utf_8_is_read_as_utf_8_whatever_the_file_declares(encoding: str) -> None:
    text = XML.format(encoding, "书架 “Café”")
    assert decode(text.encode()) == text


def test_a_byte_order_mark_goes() -> None:
    assert decode(b"\xef\xbb\xbfa") == "a"


@pytest.mark.parametrize(
    "data", [b"caf\xe9", XML.format("utf-16", "caf\xe9").encode("latin-1"), b"% encoding: x\n\xff"]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decode(data)


@pytest.mark.parametrize("piece", [b"<meta ", b"%", b"% encoding", b"<?xml "])
def test_the_declaration_is_found_at_once(piece: bytes) -> None:
    began = time.process_time()
    decode(piece * 1_000_000)
    assert time.process_time() - began < 1

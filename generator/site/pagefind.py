"""Pagefind: makes its index from search records. The only module that knows Pagefind.

Pagefind's own Python interface handles ten answers a second, so 10,000 records would take a quarter of an hour.
Instead, this module runs Pagefind's program with the same protocol: messages of base64-encoded JSON, each followed by a
comma. The files are sent back through the pipe, because Pagefind 1.5.2 reports files that it writes itself as complete
before they are.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from typing import IO, Any

import pagefind_bin

from generator.exports.search_records import SearchRecord
from generator.exports.search_words import variants
from generator.model import Json
from generator.site import pagefind_chunks
from generator.text.spelling import other_spellings

_PAGEFIND = f"Pagefind {version('pagefind-bin')}"

VERSION = f"8 of {_PAGEFIND}"
"""Part of an index's key: changes when Pagefind, or the requests made here, would give another index."""

_LANGUAGE = "und"
"""No language that Pagefind knows, so that it keeps words as they are: its English has `tokenizer` and `tokens` as one.
The search asks for a word's singular and plural, and for words that begin with it.
"""

_NEEDED = ("pagefind.js", "pagefind-entry.json", "wasm.unknown.pagefind")
"""Files that the site needs, beside chunks and their list. Pagefind also writes its own interfaces, 400 KB of scripts
and styles, and for each page a fragment with its texts, which the archive's data have.
"""


class SearchIndexError(Exception):
    """Pagefind made no index. The message says why."""


def build(records: Sequence[SearchRecord]) -> dict[str, bytes]:
    """Return the files of the index of these records, by path. Equal records in equal order give equal bytes.

    Raises:
        SearchIndexError: when Pagefind cannot be run, reports an error, or writes another format.
    """
    begin: dict[str, Json]
    end: dict[str, Json]
    begin, end = {"type": "NewIndex", "config": {"force_language": _LANGUAGE}}, {"type": "GetFiles", "index_id": 0}
    expected = len(records) + 2
    answers = _ask(chain([begin], map(_request, records), [end]), expected)
    for answer in answers:
        if answer["type"] == "Error":
            raise SearchIndexError(f"Pagefind: {answer['message']}")
    if len(answers) < expected:
        raise SearchIndexError(f"Pagefind stopped after {len(answers)} of {expected} answers")
    files = {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}
    indexed = json.loads(files["pagefind-entry.json"])["languages"].get(_LANGUAGE, {}).get("page_count", 0)
    if indexed != len(records):
        raise SearchIndexError(f"Pagefind's index has {indexed} of {len(records)} records")
    needed = {path: data for path, data in sorted(files.items()) if _is_needed(path)}
    try:
        return dict(sorted(pagefind_chunks.cut(needed).items())) if records else needed
    except pagefind_chunks.OtherFormatError as error:
        message = f"{_PAGEFIND} writes indexes in a format that is not known here: install 'pagefind[bin]>=1.5.2,<1.6'"
        raise SearchIndexError(message) from error


def _is_needed(path: str) -> bool:
    return path in _NEEDED or path.startswith("index/") or path.endswith(".pf_meta")


def _request(record: SearchRecord) -> dict[str, Json]:
    """Return the request that adds a record.

    Pagefind searches `content` and all fields of `meta`, which have weights of their own. Other spellings of words are
    in `meta` and not in the text, so that a search for a quoted phrase finds only the phrase itself.
    """
    text = " ".join((record.text, *record.authors, *record.subjects))
    meta = {
        "title": record.title,
        "authors": ", ".join(record.authors),
        "ids": " ".join(record.ids),
        "subjects": " · ".join(record.subjects),
        "title_spellings": " ".join((*other_spellings(record.title), *variants(record.title))),
        "spellings": " ".join((*other_spellings(text), *variants(text))),
    }
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": record.address,
        "content": next(text for text in (record.text, record.title, record.address, "page") if _has_words(text)),
        "language": _LANGUAGE,
        "meta": {name: value for name, value in meta.items() if value},
    }


def _has_words(text: str) -> bool:
    """Return True if Pagefind finds a word in the text. It skips records without words, and later numbers shift."""
    return any(char.isalnum() for char in text)


def _ask(requests: Iterable[dict[str, Json]], expected: int) -> list[dict[str, Any]]:
    """Return Pagefind's answers to the requests, in order; fewer than `expected` if it stops early."""
    messages = (_encode(number, request) for number, request in enumerate(requests, 1))
    try:
        command = [str(pagefind_bin.get_executable()), "--service"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (its own file)
    except OSError as error:
        raise SearchIndexError(f"Pagefind cannot be run ({error}): reinstall pagefind[bin]") from error
    with process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (both are pipes)
        # A thread writes, because Pagefind answers while it still reads requests. Its input stays open until all
        # answers are read, because Pagefind ends with it.
        writer = threading.Thread(target=_write, args=(process.stdin, messages))
        writer.start()
        answers = list(_read(process.stdout, expected))
        writer.join()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    return answers


def _encode(number: int, request: dict[str, Json]) -> bytes:
    message = json.dumps({"message_id": number, "payload": request})
    return base64.b64encode(message.encode()) + b","


def _write(pipe: IO[bytes], messages: Iterable[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError):  # Pagefind ended; the number of its answers shows that
        for message in messages:
            pipe.write(message)
        pipe.flush()


def _read(pipe: IO[bytes], expected: int) -> Iterator[dict[str, Any]]:
    pending: list[bytes] = []  # the last message is the whole index, in thousands of pieces
    while expected and (data := os.read(pipe.fileno(), 1 << 20)):
        *ends, rest = data.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join((*pending, end))))["payload"]
            pending.clear()
        pending.append(rest)
        expected -= len(ends)

"""Records of the search → Pagefind's files. The only module that knows Pagefind.

Pagefind's own Python interface takes one answer in a tenth of a second, so 10,000 records take it a quarter of an hour;
its program is spoken to directly, in the same language: base64 of JSON, each message ended by a comma. Its files come
back over the pipe, because of those that it writes itself (1.5.2), some are not whole when it says that they are.
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
from generator.text.spelling import other_spellings

VERSION = f"2 of Pagefind {version('pagefind-bin')}"
"""Part of what an index is known by: another program or another way to feed it makes another one."""

_NEEDED = ("pagefind.js", "pagefind-entry.json", "wasm.en.pagefind")
_NEEDED_FOLDERS = ("fragment/", "index/")
"""Pagefind gives its own interfaces, too, 400 KB of scripts and styles; we have ours."""


class SearchIndexError(Exception):
    """Pagefind did not make an index; the message says why."""


def build(records: Sequence[SearchRecord]) -> dict[str, bytes]:
    """The index of these records, by path. The same records in the same order give the same bytes.

    Raises:
        SearchIndexError: when Pagefind cannot be run, or refuses.
    """
    begin, end = {"type": "NewIndex", "config": {"force_language": "en"}}, {"type": "GetFiles", "index_id": 0}
    expected = len(records) + 2
    answers = _ask(chain([begin], map(_request, records), [end]), expected)
    for answer in answers:
        if answer["type"] == "Error":
            raise SearchIndexError(f"Pagefind: {answer['message']}")
    if len(answers) < expected:
        raise SearchIndexError(f"Pagefind stopped after {len(answers)} of {expected} answers")
    files = {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}
    held = json.loads(files["pagefind-entry.json"])["languages"].get("en", {}).get("page_count", 0)
    if held != len(records):
        raise SearchIndexError(f"Pagefind's index holds {held} of {len(records)} records")
    return {path: data for path, data in sorted(files.items()) if _is_needed(path)}


def _is_needed(path: str) -> bool:
    return path in _NEEDED or path.startswith(_NEEDED_FOLDERS) or path.endswith(".pf_meta")


def _request(record: SearchRecord) -> dict[str, Any]:
    """Every word of a record's texts is searched; what Pagefind calls `meta` has weights of its own, and is shown, but
    for the other spellings of words: these stand beside the text, so that what is asked for in quotes is what it says.
    """
    meta = {
        "title": record.title,
        "authors": ", ".join(record.authors),
        "ids": " ".join(record.ids),
        "title_spellings": " ".join(other_spellings(record.title)),
        "spellings": " ".join(other_spellings(record.text)),
    }
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": record.address,
        "content": next(text for text in (record.text, record.title, record.address, "page") if _has_words(text)),
        "language": "en",
        "meta": {name: value for name, value in meta.items() if value},
    }


def _has_words(text: str) -> bool:
    """Whether Pagefind would find a word in it: what has none, it leaves out, and all numbers would be wrong."""
    return any(char.isalnum() for char in text)


def _ask(requests: Iterable[dict[str, Any]], expected: int) -> list[dict[str, Any]]:
    """Pagefind's answers to as many requests, in their order; fewer when it stops before."""
    messages = (_encode(number, request) for number, request in enumerate(requests, 1))
    try:
        command = [str(pagefind_bin.get_executable()), "--service"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (its own file)
    except OSError as error:
        raise SearchIndexError(f"Pagefind cannot be run ({error}): install pagefind[bin] anew") from error
    with process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (both are pipes)
        # It answers while it is still being asked, and ends at the end of its input: what waits is not read any more.
        asking = threading.Thread(target=_write, args=(process.stdin, messages))
        asking.start()
        answers = list(_read(process.stdout, expected))
        asking.join()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    return answers


def _encode(number: int, request: dict[str, Any]) -> bytes:
    message = json.dumps({"message_id": number, "payload": request})
    return base64.b64encode(message.encode()) + b","


def _write(pipe: IO[bytes], messages: Iterable[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError):  # it ended, and its answers say how far it came
        for message in messages:
            pipe.write(message)
        pipe.flush()


def _read(pipe: IO[bytes], expected: int) -> Iterator[dict[str, Any]]:
    begun: list[bytes] = []  # the last message is the whole index, and comes in thousands of pieces
    while expected and (data := os.read(pipe.fileno(), 1 << 20)):
        *ends, rest = data.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join((*begun, end))))["payload"]
            begun.clear()
        begun.append(rest)
        expected -= len(ends)

from __future__ import annotations

import datetime as dt
import json
import time

import pytest

from generator.sources import api_answers
from generator.sources.api_answers import ARXIV, ATTEMPTS, DAILY_PAPERS, Answer, Api, ApiError, NoResponse

NOW = dt.datetime(2026, 4, 21, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 4, 20)
PAGE = "<!DOCTYPE html>\n<html><head><title>Down for\nmaintenance</title></head></html>"


def feed(entries: str = "") -> str:
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{entries}</feed>'


def error_entry(said: str) -> str:
    where = f"http://arxiv.org/api/errors#{said.replace(' ', '_')}"
    return f"<entry><id>{where}</id><title>Error</title><summary>{said}</summary></entry>"


def error_of(api: Api, body: str | bytes, status: int = 200, **headers: str) -> ApiError | None:
    data = body if isinstance(body, bytes) else body.encode()
    return api_answers.error_in(api, Answer(status, data, **headers), NOW)


def test_what_was_asked_for_is_no_fault() -> None:
    assert error_of(DAILY_PAPERS, '[{"paper": {"title": "A"}}]') is None
    assert error_of(DAILY_PAPERS, "\ufeff[]") is None
    assert error_of(DAILY_PAPERS, '["error"]') is None
    assert error_of(DAILY_PAPERS, '{"dailyPapers": []}') is None
    assert error_of(ARXIV, feed()) is None


@pytest.mark.parametrize(
    ("api", "body", "reason", "is_temporary", "stops_run"),
    [
        (DAILY_PAPERS, PAGE, "answers with a web page ('Down for maintenance') instead of JSON", False, True),
        (ARXIV, PAGE, "answers with a web page ('Down for maintenance') instead of Atom", False, True),
        (DAILY_PAPERS, "", "answers with nothing", True, False),
        (ARXIV, " \n", "answers with nothing", True, False),
        (DAILY_PAPERS, '[{"paper": {"ti', "answers with JSON that is broken or cut off", True, False),
        (DAILY_PAPERS, "[" * 100_000, "answers with JSON that is broken or cut off", True, False),
        (DAILY_PAPERS, '{"error": "No such\\u001b[31m day"}', "answers with an error: No such[31m day", False, False),
        (DAILY_PAPERS, '{"error": {"code": 5}}', 'answers with an error: {"code": 5}', False, False),
        (DAILY_PAPERS, b"[\xff]", "answers with text that is not UTF-8", False, False),
        (ARXIV, feed()[:-9], "answers with XML that is broken or cut off", True, False),
        (ARXIV, "Rate exceeded.", "answers 'Rate exceeded.'", True, True),
        (ARXIV, "<rss><channel/></rss>", "answers with XML that is no feed of arXiv's API", False, True),
        (ARXIV, feed(error_entry("bad id 9999.1")), "answers with an error: bad id 9999.1", False, False),
    ],
)  # fmt: skip
def test_odd_answers_are_recognised(
    api: Api, body: str | bytes, reason: str, is_temporary: bool, stops_run: bool
) -> None:
    error = error_of(api, body)
    assert error is not None
    assert (error.reason, error.is_temporary, error.stops_run) == (reason, is_temporary, stops_run)
    assert error.hint


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_may_be_asked_again(status: int) -> None:
    error = error_of(DAILY_PAPERS, PAGE, status)
    assert error is not None
    assert (error.reason, error.is_temporary, error.stops_run) == (f"answers {status}", True, True)


def test_a_refusal_is_not_asked_for_again_but_other_days_are() -> None:
    error = error_of(DAILY_PAPERS, '{"error": "date is in the future"}', 400)
    assert error is not None
    assert error.reason == "answers 400 (date is in the future)"
    assert (error.is_temporary, error.stops_run) == (False, False)


def test_who_is_not_let_in_need_not_ask_further() -> None:
    error = error_of(DAILY_PAPERS, "[]", 403)
    assert error is not None
    assert error.stops_run


def test_arxiv_reports_errors_with_any_status() -> None:
    error = error_of(ARXIV, feed(error_entry("incorrect id format for 9999.1")), 400)
    assert error is not None
    assert error.server_message == "incorrect id format for 9999.1"


def test_a_redirect_elsewhere_is_reported_with_where_it_goes() -> None:
    error = error_of(ARXIV, "", 302, location="https://captcha.example/\x1b[1m?next=x")
    assert error is not None
    assert error.reason == "redirects to https://captcha.example/[1m?next=x"
    assert not error.is_temporary


def test_a_missing_response_has_a_reason() -> None:
    error = api_answers.error_in(ARXIV, NoResponse("sends nothing for 30 s"), NOW)
    assert error is not None
    assert (error.reason, error.is_temporary, error.stops_run) == ("sends nothing for 30 s", True, True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7), (" 120 ", 120), ("", 0), ("soon", 0), ("-5", 0), ("١", 0), ("9" * 400, 999_999_999),
        ("Tue, 21 Apr 2026 09:00:30 GMT", 30), ("Tue, 21 Apr 2026 08:00:00 GMT", 0), ("Tue, 21 Apr 2026 09:01:00", 60),
        ("Tue, 99 Apr 2026 09:00:30 GMT", 0), ("Tue, 21 Apr 99999999999999999999 09:00:30 GMT", 0),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float) -> None:
    assert api_answers.seconds_to_wait(value, NOW) == seconds


def test_each_wait_is_twice_as_long_and_then_there_is_none() -> None:
    passing = ApiError("", "", is_temporary=True)
    assert [api_answers.wait_before(attempt, passing) for attempt in range(1, ATTEMPTS + 1)] == [2, 4, 8, 16, None]


def test_the_server_says_how_long_to_wait_but_not_for_hours() -> None:
    asked = error_of(DAILY_PAPERS, "", 429, retry_after="60")
    hours = error_of(DAILY_PAPERS, "", 429, retry_after="7200")
    assert asked is not None
    assert hours is not None
    assert api_answers.wait_before(1, asked) == 60
    assert api_answers.wait_before(1, hours) is None
    assert (hours.reason, hours.hint) == ("answers 429 and asks for a pause of 7,200 s", "try again in 120 minutes")


def test_what_cannot_help_is_not_tried() -> None:
    assert api_answers.wait_before(1, ApiError("", "")) is None


def test_addresses_name_the_requested_papers() -> None:
    assert api_answers.day_url(DAILY_PAPERS, DAY) == "https://huggingface.co/api/daily_papers?date=2026-04-20"
    assert api_answers.day_url(DAILY_PAPERS, DAY, 2).endswith("?date=2026-04-20&p=2")
    url = api_answers.papers_url(ARXIV, ["2401.01234", "cs/0112017"])
    assert url == "https://export.arxiv.org/api/query?id_list=2401.01234,cs/0112017&max_results=2"


def test_a_day_is_settled_when_it_is_over_everywhere() -> None:
    assert not api_answers.is_settled(DAY, dt.datetime(2026, 4, 21, 11, 59, tzinfo=dt.UTC))
    assert api_answers.is_settled(DAY, dt.datetime(2026, 4, 21, 12, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("said", "ids", "named"),
    [
        ("incorrect id format for 9999.12345", ["9999.1234", "9999.12345"], "9999.12345"),
        ("incorrect id format for cs/9999999.", ["cs/9999999"], "cs/9999999"),
        ("incorrect id format for 19999.1234", ["9999.1234"], ""),
        ("something broke", ["9999.1234"], ""),
    ],
)
def test_an_id_that_an_error_names_is_found(said: str, ids: list[str], named: str) -> None:
    assert api_answers.named_id(said, ids) == named


@pytest.mark.parametrize(("text", "is_none"), [("[]", True), (" [\n]\n", True), ("[{}]", False), ("{}", False)])
def test_a_day_can_have_no_papers(text: str, is_none: bool) -> None:
    assert api_answers.has_no_papers(text) is is_none


def test_a_web_page_of_a_megabyte_is_recognised_at_once() -> None:
    began = time.process_time()
    assert error_of(DAILY_PAPERS, "<html>" + "<title" * 200_000) is not None
    assert time.process_time() - began < 2


def test_what_a_server_says_is_cut() -> None:
    error = error_of(DAILY_PAPERS, json.dumps({"error": "x" * 100_000}))
    assert error is not None
    assert len(error.reason) < 300


@pytest.mark.parametrize("location", ["javascript:alert(1)", " data:text/html,x", "JavaScript:x", "file:///etc/passwd"])
def test_a_redirect_to_what_is_no_address_of_the_web_is_not_to_be_opened(location: str) -> None:
    error = error_of(ARXIV, "", 302, location=location)
    assert error is not None
    assert "no address of the web" in error.reason
    assert error.hint.startswith("do not open it")

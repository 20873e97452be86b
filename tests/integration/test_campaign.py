"""The campaign of hostile inputs: those ways that take seconds here, all of them by `make campaign`."""

from __future__ import annotations

from pathlib import Path

import campaign
import pytest

FAST = ("files", "answers", "redirects", "arguments", "names")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[campaign.Result]]:
    return campaign.run(FAST, tmp_path_factory.mktemp("campaign"))


@pytest.mark.parametrize("way", FAST)
def test_every_input_holds(results: dict[str, list[campaign.Result]], way: str) -> None:
    assert [f"{one.name}: {one.fault}" for one in results[way] if one.fault] == []
    assert len({one.name for one in results[way]}) == len(results[way]) > 0


def test_there_are_two_hundred_inputs_and_more(results: dict[str, list[campaign.Result]]) -> None:
    told = campaign.report(results)
    assert sum(map(len, results.values())) > 200
    assert told.splitlines()[-1].endswith("hold")


def test_an_input_that_does_not_hold_is_found(tmp_path: Path) -> None:
    def raises() -> str:
        raise RecursionError("deep")

    def loops() -> str:
        while True:
            pass

    campaign_seconds, campaign.SECONDS = campaign.SECONDS, 1
    try:
        found = [campaign.result("w", name, hold) for name, hold in (("a", raises), ("b", loops), ("c", str))]
    finally:
        campaign.SECONDS = campaign_seconds
    assert [one.fault for one in found] == ["RecursionError: deep", "TooLong: takes more than 1 s", ""]
    assert campaign.report({"w": found}).splitlines()[-1] == "3 inputs, of which 1 hold"
    assert campaign.traces("<a href=' javascript:x'><p onclick=x><script>pwned</script><iframe>") != []
    assert campaign.traces("<a href='javascript-x/'>on <script type=application/json>pwned</script>") == []

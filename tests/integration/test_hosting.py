"""A build of a site that is larger than its host takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.commands.main import main
from generator.site import hosting_limits


def test_a_build_warns_of_a_site_that_is_too_large(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting_limits, "PAGES_BYTES", 1_000_000)

    done = CliRunner().invoke(main, ["-C", str(archive), "build"])

    assert done.exit_code == 0
    assert "and GitHub Pages publishes 1.0 MB at most; most is in " in done.output
    assert (archive / "site" / "index.html").exists()

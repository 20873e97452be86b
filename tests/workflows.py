"""The workflows' steps, run as the scripts they are, with stubs in place of what would leave this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / ".github" / "workflows"
THEIRS = ROOT / "generator" / "edits" / "template" / "dot.github" / "workflows"


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())["jobs"]
    return found


def scripts(path: Path) -> list[str]:
    """Every `run:` of a workflow."""
    return [step["run"] for job in jobs(path).values() for step in job.get("steps", []) if "run" in step]


def step(path: Path, job: str, part: str) -> dict[str, Any]:
    """The step of a job whose id, name or script holds `part`."""
    steps = jobs(path)[job]["steps"]
    [found] = [one for one in steps if part in " ".join(str(one.get(key, "")) for key in ("id", "name", "run"))]
    return dict(found)


@dataclass
class Runner:
    """Runs steps in `folder` as a GitHub runner would, in bash that ends at the first error.

    `papershelf` and `python` are those of this tree. Of what the stubs were asked, `calls` has a line each.
    """

    folder: Path
    scratch: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tools = self.scratch / "bin"
        self.tools.mkdir(parents=True)
        self.stub("papershelf", f'exec "{sys.executable}" -P -m generator "$@"')
        self.stub("python", f'exec "{sys.executable}" "$@"')

    def stub(self, name: str, script: str) -> None:
        """Put a shell script in the place of a tool; it is told by `calls` when it writes to "$CALLS"."""
        path = self.tools / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    def recorded(self, name: str, then: str = "", when: str = "true") -> None:
        """A tool that records what it was asked `when` that shell condition holds, and does what `then` says."""
        told = f'printf \'%s\' {name} >> "$CALLS"; printf \' [%s]\' "$@" >> "$CALLS"; echo >> "$CALLS"'
        self.stub(name, f'if {when}; then {told}; {then or ":"}; else exec {shutil.which(name)} "$@"; fi')

    def run(self, step: Mapping[str, Any], status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script. Of its `env`, what GitHub would fill in must be given."""
        missing = {name for name, value in step.get("env", {}).items() if "${{" in str(value)} - set(environment)
        assert not missing, f"give {missing}"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].replace(".venv/bin/", "")],
            cwd=self.folder,
            env={
                "PATH": f"{self.tools}:/usr/local/bin:/usr/bin:/bin",
                "HOME": str(self.scratch),
                "PYTHONPATH": str(ROOT),
                "CALLS": str(self.scratch / "calls"),
                "RUNNER_TEMP": str(self.scratch),
                "GITHUB_OUTPUT": str(self.scratch / "output"),
                "GITHUB_STEP_SUMMARY": str(self.scratch / "summary.md"),
                "GITHUB_REPOSITORY": "a/b",
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_RUN_ID": "99",
                "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1774000000"),
                **self.environment,
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == status, f"{done.stdout}\n{done.stderr}"
        return done

    def place(self, path: str) -> Path:
        """Where a path of a workflow is, in its folder or below its home."""
        return self.scratch / path[2:] if path.startswith("~/") else self.folder / path

    @property
    def calls(self) -> list[str]:
        path = self.scratch / "calls"
        return path.read_text().splitlines() if path.exists() else []

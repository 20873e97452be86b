"""The workflows that import every week and enrich every month: their steps, run as scripts in a clone, where only `gh`
and `papershelf` are not the real ones.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

IMPORT, ENRICH = ".github/workflows/import.yml", ".github/workflows/enrich.yml"
DIGEST = "content/digests/2026-04-20-daily-papers.yml"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a repository with one digest, and tools that note down how they were called."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", "remote")
    git(tmp_path, "clone", "--quiet", "remote", "clone")
    root = tmp_path / "clone"
    git(root, "switch", "--quiet", "--create", "main")
    write(root, "content/digests/2026-04-01-desk.yml", "old\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Begin")
    git(root, "push", "--quiet", "origin", "main")
    (tmp_path / "bin").mkdir()
    tool(tmp_path, "gh", 'case "$*" in "pr list"*) cat open ;; esac')
    tool(
        tmp_path,
        "papershelf",
        f'[ ! -f ../new ] || cp ../new {DIGEST}; echo "The archive has 2 works"; exit $(cat ../status)',
    )
    (tmp_path / "clone" / "open").write_text("0\n")
    write(root, ".git/info/exclude", "open\n")
    (tmp_path / "status").write_text("0")
    return root


def git(where: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def tool(where: Path, name: str, script: str) -> None:
    path = where / "bin" / name
    path.write_text(f'#!/bin/bash\nprintf "%s|" {name} "$@" >> {where}/called; echo >> {where}/called\n{script}\n')
    path.chmod(0o755)


def called(clone: Path) -> list[str]:
    return (clone.parent / "called").read_text().splitlines()


def run_steps(repository: Path, clone: Path, workflow: str = IMPORT, **inputs: str) -> list[int]:
    """Run a workflow's scripts one after the other, as a runner would; the exit status of each that ran."""
    [job] = yaml.safe_load((repository / workflow).read_text())["jobs"].values()
    statuses, outputs = [], {"proposal": {"open": ""}, "fetch": {"missed": ""}, "gate": {}}
    for step in job["steps"]:
        is_wanted = "run" in step and "make" not in step["run"]
        is_failed = "true" in (outputs["fetch"]["missed"], outputs["gate"].get("refused"))
        if not is_wanted or ("if" in step and not is_failed):
            continue
        output = clone.parent / "output"
        output.write_text("")
        environment = {
            "PATH": f"{clone.parent}/bin:/usr/bin:/bin", "HOME": str(clone.parent), **job["env"],
            "RUNNER_TEMP": str(clone.parent), "GITHUB_OUTPUT": str(output), "GITHUB_REF_NAME": "main",
            **{name.upper(): inputs.get(name, "") for name in ("since", "arxiv", "papers")},
            "OPEN": outputs["proposal"]["open"],
            "REFUSED": outputs["gate"].get("refused", ""),
        }  # fmt: skip
        script = step["run"].replace(".venv/bin/papershelf", "papershelf")
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        statuses.append(done.returncode)
        if "id" in step:
            outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
        if done.returncode:
            break
    return statuses


def proposed(clone: Path) -> str:
    return git(clone, "ls-remote", "origin", "papershelf-import")


def test_what_is_new_becomes_a_pull_request(repository: Path, clone: Path) -> None:
    (clone.parent / "new").write_text("new\n")

    assert run_steps(repository, clone) == [0, 0, 0, 0, 0]

    assert any(line.startswith("gh|pr|create|--base|main|--head|papershelf-import|") for line in called(clone))
    assert git(clone.parent / "remote", "show", f"papershelf-import:{DIGEST}") == "new\n"
    assert "The archive has 2 works" in (clone.parent / "body").read_text()
    assert git(clone.parent / "remote", "log", "--format=%s", "main") == "Begin\n"


def test_when_nothing_is_new_nothing_is_proposed(repository: Path, clone: Path) -> None:
    assert run_steps(repository, clone) == [0, 0, 0, 0, 0]
    assert proposed(clone) == ""
    assert not any("create" in line for line in called(clone))


def test_an_open_pull_request_is_extended_and_keeps_a_curator_s_commits(repository: Path, clone: Path) -> None:
    (clone.parent / "new").write_text("new\n")
    run_steps(repository, clone)
    write(clone, "content/digests/2026-04-01-desk.yml", "mended\n")
    git(clone, "commit", "--quiet", "--all", "--message", "Mend")
    git(clone, "push", "--quiet", "origin", "HEAD:papershelf-import")
    git(clone, "switch", "--quiet", "--force-create", "main", "origin/main")
    (clone / "open").write_text("1\n")
    (clone.parent / "new").write_text("newer\n")

    assert run_steps(repository, clone) == [0, 0, 0, 0, 0]

    assert git(clone.parent / "remote", "show", f"papershelf-import:{DIGEST}") == "newer\n"
    assert git(clone.parent / "remote", "show", "papershelf-import:content/digests/2026-04-01-desk.yml") == "mended\n"
    assert any(line.startswith("gh|pr|comment|papershelf-import|") for line in called(clone))
    assert sum("|create|" in line for line in called(clone)) == 1


def test_a_pull_request_that_was_closed_is_begun_anew(repository: Path, clone: Path) -> None:
    (clone.parent / "new").write_text("rejected\n")
    run_steps(repository, clone)
    git(clone, "switch", "--quiet", "--force-create", "main", "origin/main")
    (clone.parent / "new").write_text("new\n")

    assert run_steps(repository, clone) == [0, 0, 0, 0, 0]

    log = git(clone.parent / "remote", "log", "--format=%s", "papershelf-import")
    assert log == "Import digests\nBegin\n"


def test_what_was_got_is_proposed_even_if_something_was_missed_and_the_run_fails(repository: Path, clone: Path) -> None:
    (clone.parent / "new").write_text("new\n")
    (clone.parent / "status").write_text("1")
    assert run_steps(repository, clone) == [0, 0, 0, 0, 0, 1]
    assert proposed(clone)


def test_an_import_that_cannot_be_published_is_proposed_with_the_reason(repository: Path, clone: Path) -> None:
    (clone.parent / "new").write_text("new\n")
    gate = '[ "$1" != check ] || { echo "content/digests: 1 error" > "$GITHUB_STEP_SUMMARY"; exit 1; }'
    tool(clone.parent, "papershelf", f'{gate}; [ "$1" != fetch ] || cp ../new {DIGEST}')

    assert run_steps(repository, clone) == [0, 0, 0, 0, 0, 1]

    assert (clone.parent / "body").read_text().endswith("cannot be published yet:\n\ncontent/digests: 1 error\n")
    assert git(clone.parent / "remote", "show", f"papershelf-import:{DIGEST}") == "new\n"
    assert not any(line.startswith("papershelf|build|") for line in called(clone))


def test_inputs_are_words_and_no_script(repository: Path, clone: Path) -> None:
    assert run_steps(repository, clone, since="2026-04-13; touch x", arxiv="2401.01234 $(touch y) --help") == [
        0,
        0,
        0,
        0,
        0,
    ]
    assert not {"x", "y"} & {path.name for path in clone.iterdir()}
    assert [line for line in called(clone) if line.startswith("papershelf|")] == [
        "papershelf|fetch|--since|2026-04-13; touch x|", "papershelf|add|--|2401.01234|$(touch|y)|--help|"
    ]  # fmt: skip


def test_what_services_know_becomes_a_pull_request_of_its_own(repository: Path, clone: Path) -> None:
    (clone.parent / "new").write_text("new\n")
    (clone.parent / "status").write_text("1")  # a service did not answer

    assert run_steps(repository, clone, ENRICH, papers="2401.01234 $(touch y)") == [0, 0, 0, 0, 0, 1]

    assert "papershelf|enrich|--accept|exact|--limit|400|--|2401.01234|$(touch|y)|" in called(clone)
    assert not (clone / "y").exists()
    assert any("|--head|papershelf-enrich|--title|Enrich papers|" in line for line in called(clone))
    assert git(clone.parent / "remote", "show", f"papershelf-enrich:{DIGEST}") == "new\n"


@pytest.mark.parametrize("workflow", [IMPORT, ENRICH])
def test_the_workflow_holds_to_its_rules(repository: Path, workflow: str) -> None:
    rules = yaml.safe_load((repository / workflow).read_text())
    [job] = rules["jobs"].values()
    assert rules["permissions"] == {}
    assert job["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in job["steps"] if "uses" in step)
    assert all(
        step["with"]["persist-credentials"] is False for step in job["steps"] if "checkout" in step.get("uses", "")
    )
    assert not any("${{" in step.get("run", "") for step in job["steps"])
    # The token is where GitHub is spoken to, and nowhere where anything of the repository runs.
    for step in job["steps"]:
        assert not ("GH_TOKEN" in step.get("env", {}) and (".venv" in step["run"] or "make" in step["run"]))

"""Where an installation came from: checkouts with every kind of remote, and what pip records."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.system.installation import Installation, find, of_checkout, public_address, read_direct_url

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    return subprocess.run(
        ["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone whose one commit is pushed. It says that its remote is on GitHub, by ssh."""
    git(tmp_path, "init", "--quiet", "--bare", "hub")
    git(tmp_path, "clone", "--quiet", "hub", "papershelf")
    root = tmp_path / "papershelf"
    git(root, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(root, "push", "--quiet", "origin", "HEAD")
    git(root, "remote", "set-url", "origin", "git@github.com:you/papershelf.git")
    return root


def test_a_checkout_is_installed_from_its_remote_at_its_commit(checkout: Path) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    expected = Installation(f"papershelf @ git+https://github.com/you/papershelf.git@{commit}")
    assert of_checkout(checkout) == expected
    assert find(checkout / "generator", "1.0") == expected


def test_a_commit_that_was_not_pushed_cannot_be_installed(checkout: Path) -> None:
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Mine")
    found = of_checkout(checkout)
    assert not found.requirement
    assert found.reason.endswith("is not pushed to https://github.com/you/papershelf.git")


def test_a_remote_on_this_machine_is_no_source(checkout: Path) -> None:
    git(checkout, "remote", "set-url", "origin", "/srv/papershelf.git")
    assert of_checkout(checkout).reason.endswith("is /srv/papershelf.git, which is no public address")
    git(checkout, "remote", "remove", "origin")
    assert of_checkout(checkout).reason.endswith("has no remote, or no commit")


def test_a_folder_within_another_repository_is_no_checkout(checkout: Path) -> None:
    inner = checkout / "vendored"
    inner.mkdir()
    assert of_checkout(inner).reason.endswith("which is no checkout of git")


@pytest.mark.parametrize(
    ("recorded", "found"),
    [
        (
            f'{{"url": "https://me:key@github.com/you/p", "vcs_info": {{"vcs": "git", "commit_id": "{COMMIT}"}}}}',
            Installation(f"papershelf @ git+https://github.com/you/p@{COMMIT}"),
        ),
        (
            '{"url": "https://example.org/papershelf-1.0-py3-none-any.whl", "archive_info": {}}',
            Installation("papershelf @ https://example.org/papershelf-1.0-py3-none-any.whl"),
        ),
        ('{"url": "file:///a%20b/papershelf", "dir_info": {"editable": true}}', Path("/a b/papershelf")),
        (
            '{"url": "file:///tmp/papershelf-1.0-py3-none-any.whl", "archive_info": {}}',
            Installation(
                reason="it was installed from file:///tmp/papershelf-1.0-py3-none-any.whl, which only this machine has"
            ),
        ),
        (
            f'{{"url": "https://me:key@10.0.0.2/p", "vcs_info": {{"vcs": "git", "commit_id": "{COMMIT}"}}}}',
            Installation(reason="it was installed from https://10.0.0.2/p, which is no public address"),
        ),
        ("[]", Installation(reason="pip's record of the installation cannot be read")),
        ("{", Installation(reason="pip's record of the installation cannot be read")),
    ],
)
def test_pip_s_record_names_the_source(recorded: str, found: Installation | Path) -> None:
    assert read_direct_url(recorded) == found


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("ssh://git@github.com:22/you/p.git", "https://github.com/you/p.git"),
        ("https://git.example.org:8443/p", "https://git.example.org:8443/p"),
        ("git://git.example.org/p", "https://git.example.org/p"),
        ("http://git.example.org/p", ""),
        ("https://git.example.org/p # rm", ""),
        ("https://git.example.org/p#egg=other", "https://git.example.org/p"),
        ("https://git.example.org:99999/p", ""),
        ("https://[e/p", ""),
        ("file:///srv/p", ""),
        ("hub:p", ""),
    ],
)
def test_only_addresses_that_others_reach_are_public(url: str, address: str) -> None:
    assert public_address(url) == address

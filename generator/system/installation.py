"""Where this Papershelf came from, as a line that pip can install again on another machine."""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from urllib.request import url2pathname

from generator.system import git

_NAME = "papershelf"

_SCP = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+):(?P<path>[^/\s][^\s]*)")
"""How git abbreviates an address of ssh: `git@github.com:you/papershelf.git`."""

_SAFE_PATH = re.compile(r"/[\w./~%+-]+", re.ASCII)
"""Paths that neither pip nor a comment of requirements.txt reads otherwise."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A requirement for pip that anybody can install, or the `reason` why none is known."""

    requirement: str = ""
    reason: str = ""


def find(package: Path, version: str) -> Installation:
    """Return where the program in the folder `package` came from: its checkout, or what pip recorded of it."""
    if (package.parent / ".git").exists():
        return of_checkout(package.parent)
    try:
        recorded = metadata.distribution(_NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return Installation(reason=f"{package} is neither installed nor a checkout")
    if not recorded:
        return Installation(f"{_NAME}=={version}")
    origin = read_direct_url(recorded)
    return of_checkout(origin) if isinstance(origin, Path) else origin


def read_direct_url(recorded: str) -> Installation | Path:
    """Return what `direct_url.json` (PEP 610) says of an installation: a requirement, or the folder it came from."""
    try:
        origin = json.loads(recorded)
    except ValueError:
        origin = None
    match origin:
        case {"url": str(url), "vcs_info": {"vcs": "git", "commit_id": str(commit)}}:
            if address := public_address(url):
                return Installation(f"{_NAME} @ git+{address}@{commit}")
            return Installation(reason=f"it was installed from {without_secrets(url)}, which is no public address")
        case {"url": str(url), "archive_info": dict()} if not url.startswith("file:"):
            if address := public_address(url):
                return Installation(f"{_NAME} @ {address}")
            return Installation(reason=f"it was installed from {without_secrets(url)}, which is no public address")
        case {"url": str(url), "dir_info": dict()} if url.startswith("file:"):
            return Path(url2pathname(urlsplit(url).path))
        case {"url": str(url)}:
            return Installation(reason=f"it was installed from {without_secrets(url)}, which only this machine has")
    return Installation(reason="pip's record of the installation cannot be read")


def of_checkout(root: Path) -> Installation:
    """Return the commit of a checkout as a requirement, if a remote with a public address has that commit."""
    if not (root / ".git").exists():
        return Installation(reason=f"it was installed from {root}, which is no checkout of git")
    remotes = (git.output(root, "remote") or "").split()
    commit = (git.output(root, "rev-parse", "HEAD") or "").strip()
    if not remotes or not commit:
        return Installation(reason=f"{root} has no remote, or no commit")
    remote = "origin" if "origin" in remotes else remotes[0]
    url = (git.output(root, "remote", "get-url", remote) or "").strip()
    address = public_address(url)
    if not address:
        return Installation(reason=f"the remote of {root} is {without_secrets(url)}, which is no public address")
    if not git.output(root, "for-each-ref", "--contains", commit, f"refs/remotes/{remote}"):
        return Installation(reason=f"commit {commit[:12]} of {root} is not pushed to {address}")
    return Installation(f"{_NAME} @ git+{address}@{commit}")


def public_address(url: str) -> str:
    """Return the https address of a remote, without a login; "" if other machines may not reach it.

    >>> public_address("git@github.com:you/papershelf.git"), public_address("https://me:secret@git.example.org/p")
    ('https://github.com/you/papershelf.git', 'https://git.example.org/p')
    >>> public_address("/srv/papershelf.git"), public_address("https://localhost/p"), public_address("http://10.0.0.2/p")
    ('', '', '')
    """
    if match := _SCP.fullmatch(url):
        url = f"ssh://{match['host']}/{match['path']}"
    parts = _split(url.removeprefix("git+"))
    if parts is None or parts.scheme not in ("https", "ssh", "git") or not _SAFE_PATH.fullmatch(parts.path):
        return ""
    host = parts.hostname or ""
    if not _is_public(host):
        return ""
    port = f":{parts.port}" if parts.scheme == "https" and parts.port else ""
    return f"https://{host}{port}{parts.path}"


def without_secrets(url: str) -> str:
    """Return an address without user and password.

    >>> without_secrets("https://me:secret@git.example.org/p"), without_secrets("/srv/papershelf.git")
    ('https://git.example.org/p', '/srv/papershelf.git')
    """
    return re.sub(r"(?<=://)[^/]*@", "", url)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        is_name = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host, re.ASCII)
        return is_name is not None and not host.endswith((".local", ".localhost", ".internal", ".invalid", ".test"))

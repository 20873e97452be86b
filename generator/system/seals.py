"""Seals: proof that a row of `.cache/` was written by this user's Papershelf, and did not come with a checkout.

`.cache/` is inside the archive, so a repository can bring one along, and texts from it reach pages as they are. A seal
is a keyed hash. The key lies outside of every archive, in the user's own cache folder. If it can neither be read nor
made there, each process has a key of its own and computes everything again.

In workflows, each run has a machine of its own. There the variable `PAPERSHELF_CACHE_KEY`, a secret of the repository,
may hold the key.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "PAPERSHELF_CACHE_KEY"

_SIZE = 32
"""Bytes of the key."""

SEAL_SIZE = 16

_NAME = "papershelf"


class Sealer:
    """Seals with one key. `purpose` names what is sealed, so that one table's value is none of another's."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._hash = hashlib.blake2b(key=key, digest_size=SEAL_SIZE, person=purpose.encode()[:16])

    def seal(self, name: str, value: bytes) -> bytes:
        """Return the seal of a value under a name."""
        digest = self._hash.copy()
        named = name.encode("utf-8", "surrogatepass")
        digest.update(len(named).to_bytes(8, "big") + named)
        digest.update(value)
        return digest.digest()

    def is_sealed(self, name: str, value: bytes, seal: object) -> bool:
        """Return whether this is the seal of the value under that name."""
        return isinstance(seal, bytes) and hmac.compare_digest(seal, self.seal(name, value))


def sealer(purpose: str, folder: Path | None) -> Sealer:
    """Return the sealer of a table; `folder` is the archive, which must not hold the key itself."""
    if secret := os.environ.get(VARIABLE):
        return Sealer(hashlib.blake2b(secret.encode("utf-8", "surrogateescape"), digest_size=_SIZE).digest(), purpose)
    return Sealer(_key(str(folder.absolute()) if folder else ""), purpose)


@functools.cache
def _key(archive: str) -> bytes:
    for folder in _key_folders():
        if not (archive and folder.absolute().is_relative_to(archive)):
            with contextlib.suppress(OSError):
                return _key_in(folder)
    return _process_key()


@functools.cache
def _process_key() -> bytes:
    return secrets.token_bytes(_SIZE)


def _key_folders() -> Iterator[Path]:
    """Yield the folders that may hold the key: the user's cache folder, then one among the temporary files."""
    with contextlib.suppress(RuntimeError):  # a user without a home
        named = os.environ.get("XDG_CACHE_HOME", "")
        yield (Path(named) if Path(named).is_absolute() else Path.home() / ".cache") / _NAME
    if hasattr(os, "getuid"):
        yield Path(tempfile.gettempdir()) / f"{_NAME}-{os.getuid()}"


def _key_in(folder: Path) -> bytes:
    """Return the key in a folder, which is made if there is none.

    Raises:
        OSError: when it cannot be read or written, or when others could have.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_if_of_others(folder)
    path = folder / "key"
    with contextlib.suppress(FileNotFoundError):
        _refuse_if_of_others(path)
        if len(key := path.read_bytes()) == _SIZE:
            return key
    handle, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_SIZE))
    Path(temporary).replace(path)
    return path.read_bytes()


def _refuse_if_of_others(path: Path) -> None:
    """Raise a `PermissionError` if somebody else owns the file or folder, or may write to it."""
    status = path.lstat()
    is_ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    if not is_ours or stat.S_ISLNK(status.st_mode) or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{path} belongs to others")

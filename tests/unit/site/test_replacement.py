"""Changed files are moved into a site, and nothing outside of it is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.site import replacement


def folder(path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        file = path / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return path


def texts(path: Path) -> dict[str, str]:
    return {str(file.relative_to(path)): file.read_text() for file in path.rglob("*") if file.is_file()}


def test_files_are_replaced_added_and_deleted(tmp_path: Path) -> None:
    site = folder(tmp_path / "site", kept="1", a__page="old", gone__page="x", was="file")
    replacement.commit(folder(tmp_path / "beside/new", a__page="new", b__page="more"), site, ["gone/page", "was"])
    assert texts(site) == {"kept": "1", "a/page": "new", "b/page": "more"}
    assert not (site / "gone").exists()
    assert not (tmp_path / "beside/gone").exists()


def test_a_file_makes_room_for_a_folder(tmp_path: Path) -> None:
    site = folder(tmp_path / "site", was="file")
    replacement.commit(folder(tmp_path / "beside/new", was__now__page="new"), site, ["was"])
    assert texts(site) == {"was/now/page": "new"}


def test_a_record_of_other_bytes_or_with_a_name_twice_is_read(tmp_path: Path) -> None:
    site, new = folder(tmp_path / "site", index="old", gone="x"), folder(tmp_path / "beside/new", index="new")
    (tmp_path / "beside/gone").write_bytes(b"\xff\0gone\0gone\0")
    replacement.complete(new, site)
    assert texts(site) == {"index": "new"}


@pytest.mark.parametrize("link", ["site/papers", "beside/new/papers"])
def test_nothing_is_moved_or_deleted_through_a_link(tmp_path: Path, link: str) -> None:
    precious = folder(tmp_path / "precious", thesis="All of it.")
    site, new = folder(tmp_path / "site", index="old"), folder(tmp_path / "beside/new", index="new")
    (tmp_path / link).symlink_to(precious)
    folder(tmp_path / "beside", gone="papers/thesis\0")
    replacement.complete(new, site)
    assert (texts(precious), (site / "index").read_text()) == ({"thesis": "All of it."}, "old")


def test_a_record_from_elsewhere_deletes_nothing_outside_of_the_site(tmp_path: Path) -> None:
    site, new = folder(tmp_path / "site", index="old"), folder(tmp_path / "beside/new", index="new")
    folder(tmp_path / "precious", thesis="All of it.")
    folder(tmp_path / "beside", gone=f"../precious/thesis\0{tmp_path}/precious/thesis\0")
    replacement.complete(new, site)
    assert texts(tmp_path / "precious") == {"thesis": "All of it."}

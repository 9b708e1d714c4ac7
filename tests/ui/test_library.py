"""The copy of Plotly that the browser is served: whole, or said to be none."""

from pathlib import Path

import pytest

from sgd_ui.frame import library

TEXT = b"window.Plotly = {react() {}};"
GIVEN = library.EAGER.encode() + TEXT


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A library and the place of its copy, in a folder that is not there yet."""
    source = tmp_path / "plotly.min.js"
    source.write_bytes(TEXT)
    return source, tmp_path / "static" / "copy.js"


def test_a_copy_is_made_where_there_is_none(files: tuple[Path, Path]) -> None:
    source, copy = files
    assert library.provide(source, copy)
    assert copy.read_bytes() == GIVEN and copy.stat().st_mode & 0o777 == 0o644
    assert [*copy.parent.iterdir()] == [copy]


def test_a_copy_that_is_damaged_is_made_again_whatever_its_size(files: tuple[Path, Path]) -> None:
    source, copy = files
    library.provide(source, copy)
    for damaged in (b"x" * len(GIVEN), GIVEN[:-1], b"", GIVEN[::-1], TEXT):
        copy.write_bytes(damaged)
        assert library.provide(source, copy)
        assert copy.read_bytes() == GIVEN


def test_a_good_copy_is_read_once_and_never_written(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, copy = files
    library.provide(source, copy)
    assert library.provide(source, copy)
    monkeypatch.setattr(Path, "read_bytes", lambda *_, **__: pytest.fail("read again"))
    monkeypatch.setattr(library.tempfile, "mkstemp", lambda **_: pytest.fail("written again"))
    assert library.provide(source, copy)


def test_a_copy_that_cannot_be_made_is_told_and_leaves_nothing_behind(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, copy = files
    copy.parent.mkdir()
    copy.mkdir()
    assert not library.provide(source, copy)
    assert [*copy.parent.iterdir()] == [copy]
    copy.rmdir()
    copy.write_bytes(b"x" * len(GIVEN))

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(library.shutil, "copyfileobj", full)
    assert not library.provide(source, copy)
    assert [*copy.parent.iterdir()] == [copy]
    source.unlink()
    assert not library.provide(source, copy)


def test_a_cache_that_holds_a_damaged_copy_does_not_give_it_out_for_a_good_one(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, copy = files
    monkeypatch.setattr(library, "_COPY", copy)
    missing = library.address()
    library.provide(source, copy)
    good = library.address()
    copy.write_bytes(b"x" * len(GIVEN))
    assert len({missing, good, library.address()}) == 3
    library.provide(source, copy)
    assert library.address() == good

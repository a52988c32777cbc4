"""Files and places that cannot be a store's: each is one clear error, and stays as it was."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_agent.db.connection import translated
from edge_agent.db.database import Database
from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError, ForeignDatabase

Open = Callable[[], Database]
OpenAt = Callable[[Path], Database]
Alter = Callable[..., None]
AsNobody = Callable[[Callable[[], object]], int]
NOBODY = 65_534


def test_a_text_file_is_no_database(path: Path, open_store: Open) -> None:
    """It is told as damaged, and stays as it was."""
    path.write_text("a shopping list\n" * 100)
    with pytest.raises(DatabaseDamaged) as caught:
        open_store()
    assert caught.value.code is Code.DATABASE_DAMAGED
    assert path.read_text() == "a shopping list\n" * 100


def test_a_short_text_file_is_no_database(path: Path, open_store: Open) -> None:
    """Even one that is shorter than a database's header."""
    path.write_text("hello")
    with pytest.raises(DatabaseDamaged):
        open_store()
    assert path.read_text() == "hello"


@pytest.mark.parametrize("mark", [0, 0x12345678])
def test_a_database_of_another_application_is_refused(
    path: Path, open_store: Open, alter: Alter, mark: int
) -> None:
    """With another application's mark, or tables and no mark at all; and it stays as it was."""
    alter(f"PRAGMA application_id = {mark}")
    alter("CREATE TABLE moz_places (id INTEGER PRIMARY KEY)")
    content = path.read_bytes()
    with pytest.raises(ForeignDatabase) as caught:
        open_store()
    assert caught.value.code is Code.DATABASE_FOREIGN
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_store(path: Path, open_store: Open) -> None:
    """A power cut in the very first moment leaves one."""
    path.touch()
    with open_store() as store:
        assert store.writer.call(lambda tx: tx.head)


def test_a_file_of_a_later_release_is_refused(open_store: Open, alter: Alter) -> None:
    """By its number alone, before any table is looked at, after an unclean stop too."""
    open_store().close()
    alter("UPDATE run SET clean = 0")
    alter("ALTER TABLE run RENAME TO run_2")
    alter("PRAGMA user_version = 999")
    with pytest.raises(ForeignDatabase) as caught:
        open_store()
    assert caught.value.code is Code.DATABASE_NEWER
    assert caught.value.params["found"] == 999


def test_a_directory_is_no_database(path: Path, open_store: Open) -> None:
    """One clear error, and nothing is put into it."""
    path.mkdir()
    with pytest.raises(ForeignDatabase) as caught:
        open_store()
    assert caught.value.code is Code.DATABASE_FOREIGN
    assert list(path.iterdir()) == []


def test_a_file_in_the_way_of_a_directory(tmp_path: Path, open_at: OpenAt) -> None:
    """The directory that cannot be made is named."""
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "store.db", tmp_path / "file" / "deep" / "store.db"):
        with pytest.raises(DatabaseError) as caught:
            open_at(path)
        assert caught.value.code is Code.DIRECTORY_READ_ONLY
        assert caught.value.params["path"] == str(path.parent)


def test_a_place_that_refuses_even_root(open_at: OpenAt) -> None:
    """No file can be made under /proc."""
    with pytest.raises(DatabaseError) as caught:
        open_at(Path("/proc/edge-agent/store.db"))
    assert caught.value.code is Code.DIRECTORY_READ_ONLY


@pytest.fixture
def as_nobody(tmp_path: Path, in_child: Callable[[Callable[[], object]], int]) -> AsNobody:
    """Do some work in a process without root's right to write anywhere."""
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(parent.stat().st_mode | 0o055)

    def run(work: Callable[[], object]) -> int:
        def dropped() -> None:
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()

        return in_child(dropped)

    return run


def test_a_read_only_directory(tmp_path: Path, open_at: OpenAt, as_nobody: AsNobody) -> None:
    """For whoever may not write there, root or not, it is one clear error that names the directory."""
    place = tmp_path / "mine"
    place.mkdir()
    place.chmod(0o555)

    def work() -> None:
        for path in (place / "store.db", place / "deep" / "store.db"):
            with pytest.raises(DatabaseError) as caught:
                open_at(path)
            assert caught.value.code is Code.DIRECTORY_READ_ONLY

    assert as_nobody(work) == 0


def test_a_read_only_file(tmp_path: Path, open_at: OpenAt, as_nobody: AsNobody) -> None:
    """A file that may be read and not written is refused, and not half opened."""
    place = tmp_path / "mine"
    open_at(place / "store.db").close()
    place.chmod(0o777)
    (place / "store.db").chmod(0o444)
    (place / "store.db.lock").chmod(0o666)

    def work() -> None:
        with pytest.raises(DatabaseError) as caught:
            open_at(place / "store.db")
        assert caught.value.code is Code.DIRECTORY_READ_ONLY

    assert as_nobody(work) == 0


def test_a_failed_opening_gives_the_lock_back(path: Path, open_store: Open) -> None:
    """What was refused can be put right and opened without a restart."""
    path.write_text("not a database at all, but long enough to be read")
    for _ in range(2):
        with pytest.raises(DatabaseDamaged):
            open_store()
    path.unlink()
    open_store().close()


def test_system_errors_are_made_ours(tmp_path: Path) -> None:
    """Each has its code: a full disk, a loop of links, a broken disk; what is left is a defect."""
    path = tmp_path / "store.db"
    expected = {
        28: Code.DISK_FULL,  # ENOSPC
        122: Code.DISK_FULL,  # EDQUOT
        13: Code.DIRECTORY_READ_ONLY,  # EACCES
        30: Code.DIRECTORY_READ_ONLY,  # EROFS
        40: Code.DIRECTORY_READ_ONLY,  # ELOOP
        5: Code.DISK_FAILED,  # EIO
        9: Code.DEFECT,  # EBADF
    }
    found = {}
    for number in expected:
        with pytest.raises(DatabaseError) as caught, translated(path):
            raise OSError(number, os.strerror(number))
        found[number] = caught.value.code
    assert found == expected

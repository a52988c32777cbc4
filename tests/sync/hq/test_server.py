"""Headquarters as a whole: where it serves, and what it refuses to open."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from edge_agent.domain.errors import Code, DatabaseError
from sync.hq.server import CannotServe, Headquarters


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "example.com", ""])  # noqa: S104 what is refused
def test_only_loopback_is_served(tmp_path: Path, host: str) -> None:
    """Without signatures, headquarters must not be reachable from elsewhere."""
    with pytest.raises(CannotServe, match=r"use --host 127\.0\.0\.1"):
        Headquarters(tmp_path / "hq.db", host=host)


async def test_localhost_means_loopback(tmp_path: Path) -> None:
    """`localhost` is 127.0.0.1."""
    async with Headquarters(tmp_path / "hq.db", host="localhost") as hq:
        assert hq.url.startswith("http://127.0.0.1:")
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{hq.url}/v1/health")).status_code == 200


async def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    """A port in use is said so, and the second file is not made."""
    async with Headquarters(tmp_path / "hq.db") as hq:
        port = int(hq.url.rpartition(":")[2])
        with pytest.raises(CannotServe, match=f"port {port} is taken"):
            await Headquarters(tmp_path / "other.db", port=port).start()
    assert not (tmp_path / "other.db").exists()


async def test_a_file_has_one_headquarters(tmp_path: Path) -> None:
    """A second one on the same file is refused, and frees its port; the first goes on."""
    async with Headquarters(tmp_path / "hq.db") as hq:
        second = Headquarters(tmp_path / "hq.db")
        with pytest.raises(DatabaseError) as caught:
            await second.start()
        assert caught.value.code is Code.DATABASE_IN_USE
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{hq.url}/v1/health")).status_code == 200


async def test_a_foreign_file_is_refused_untouched(tmp_path: Path) -> None:
    """Another program's database is neither served nor changed."""
    path = tmp_path / "notes.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE note (words TEXT)")
    before = path.read_bytes()
    with pytest.raises(DatabaseError) as caught:
        await Headquarters(path).start()
    assert caught.value.code is Code.DATABASE_FOREIGN
    assert path.read_bytes() == before


async def test_stop_twice_and_start_twice(tmp_path: Path) -> None:
    """Stopping what is stopped does nothing; starting what runs is a mistake of the caller."""
    hq = Headquarters(tmp_path / "hq.db")
    await hq.start()
    with pytest.raises(RuntimeError):
        await hq.start()
    await hq.stop()
    await hq.stop()

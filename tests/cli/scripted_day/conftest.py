"""A short scripted day, lived once in a test run's worker; each test gets a copy of what it left."""

import asyncio
import copy
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import uvloop

from edge_agent.cli.demo_store import state_of
from edge_agent.cli.scripted_day import live
from edge_agent.cli.scripted_day.happenings import ALL_BY
from edge_agent.cli.scripted_day.lived import Evening, Lived
from edge_agent.cli.scripted_day.proof import prove
from edge_agent.cli.scripted_day.sides import Proof


class Yesterday:
    """A day that is over: its tally, its store's file and headquarters' file, all free to be altered."""

    def __init__(self, folder: Path, lived: Lived) -> None:
        self.folder = folder
        self.tally = copy.deepcopy(lived.tally)
        settings = msgspec.structs.replace(lived.settings, state_dir=state_of(folder))
        self.lived = msgspec.structs.replace(lived, tally=self.tally, settings=settings)

    def in_the_evening(self, **changes: object) -> None:
        """Let the manager have been told something else."""
        evening: Evening = msgspec.structs.replace(self.lived.evening, **changes)
        self.lived = msgspec.structs.replace(self.lived, evening=evening)

    def at_the_store(self, *statements: str) -> None:
        """Alter the store's file by hand, past every trigger."""
        _alter(self.lived.settings.database, statements)

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        """What the store's file answers."""
        with closing(sqlite3.connect(self.lived.settings.database)) as connection:
            return connection.execute(sql).fetchall()

    def at_headquarters(self, *statements: str) -> None:
        """Alter headquarters' file by hand, past every trigger."""
        _alter(self.folder / "hq.db", statements)

    def proofs(self) -> list[Proof]:
        """What the day's proofs find now."""
        return asyncio.run(prove(self.folder, self.lived))

    def failed(self) -> set[str]:
        """The names of those that do not hold now."""
        return {proof.name for proof in self.proofs() if not proof.holds}


def _alter(path: Path, statements: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for sql in statements:
            assert connection.execute(sql).rowcount > 0, f"nothing was altered by {sql}"


@pytest.fixture(scope="session")
def lived_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lived]:
    """A day of a few customers, and the folder of its shop; nobody alters these."""
    folder = tmp_path_factory.mktemp("day")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return folder, runner.run(live(folder, ALL_BY))


@pytest.fixture
def yesterday(lived_once: tuple[Path, Lived], tmp_path: Path) -> Yesterday:
    """A copy of that day."""
    folder, lived = lived_once
    shutil.copytree(
        folder, tmp_path / "day", ignore=lambda _, names: [name for name in names if ".sock" in name]
    )
    return Yesterday(tmp_path / "day", lived)

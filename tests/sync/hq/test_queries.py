"""Headquarters' SQL: every statement stands on a fresh file, and what runs per batch uses an index."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.db.connection import open_writer
from edge_agent.db.migrate import migrate
from edge_agent.db.query import statements
from sync.hq.database import APPLICATION_ID

PACKAGE = "sync.hq.queries"
FILES = ("ledger", "views", "orders", "keys", "feed")
NAMES = [(file, name) for file in FILES for name in statements(PACKAGE, file)]


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_no_statement_walks_a_table(tmp_path: Path, file: str, name: str) -> None:
    """Each statement can be prepared, and finds its rows by a key."""
    with closing(open_writer(tmp_path / "hq.db", APPLICATION_ID)) as connection:
        migrate(connection, tmp_path / "hq.db", "sync.hq.migrations")
        sql = statements(PACKAGE, file)[name]
        numbered = [int(number) for number in re.findall(r"\?(\d+)", sql)]
        params = [None] * max(numbered, default=sql.count("?"))
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
    assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step]
    assert not [step for step in plan if "TEMP B-TREE" in step]


@pytest.mark.parametrize("change", ["UPDATE journal SET body = '{}'", "DELETE FROM journal"])
def test_the_journal_is_append_only(tmp_path: Path, change: str) -> None:
    """Not even headquarters' own hand changes or deletes an event."""
    with closing(open_writer(tmp_path / "hq.db", APPLICATION_ID)) as connection:
        migrate(connection, tmp_path / "hq.db", "sync.hq.migrations")
        connection.execute("INSERT INTO store VALUES ('S1', NULL, 0, 0, 0)")
        epoch = ("a" * 32, bytes(32), bytes(32))
        connection.execute("INSERT INTO epoch VALUES (1, 'S1', ?, NULL, 0, ?, 0, ?, 0, 0)", epoch)
        connection.execute("INSERT INTO journal VALUES (1, 1, 1, 'id', 'type', '{}', ?)", (bytes(32),))
        with pytest.raises(Exception, match="the journal is append-only"):
            connection.execute(change)
        assert connection.execute("SELECT count(*) FROM journal WHERE body = '{}'").fetchone() == (1,)

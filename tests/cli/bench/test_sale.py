"""`sale.alone` and `sale.group16`: that what is measured is what it is called; never how long it takes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.cli.bench import sale

ROUNDS, SALES = 2, 6
COUNTS = "SELECT count(*), sum(total_fen) FROM sale"
JOURNALLED = "SELECT count(*) FROM journal WHERE type = 'sale.completed'"
ANSWERS = "SELECT count(*) FROM request_answer"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As few sales as show the way."""
    monkeypatch.setattr(sale, "ROUNDS", ROUNDS)
    monkeypatch.setattr(sale, "SALES_PER_ROUND", SALES)
    monkeypatch.setattr(sale, "GROUP", 3)


@pytest.mark.usefixtures("small")
def test_all_three_contenders_settle_the_same_sales(tmp_path: Path) -> None:
    """The bare connection, one by one and in groups: each writes every sale with lines, event and answer."""
    figures = sale.measure(tmp_path)
    assert [figure.name for figure in figures] == ["sale.alone", "sale.group16"]
    assert all(figure.value > 0 and figure.floor > 0 for figure in figures)
    assert figures[0].floor == figures[1].floor
    total = sale.LINES * sale.PRICE_FEN
    for contender in ("bare", "alone", "group"):
        (file,) = tmp_path.rglob(f"{contender}.db")
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute(COUNTS).fetchone() == (ROUNDS * SALES, ROUNDS * SALES * total)
            assert connection.execute(JOURNALLED).fetchone() == (ROUNDS * SALES,)
            assert connection.execute(ANSWERS).fetchone() == (ROUNDS * SALES,)

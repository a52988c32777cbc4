"""`pickup.redeem`: that each code is redeemed, beside the parts of its floor; never how long it takes."""

from pathlib import Path

import pytest

from edge_agent.cli.bench import redeem as bench
from edge_agent.db.snapshot import opened


def test_every_order_is_handed_over_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a running agent; those that warm it up are not counted."""
    for name, value in {"WARM_UP_ROUNDS": 1, "REDEMPTIONS": 2, "_ORDERS": 5}.items():
        monkeypatch.setattr(bench, name, value)
    (figure,) = bench.measure(tmp_path)
    assert (figure.name, figure.unit, figure.target) == ("pickup.redeem", "ms", "≤ 1.4 × floor")
    assert figure.floor > 0
    with opened(tmp_path / "redeem-store" / "store.db") as connection:
        assert connection.execute("SELECT count(*) FROM redemption").fetchone() == (5,)

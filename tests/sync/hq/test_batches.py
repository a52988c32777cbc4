"""Batches at headquarters: from a table of orders to what the store is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sync.hq.cli import main

HEAD = "order,phone,leader,community,sku,name,quantity,fen,paid\n"
ROWS = (
    "1,17000000001,L07,湘江苑,P1001,荷兰豆,2,1400,2026-11-21T10:00\n"
    "1,,,,W00202,五花肉,0.5kg,1490,\n"
    "2,17000000002,L08,,P1001,荷兰豆,1,700,2026-11-21T09:00\n"
)


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Headquarters with its keys."""
    path = tmp_path / "hq.db"
    assert main(["keys", "init", "--db", str(path), "--root", str(tmp_path / "root.key")]) == 0
    capsys.readouterr()
    return path


def _place(db: Path, text: str, *more: str) -> int:
    file = db.with_name("batch.csv")
    file.write_text(text, "utf-8")
    return main(
        ["batch", "place", str(file), "--store", "S0731", "--name", "周末鲜果", "--db", str(db), *more]
    )


def _items(db: Path, kind: str) -> list[dict[str, object]]:
    file = db.with_name("page.json")
    assert main(["feed", "export", str(file), "--store", "S0731", "--db", str(db)]) == 0
    return [item[kind] for item in json.loads(file.read_text("utf-8"))["items"] if item["kind"] == kind]


def test_a_table_becomes_a_batch_and_its_orders(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is expected is the sum of what was ordered; each order knows its batch, leader and payment."""
    assert _place(db, HEAD + ROWS) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("周末鲜果 at S0731, 2 orders")
    assert [line.split()[-1] for line in told[1:]] == ["L07", "L08"]
    (batch,) = _items(db, "batch")
    assert batch["expected"] == [
        {"sku": "P1001", "name": "荷兰豆", "expected": 3_000},
        {"sku": "W00202", "name": "五花肉", "expected": 500},
    ]
    first, second = _items(db, "order")
    assert {order["batch"] for order in (first, second)} == {batch["id"]}
    assert (first["channel"], first["leader"], first["community"]) == ("group", "L07", "湘江苑")
    assert first["paid_at"] == second["paid_at"] + 3_600_000  # type: ignore[operator]
    assert first["expires_at"] >= batch["closes_at"]  # type: ignore[operator]


def test_a_phone_shows_the_code_of_its_order(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As of any other order."""
    assert _place(db, HEAD + ROWS) == 0
    number = capsys.readouterr().out.splitlines()[1].split()[0]
    assert main(["order", "show", number, "--text", "--db", str(db)]) == 0
    assert capsys.readouterr().out.startswith("PK1:")


def test_batches_of_a_minute_follow_each_other(db: Path) -> None:
    """Named by the time; none takes another's place in the feed."""
    assert _place(db, HEAD + ROWS) == 0
    assert _place(db, HEAD + ROWS) == 0
    first, second = (str(batch["id"]) for batch in _items(db, "batch"))
    assert re.fullmatch(r"G\d{8}-\d{4}", first)
    assert first < second


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("order,sku\n", "is no table of order,sku,quantity"),
        (HEAD, "a batch has 1 to 1000 orders"),
        (HEAD + ",,,,P1001,x,2,1,\n", "line 2 names no order"),
        (HEAD + "1,123,,,P1001,x,2,1,\n", "line 2: '123' is not a mobile number of eleven digits"),
        (HEAD + "1,,,,P1001,x,2,1,noon\n", "line 2: 'noon' is not a time like 2026-11-22T18:30:05"),
        (HEAD + "1,,,,P1001,x:y,2,1,\n", "line 2 has a colon in it"),
        (HEAD + "1,,,,P1001,x,some,1,\n", "line 2: 'P1001:some:1:x' is no line: write SKU:2"),
        (HEAD + f"1,,{'L' * 41},,P1001,x,2,1,\n", "line 2: the leader has more than 40 characters"),
        (HEAD + "1,,,,P1001,x,2,1,,more,and more\n", "line 2 of"),
        (HEAD + "".join(f"{no},,,,P1,x,999999,1,\n" for no in range(9)), "no store would count this batch"),
        (HEAD + "".join(f"{no // 200},,,,P1,x,1,1,\n" for no in range(5_001)), "more than 5000 lines"),
    ],
)
def test_a_table_that_says_nothing_sensible_is_refused_whole(
    db: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    """In one sentence that names the line; nothing was placed."""
    assert _place(db, text) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.startswith("edge-hq: ")
    assert said.count("\n") == 1
    assert _items(db, "batch") == []


def test_a_batch_cannot_end_before_it_begins(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor have been, long ago."""
    assert _place(db, HEAD + ROWS, "--arrives", "2020-01-01T08:00") == 1
    assert "closes after it has arrived" in capsys.readouterr().err


@pytest.mark.parametrize(("days", "more"), [(2, 3), (12, 2), (14, 0)])
def test_what_is_kept_after_the_closing_can_be_collected(db: Path, days: int, more: int) -> None:
    """For three days, as far as an order may live; a batch itself is never too long for that."""
    assert _place(db, HEAD + ROWS, "--days", str(days)) == 0
    (batch,) = _items(db, "batch")
    for order in _items(db, "order"):
        kept_ms = order["expires_at"] - batch["closes_at"]  # type: ignore[operator]
        assert more * 86_400_000 <= kept_ms < more * 86_400_000 + 60_000


def test_a_file_that_is_not_there_is_named(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what is wrong with it."""
    missing = str(db.with_name("none.csv"))
    arguments = ["batch", "place", missing, "--store", "S0731", "--name", "x", "--db", str(db)]
    assert main(arguments) == 1
    assert "none.csv cannot be used: No such file" in capsys.readouterr().err

"""The proofs of the scripted day: they hold for an honest day, and each fails when its two sides disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from edge_agent.cli.scripted_day import tell
from edge_agent.cli.scripted_day.proof import enough_sales

if TYPE_CHECKING:
    from edge_agent.cli.scripted_day.lane import Tally
    from tests.cli.scripted_day.conftest import Yesterday

SERVED = "every customer was served"
MONEY = "receipts = journal = cash + external"
COUNTS = "as many sales on each side"
TENDERS = "each tender as the cashiers counted it"
STOCK = "stock ledger = − sold, to the gram"
PAPER = "each sale has one receipt job, and one slip of paper"
CANCELLED = "each cancelled cart is on record"
REPLAY = "chain intact, replay identical"
HEADQUARTERS = "headquarters holds the same journal, byte for byte"
EVERYTHING = (SERVED, MONEY, COUNTS, TENDERS, STOCK, PAPER, CANCELLED, REPLAY, HEADQUARTERS)


def _failed(yesterday: Yesterday) -> set[str]:
    return {proof.name for proof in yesterday.proofs() if not proof.holds}


def test_an_honest_day_is_proved(yesterday: Yesterday, capsys: pytest.CaptureFixture[str]) -> None:
    """Every proof holds, of a day on which everything happened that a script can do; exit 0."""
    proofs = yesterday.proofs()
    tally = yesterday.tally
    assert [proof.name for proof in proofs if proof.holds] == list(EVERYTHING)
    assert all((tally.voids, tally.holds, tally.cancelled, tally.refused, yesterday.lived.day.cut_for_ms))
    assert tell(yesterday.lived, proofs) == 0
    assert capsys.readouterr().out.endswith("Every proof holds.\n")


def test_one_failed_proof_fails_the_day(yesterday: Yesterday, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named in the summary, and the exit code is 1."""
    yesterday.tally.cancelled += 1
    yesterday.tally.sales -= 1
    assert tell(yesterday.lived, yesterday.proofs()) == 1
    said = capsys.readouterr().out
    assert f"  FAIL  {CANCELLED}: " in said
    assert said.endswith("2 of 9 proofs FAILED.\n")


def test_a_whole_day_has_a_thousand_sales(yesterday: Yesterday) -> None:
    """Carts that were cancelled are none."""
    yesterday.tally.sales = 999
    yesterday.tally.cancelled = 31
    assert not enough_sales(yesterday.tally, 1_000).holds
    yesterday.tally.sales = 1_000
    assert enough_sales(yesterday.tally, 1_000).holds


def _price(tally: Tally) -> None:
    tally.total_fen += 1


def _cash(tally: Tally) -> None:
    tally.cash_fen -= 1


def _cash_for_wechat(tally: Tally) -> None:
    tally.cash_fen += 1
    tally.external_fen["wechat"] -= 1


def _gram(tally: Tally) -> None:
    tally.sold[min(tally.sold)] += 1


def _never_sold(tally: Tally) -> None:
    tally.sold["NONE"] = 1000


def _lost_slip(tally: Tally) -> None:
    tally.slips -= 1


def _printed_twice(tally: Tally) -> None:
    tally.paper[min(tally.paper)] *= 2
    tally.slips += 1


def _other_number(tally: Tally) -> None:
    tally.paper["S0731-1-20261121-9999"] = tally.paper.pop(min(tally.paper))


def _sent_away(tally: Tally) -> None:
    tally.sales -= 1


def _forgotten_cart(tally: Tally) -> None:
    tally.cancelled -= 1


@pytest.mark.parametrize(
    ("alter", "failed"),
    [
        (_price, {MONEY}),
        (_cash, {MONEY, TENDERS}),
        (_cash_for_wechat, {TENDERS}),
        (_gram, {STOCK}),
        (_never_sold, {STOCK}),
        (_lost_slip, {PAPER}),
        (_printed_twice, {MONEY, PAPER}),
        (_other_number, {PAPER}),
        (_sent_away, {SERVED, COUNTS}),
        (_forgotten_cart, {SERVED, CANCELLED}),
    ],
)
def test_what_the_cashiers_know(
    yesterday: Yesterday, alter: Callable[[Tally], None], failed: set[str]
) -> None:
    """One fen, one gram or one slip that the cashiers saw otherwise fails exactly its own proofs."""
    alter(yesterday.tally)
    assert _failed(yesterday) == failed


SOME = {
    "@last_sale": "(SELECT max(pos) FROM journal WHERE type = 'sale.completed')",
    "@one_sale": "(SELECT min(id) FROM sale)",
    "@one_job": "(SELECT min(id) FROM print_job)",
    "@one_sku": "(SELECT min(sku) FROM stock_level)",
}


@pytest.mark.parametrize(
    ("sql", "failed"),
    [
        ("UPDATE sale SET total_fen = total_fen + 1 WHERE number = 1", {MONEY, REPLAY}),
        (
            "UPDATE sale_line SET amount_fen = amount_fen + 1 WHERE sale = @one_sale AND no = 1",
            {MONEY, REPLAY},
        ),
        ("UPDATE sale_tender SET kind = 'external', method = 'alipay'", {TENDERS, REPLAY}),
        ("DELETE FROM sale WHERE number = 2", {MONEY, COUNTS, PAPER, REPLAY}),
        ("UPDATE stock_level SET quantity = quantity - 1 WHERE sku = @one_sku", {STOCK, REPLAY}),
        ("DELETE FROM stock_move WHERE sku = @one_sku", {STOCK, REPLAY}),
        ("DELETE FROM print_job WHERE id = @one_job", {PAPER}),
        ("UPDATE print_job SET state = 'uncertain', is_done = 0 WHERE id = @one_job", {PAPER}),
        (
            "UPDATE print_job SET copy = 1, sale = (SELECT max(sale) FROM print_job) WHERE id = @one_job",
            {PAPER},
        ),
        ("DELETE FROM sale_cancelled", {CANCELLED, REPLAY}),
        (
            "UPDATE journal SET body = replace(body, 'total_fen', 'Total_fen') WHERE pos = @last_sale",
            {MONEY, COUNTS, REPLAY, HEADQUARTERS},
        ),
        ("UPDATE journal SET body = '{' WHERE pos = 1", {REPLAY, HEADQUARTERS}),
        ("DELETE FROM journal WHERE pos >= @last_sale", {MONEY, COUNTS, REPLAY, HEADQUARTERS}),
        ("UPDATE journal SET hash = zeroblob(32) WHERE pos = @last_sale", {REPLAY}),
    ],
)
def test_what_the_store_keeps(yesterday: Yesterday, sql: str, failed: set[str]) -> None:
    """A table or the journal altered by hand, past its triggers, fails exactly the proofs that it touches."""
    for name, rows in SOME.items():
        sql = sql.replace(name, rows)
    yesterday.at_the_store(sql)
    assert _failed(yesterday) == failed


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM journal WHERE pos = (SELECT max(pos) FROM journal)",
        "DELETE FROM journal WHERE pos = 5",
        "UPDATE journal SET body = replace(body, '1001', '1002') WHERE type = 'shift.opened'",
        "DELETE FROM journal",
        "UPDATE epoch SET store = 'S0999'",
    ],
)
def test_what_headquarters_holds(yesterday: Yesterday, sql: str) -> None:
    """An event that is missing there, or other than it was sent, fails its proof and no other."""
    yesterday.at_headquarters(sql)
    assert _failed(yesterday) == {HEADQUARTERS}

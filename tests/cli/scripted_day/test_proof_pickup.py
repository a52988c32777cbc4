"""The proofs of what was collected: each fails when a parcel, a gram, a reason or a ticket is another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_agent.cli.scripted_day.tally import Tally
    from tests.cli.scripted_day.conftest import Yesterday

PARCELS = "each parcel is handed over once, or never"
COLLECTED = "what left by pickup is what was ordered, to the gram"
REFUSALS = "each refused pickup is on record with its reason"
TICKETS = "each online order of drinks has one ticket, which ends with it"
STOCK = "stock, to the gram"
ENDS = "each ticket ends collected, cancelled, a no-show or expired"
REPLAY = "chain intact, replay identical"
HEADQUARTERS = "headquarters holds the same journal, byte for byte"

REASONS = (
    "already-collected",
    "replayed-screen",
    "revoked",
    "short-code",
    "stale-screen",
    "superseded",
    "wrong-store",
)


def test_what_the_summary_tells(yesterday: Yesterday) -> None:
    """Every reason that the day has, parcels that nobody collected among all, orders that came later."""
    found = {proof.name: proof.found for proof in yesterday.proofs()}
    assert [said.partition(" ")[0] for said in found[REFUSALS].split(", ")] == list(REASONS)
    collected, of, *_ = (int(word) for word in found[PARCELS].split() if word.isdigit())
    assert 0 < collected < of
    assert re.fullmatch(r"[0-9]+ articles, [1-9] orders itemised later", found[COLLECTED])
    assert found[TICKETS] == "3 tickets"


# --- what the cashiers and the customers know ---------------------------------------------------------------


def _twice(tally: Tally) -> None:
    tally.collected[next(iter(+tally.collected))] += 1


def _never(tally: Tally) -> None:
    del tally.collected[next(iter(+tally.collected))]


def _another_order(tally: Tally) -> None:
    tally.collected["f" * 16, 0] += 1


def _lighter_bag(tally: Tally) -> None:
    weighed = next(bag for bag in tally.weighed if tally.collected[bag[0], 0])
    tally.weighed[weighed] -= 1


def _less_came(tally: Tally) -> None:
    tally.came["P1001"] = 0


def _forgotten(tally: Tally) -> None:
    tally.refusals.pop(next(iter(tally.refusals)))


def _for_another_reason(tally: Tally) -> None:
    number, _, _ = next(iter(tally.refusals)).partition(" ")
    tally.refusals[f"{number} forged"] += 1


@pytest.mark.parametrize(
    ("alter", "failed"),
    [
        (_twice, {PARCELS, COLLECTED}),
        (_never, {PARCELS, COLLECTED}),
        (_another_order, {PARCELS}),
        (_lighter_bag, {COLLECTED}),
        (_less_came, {COLLECTED}),
        (_forgotten, {REFUSALS}),
        (_for_another_reason, {REFUSALS}),
    ],
)
def test_what_people_know(yesterday: Yesterday, alter: Callable[[Tally], None], failed: set[str]) -> None:
    """A parcel, a gram or a reason that they saw otherwise fails exactly its own proofs."""
    alter(yesterday.tally)
    assert yesterday.failed() == failed


# --- what the store and headquarters keep -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "failed"),
    [
        (
            (
                "DELETE FROM redemption WHERE pickup ="
                " (SELECT min(pickup) FROM redemption WHERE pickup NOT IN"
                " (SELECT pickup FROM ticket WHERE pickup IS NOT NULL))"
            ),
            {PARCELS, REPLAY},
        ),
        (
            (
                "UPDATE stock_move SET quantity = quantity - 1 WHERE no = 1 AND event ="
                " (SELECT min(event) FROM stock_move WHERE kind = 'pickup')"
            ),
            {STOCK, COLLECTED, REPLAY},
        ),
        ("UPDATE stock_move SET kind = 'sale' WHERE kind = 'pickup'", {COLLECTED, REPLAY}),
        (
            "UPDATE ticket SET state = 'no_show' WHERE pickup IS NOT NULL AND state = 'collected'",
            {ENDS, TICKETS, REPLAY},
        ),
        ("DELETE FROM ticket WHERE state = 'cancelled' AND pickup IS NOT NULL", {ENDS, TICKETS, REPLAY}),
    ],
)
def test_what_the_store_keeps(yesterday: Yesterday, sql: str, failed: set[str]) -> None:
    """A table altered by hand, past its triggers, fails exactly the proofs that it touches."""
    yesterday.at_the_store(sql)
    assert yesterday.failed() == failed


@pytest.mark.parametrize(
    ("sql", "failed"),
    [
        ("UPDATE pickup_order SET body = replace(body, '\"quantity\":532', '\"quantity\":533')", {COLLECTED}),
        ("UPDATE pickup_order SET body = replace(body, '\"units\":3', '\"units\":2')", {PARCELS}),
        ("DELETE FROM pickup_order WHERE store = 'S0732'", {REFUSALS}),
        (
            "UPDATE pickup_order SET body = replace(body, '\"is_cancelled\":true', '\"is_cancelled\":false')",
            {TICKETS},
        ),
        (
            "UPDATE journal SET body = replace(body, 'wrong-store', 'expired') WHERE type = 'pickup.refused'",
            {REFUSALS, HEADQUARTERS},
        ),
        ("DELETE FROM journal WHERE type = 'pickup.redeemed'", {PARCELS, COLLECTED, HEADQUARTERS}),
        ("DELETE FROM journal WHERE type = 'pickup.undone'", {PARCELS, COLLECTED, HEADQUARTERS}),
        ("DELETE FROM journal WHERE type = 'pickup.itemised'", {COLLECTED, HEADQUARTERS}),
        (
            "DELETE FROM journal WHERE type = 'ticket.issued' AND body LIKE '%W001%'",
            {TICKETS, HEADQUARTERS},
        ),
    ],
)
def test_what_headquarters_keeps(yesterday: Yesterday, sql: str, failed: set[str]) -> None:
    """An order or an event that is another there fails exactly the proofs that go by it."""
    yesterday.at_headquarters(sql)
    assert yesterday.failed() == failed

"""Whether parcels may be handed over: the order of the checks, and that nothing goes twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.events import HandedLine, Proof
from edge_agent.domain.handover import (
    Claim,
    Records,
    claim_by_order,
    differ,
    evidence_of,
    is_out_of_time,
    phone_time,
    state_of,
    units_to_hand,
)
from edge_agent.domain.ids import PickupId, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, PickupOrder
from edge_agent.domain.pickup import Reason
from edge_agent.domain.quantity import Milli

PICKUP = PickupId("ca978112ca1bbdca")
CLAIM = Claim(Proof.CODE, PICKUP, generation=2, units=3, proof_at=100)
ORDER = PickupOrder(
    PICKUP, "W1", Channel.ONLINE, Millis(0), Millis(1_000_000), lines=(), total_fen=Fen(0), units=3
)
ALL_WRONG = Records(least_generation=3, order_generation=3, last_proof=100, gone=frozenset((0, 1, 2)))

records = st.builds(
    Records,
    is_cancelled=st.booleans(),
    least_generation=st.integers(0, 4),
    order_generation=st.integers(0, 4),
    seen_generation=st.integers(0, 4),
    last_proof=st.none() | st.integers(98, 102),
    gone=st.frozensets(st.integers(0, 3)),
)
asked = st.none() | st.lists(st.integers(-1, 4), max_size=4).map(tuple)


def test_the_order_of_the_checks() -> None:
    """Revoked, superseded, replayed, parcels that are none, collected: the first that holds is told."""
    told = [
        units_to_hand(CLAIM, records, asked)
        for records, asked in [
            (ALL_WRONG, ()),
            (Records(order_generation=3, last_proof=100, gone=ALL_WRONG.gone), ()),
            (Records(seen_generation=3, last_proof=100, gone=ALL_WRONG.gone), ()),
            (Records(last_proof=100, gone=ALL_WRONG.gone), ()),
            (Records(last_proof=99, gone=ALL_WRONG.gone), ()),
            (Records(last_proof=99, gone=ALL_WRONG.gone), (1,)),
        ]
    ]
    assert told == [
        Reason.REVOKED,
        Reason.SUPERSEDED,
        Reason.SUPERSEDED,
        Reason.REPLAYED_SCREEN,
        Reason.UNITS,
        Reason.ALREADY_COLLECTED,
    ]


@given(records, asked)
def test_no_parcel_is_handed_over_twice(known: Records, wanted: tuple[int, ...] | None) -> None:
    """What is handed over was asked for, exists, and is here; each of it once and in its order."""
    units = units_to_hand(CLAIM, known, wanted)
    if isinstance(units, Reason):
        return
    assert units
    assert list(units) == sorted(set(units))
    assert not known.gone & set(units)
    assert set(units) <= set(range(CLAIM.units))
    assert wanted is None or set(units) <= set(wanted)


@given(records)
def test_without_a_code_no_generation_is_in_the_way(known: Records) -> None:
    """Only an order that is off, or collected, is refused to whoever is known by a phone number."""
    claim = claim_by_order(Proof.PHONE, ORDER, known)
    units = units_to_hand(claim, known, None)
    assert (units is Reason.REVOKED) == known.is_cancelled
    assert units not in (Reason.SUPERSEDED, Reason.REPLAYED_SCREEN, Reason.UNITS)


@given(records)
def test_a_short_code_is_as_old_as_its_order(known: Records) -> None:
    """It is void with the codes that were issued beside it."""
    units = units_to_hand(claim_by_order(Proof.SHORT, ORDER, known), known, None)
    is_void = known.is_cancelled or known.least_generation > 0
    assert (units is Reason.REVOKED) == is_void
    is_old = max(known.order_generation, known.seen_generation) > 0
    assert (units is Reason.SUPERSEDED) == (is_old and not is_void)


def test_paper_without_leave() -> None:
    """Of an order that is not here, or whose permission was taken back; told before all else."""
    claim = Claim(Proof.SLIP, PICKUP, generation=0, units=1)
    assert units_to_hand(claim, Records(is_cancelled=True), None) is Reason.POP
    assert units_to_hand(claim, Records(allows_slip=True), None) == (0,)


def test_an_order_whose_codes_are_all_taken_back_is_off() -> None:
    """256 leaves no generation."""
    known = Records(least_generation=256)
    assert units_to_hand(claim_by_order(Proof.SHORT, ORDER, known), known, None) is Reason.REVOKED


@pytest.mark.parametrize(
    ("gone", "placed", "now", "state"),
    [
        ((), (), 0, "waiting"),
        ((), (0, 1), 0, "waiting"),
        ((), (0, 1, 2), 0, "ready"),
        ((0,), (1, 2), 0, "partly"),
        ((0, 1, 2), (), 0, "collected"),
        ((0, 1, 2), (), 9_000_000, "collected"),
        ((0,), (), 1_119_999, "partly"),
        ((0,), (), 1_120_000, "expired"),
    ],
)
def test_where_an_order_is(gone: tuple[int, ...], placed: tuple[int, ...], now: int, state: str) -> None:
    """Collected for ever; otherwise expired two minutes after its time."""
    assert state_of(ORDER, gone, placed, Millis(now)) == state
    assert is_out_of_time(ORDER, Millis(now)) == (now >= 1_120_000)


def test_goods_differ_by_their_sums() -> None:
    """How a cashier scans them does not matter, how much of what does."""

    def lines(*pairs: tuple[str, int]) -> tuple[HandedLine, ...]:
        return tuple(HandedLine(Sku(sku), Milli(quantity)) for sku, quantity in pairs)

    assert not differ(lines(("P1", 3_000), ("P2", 1_000)), lines(("P2", 1_000), ("P1", 1_000), ("P1", 2_000)))
    assert differ(lines(("P1", 3_000)), lines(("P1", 2_000)))
    assert differ(lines(("P1", 3_000)), lines(("P1", 3_000), ("P2", 1_000)))


def test_what_is_no_pickup_code_is_not_kept() -> None:
    """Nor does it tell a time; a long one is kept as far as a code could reach."""
    assert evidence_of("6921168509256") == ""
    assert len(evidence_of("PK1:" + "0" * 70_000)) == 640
    assert phone_time("6921168509256") is None
    assert phone_time("PK1:00") is None

"""Which orders a shop can keep: every bound, on both of its sides."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import BatchId, PickupId, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.orders_check import (
    LINES_MAX,
    NUMBER_MAX,
    OPTIONS_MAX,
    TEXT_LENGTH_MAX,
    TIME_MAX,
    are_numbers,
    are_quantities,
    are_texts,
    are_times,
    is_sound,
)
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.stock_documents import QUANTITY_MAX

LINE = OrderLine(1, Sku("P1"), "农夫山泉", Unit.EACH, Milli(2_000), Fen(400), parcel=1, options=("冰",))
ORDER = PickupOrder(
    id=PickupId("ca978112ca1bbdca"),
    number="T1122-0042",
    channel=Channel.GROUP,
    placed_at=Millis(1_795_320_000_000),
    expires_at=Millis(1_795_320_000_000),
    lines=(LINE,),
    total_fen=Fen(400),
    units=2,
    paid_at=Millis(0),
    tail="5678",
    short_hash="0a" * 32,
    phone_hash="f9" * 32,
    batch=BatchId("G20261122-01"),
    leader="L07",
    community="湘江苑",
)


def _order(changes: dict[str, Any]) -> PickupOrder:
    return msgspec.structs.replace(ORDER, **changes)


def _line(**changes: Any) -> dict[str, Any]:
    return {"lines": (msgspec.structs.replace(LINE, **changes),)}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tail": "", "short_hash": "", "phone_hash": "", "paid_at": None, "batch": None, "leader": ""},
        {"units": 64, "generation": 255, "total_fen": NUMBER_MAX - 1},
        {"placed_at": TIME_MAX - 1, "expires_at": TIME_MAX - 1, "wanted_at": TIME_MAX - 1},
        {"number": "长" * TEXT_LENGTH_MAX, "community": "长" * TEXT_LENGTH_MAX},
        {"lines": tuple(msgspec.structs.replace(LINE, no=no) for no in range(LINES_MAX))},
        _line(parcel=0, quantity=QUANTITY_MAX, amount_fen=0, options=("冰",) * OPTIONS_MAX),
        _line(sku="P" * TEXT_LENGTH_MAX, name="👍 é", quantity=1),
    ],
    ids=str,
)
def test_an_order_within_every_bound_is_sound(changes: dict[str, Any]) -> None:
    """To the last of what is allowed."""
    assert is_sound(_order(changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "ca978112ca1bbdcA"},
        {"id": "ca978112ca1bbdc"},
        {"id": "ca978112ca1bbdca\n"},
        {"number": ""},
        {"number": "长" * (TEXT_LENGTH_MAX + 1)},
        {"leader": "L\r07"},
        {"community": "\u202eabc"},
        {"batch": "G\x00"},
        {"tail": "567"},
        {"tail": "５６７８"},
        {"tail": "5678\n"},
        {"short_hash": "0a" * 31},
        {"short_hash": "0A" * 32},
        {"phone_hash": "13812345678"},
        {"placed_at": -1},
        {"expires_at": TIME_MAX},
        {"paid_at": TIME_MAX},
        {"wanted_at": -1},
        {"total_fen": NUMBER_MAX},
        {"total_fen": -1},
        {"generation": 256},
        {"generation": -1},
        {"units": 65},
        {"units": 0},
        {"lines": ()},
        {"lines": (LINE, LINE)},
        {"lines": tuple(msgspec.structs.replace(LINE, no=no) for no in range(LINES_MAX + 1))},
        _line(no=-1),
        _line(parcel=2),
        _line(parcel=-1),
        _line(quantity=0),
        _line(quantity=QUANTITY_MAX + 1),
        _line(amount_fen=-1),
        _line(sku=""),
        _line(sku="P1\x7f"),
        _line(name="\x1b[2J"),
        _line(options=("冰\u2028",)),
        _line(options=("冰",) * (OPTIONS_MAX + 1)),
    ],
    ids=lambda changes: f"{next(iter(changes))} {str(changes)[-40:]!a}",
)
def test_an_order_beyond_any_bound_is_not(changes: dict[str, Any]) -> None:
    """By one of whatever it is."""
    assert not is_sound(_order(changes))


@given(st.text(max_size=TEXT_LENGTH_MAX + 5))
def test_a_text_that_fits_moves_no_cursor(text: str) -> None:
    """Whatever is let through is short, one line, and has no control character."""
    fits = are_texts(["plain", text])
    assert fits or len(text) > TEXT_LENGTH_MAX or not text.isprintable()
    if fits:
        assert len(text) <= TEXT_LENGTH_MAX
        assert len(text.splitlines()) <= 1
        assert "\x1b" not in text


@given(st.lists(st.integers(-2, 2) | st.integers(), max_size=3))
def test_numbers_are_sound_when_each_of_them_is(numbers: list[int]) -> None:
    """One beyond is enough; none at all is fine."""
    assert are_numbers(numbers) == all(0 <= number < NUMBER_MAX for number in numbers)
    assert are_times(numbers) == all(0 <= number < TIME_MAX for number in numbers)
    assert are_quantities(numbers) == all(1 <= number <= QUANTITY_MAX for number in numbers)

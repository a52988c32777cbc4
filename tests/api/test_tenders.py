"""Payment over the socket: what is kept, what is given back, and when the sale is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Shop

WATER, BAG = "6921168509256", "9000001"


def _cash(fen: int) -> dict[str, Any]:
    return {"kind": "cash", "amount_fen": fen}


def _wechat(fen: int) -> dict[str, Any]:
    return {"kind": "external", "method": "wechat", "amount_fen": fen}


@pytest.mark.parametrize(
    ("legs", "kept", "change"),
    [
        ([_cash(400)], [("cash", 400, 400)], 0),
        ([_cash(5_000)], [("cash", 400, 5_000)], 4_600),
        ([_wechat(400)], [("external", 400, 400)], 0),
        (
            [_cash(100), _cash(100), _cash(300)],
            [("cash", 100, 100), ("cash", 100, 100), ("cash", 200, 300)],
            100,
        ),
        ([_wechat(150), _cash(300)], [("external", 150, 150), ("cash", 250, 300)], 50),
        ([_cash(150), _wechat(250)], [("cash", 150, 150), ("external", 250, 250)], 0),
        ([_cash(399), _cash(100_000_000)], [("cash", 399, 399), ("cash", 1, 100_000_000)], 99_999_999),
    ],
    ids=["exact", "change", "wall code", "three times cash", "code, then cash", "cash, then code", "a slip"],
)
async def test_a_payment_keeps_the_total_and_gives_back_the_rest(
    shop: Shop, legs: list[dict[str, Any]], kept: list[tuple[str, int, int]], change: int
) -> None:
    """The leg that covers ￥4.00 makes the sale; what the shop keeps adds up to it, to the fen."""
    cart = await shop.till.scan(await shop.till.open(), WATER, WATER)
    answer: dict[str, Any] = {"cart": cart, "sale": None}
    for leg in legs:
        assert answer["sale"] is None
        answer = await shop.till.change(answer["cart"], "tenders", leg)

    sale = answer["sale"]
    assert kept == [(leg["kind"], leg["amount_fen"], leg["received_fen"]) for leg in sale["tenders"]]
    assert (sale["total_fen"], sale["change_fen"]) == (400, change)
    assert (answer["cart"]["state"], answer["cart"]["rest_fen"]) == ("sold", 0)
    assert sum(amount for _, amount, _ in kept) == 400
    shop.prove()


async def test_a_part_of_the_payment_freezes_the_cart(shop: Shop) -> None:
    """From the first leg on nothing is added, changed, held or given up, until the legs are given back."""
    cart = await shop.till.scan(await shop.till.open(), WATER, WATER)
    cart = (await shop.till.change(cart, "tenders", _cash(100)))["cart"]
    refused = [
        await shop.till.try_change(cart, "scan", {"code": WATER}),
        await shop.till.try_change(cart, "lines/1", {"quantity": 1_000}, "PATCH"),
        await shop.till.try_change(cart, "lines/1", method="DELETE"),
        await shop.till.try_change(cart, "hold"),
        await shop.till.try_change(cart, "cancel"),
    ]
    opened = await shop.till.change(cart, "tenders", method="DELETE")

    assert {response.json()["code"] for response in refused} == {"cart.state"}
    assert (opened["state"], opened["tenders"], opened["rest_fen"]) == ("open", [], 400)
    assert (await shop.till.scan(opened, WATER))["total_fen"] == 600


async def test_a_free_cart_is_settled_by_cash_of_nothing(shop: Shop) -> None:
    """A bag for nothing is a sale as well: with a receipt number, a stock move, and no drawer."""
    cart = await shop.till.scan(await shop.till.open(), BAG)
    sale = (await shop.till.pay(cart, 0))["sale"]

    assert (sale["total_fen"], sale["change_fen"], sale["receipt_no"]) == (0, 0, "S0731-1-20261122-0001")
    assert shop.tables()["stock_level"] == [(BAG, -1_000)]
    shop.prove()


async def test_a_free_cart_gives_back_all_of_the_cash(shop: Shop) -> None:
    """Money for nothing is all change."""
    cart = await shop.till.scan(await shop.till.open(), BAG)
    sale = (await shop.till.pay(cart, 500))["sale"]

    assert (sale["total_fen"], sale["change_fen"], sale["tenders"][0]["amount_fen"]) == (0, 500, 0)


@pytest.mark.parametrize("leg", [_cash(100), _wechat(100), _cash(0)])
async def test_nothing_is_taken_for_a_cart_that_is_paid(shop: Shop, leg: dict[str, Any]) -> None:
    """A second payment of a finished sale is refused, whatever version it names."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    sold = (await shop.till.pay(cart, 200))["cart"]
    before = shop.tables("request_answer")

    assert (await shop.till.try_change(cart, "tenders", leg)).json()["code"] == "cart.stale"
    assert (await shop.till.try_change(sold, "tenders", leg)).status_code == 409
    assert (await shop.till.try_change(sold, "tenders", method="DELETE")).json()["code"] == "cart.state"
    assert before == shop.tables("request_answer")


@pytest.mark.parametrize("amount", [-1, 2**31, 2**63 - 1, 2**63, 2**64, 10**40, -(2**63) - 1])
@pytest.mark.parametrize("leg", [_cash(0), _wechat(0)], ids=["cash", "wall code"])
async def test_an_amount_beyond_every_bound_is_refused(shop: Shop, leg: dict[str, Any], amount: int) -> None:
    """No number is too large to be refused in words."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    refused = await shop.till.try_change(cart, "tenders", {**leg, "amount_fen": amount})

    assert 400 <= refused.status_code < 500
    assert refused.json()["title"]


async def test_a_reference_is_kept_with_its_leg(shop: Shop) -> None:
    """The number of a voucher is on record, without the spaces around it."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    leg = {"kind": "external", "method": "meituan", "amount_fen": 200, "reference": " MT-20261122/7 "}
    sale = (await shop.till.change(cart, "tenders", leg))["sale"]

    assert sale["tenders"][0]["reference"] == "MT-20261122/7"


async def test_receipt_numbers_run_without_a_gap_over_both_tills(shop: Shop) -> None:
    """One counter for the shop and the day; an abandoned cart uses no number."""
    await shop.till.open()
    await shop.other.open()
    sales = [await till.sell(WATER) for till in (shop.till, shop.other, shop.till)]
    await shop.till.change(await shop.till.do("POST", "/carts"), "cancel")
    sales.append(await shop.other.sell(WATER))

    assert [sale["receipt_no"][-4:] for sale in sales] == ["0001", "0002", "0003", "0004"]


async def test_a_sale_belongs_to_the_business_date_of_its_shift(shop: Shop) -> None:
    """Past midnight, and past the cutoff, a shift's sales stay on the day that it was opened for."""
    await shop.till.open()
    shop.clock.at = type(shop.clock.at)(shop.clock.at + 20 * 3_600_000)
    sale = await shop.till.sell(WATER)

    assert (sale["business_date"], sale["receipt_no"]) == ("2026-11-22", "S0731-1-20261122-0001")

"""Shifts and cash at the tills: the float, cash without a sale, X report, blind count, Z report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.events import PaymentChanged, PaymentStarted
from edge_agent.domain.ids import PaymentId, StaffId, TillId
from edge_agent.domain.moments import HOUR, Millis
from edge_agent.domain.money import Fen

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.api.conftest import OpenShop, Shop, Till

WATER, MILK = "6921168509256", "6907992500010"
CASHIER, SUPERVISOR, MANAGER, PIN = "1001", "8001", "9001", "1234"


async def _open(till: Till, staff: str = CASHIER, float_fen: int = 20_000) -> None:
    await till.sign_in(staff)
    await till.do("POST", "/shifts", {"float_fen": float_fen})


async def _close(till: Till, counted_fen: int, **more: Any) -> Any:
    body = {"counted_fen": counted_fen, "float_left_fen": 20_000, **more}
    return await till.do("POST", "/shifts/current/close", body)


async def _code(till: Till, method: str, path: str, body: Any = None, **more: Any) -> str:
    """The code with which a call is refused."""
    response = await till.call(method, path, body, **more)
    assert response.is_error, response.text
    code: str = response.json()["code"]
    return code


async def test_a_shift_from_float_to_z_report(shop: Shop) -> None:
    """Cash, a wall code, cash out and the count: expected, over, what is taken out and what stays."""
    await _open(shop.till, SUPERVISOR)
    await shop.till.sell(WATER, WATER)
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), MILK)
    await shop.till.change(cart, "tenders", {"kind": "external", "method": "wechat", "amount_fen": 350})
    await shop.till.do("POST", "/cash-moves", {"kind": "out", "amount_fen": 100, "reason": "买水"})
    z = await _close(shop.till, 20_310, externals={"wechat": 300})

    assert (z["z_no"], z["expected_fen"], z["over_fen"], z["taken_fen"]) == (1, 20_300, 10, 310)
    assert (z["sales_fen"], z["net_fen"], z["counts"]["sales"]) == (750, 750, 2)
    wechat = next(tender for tender in z["tenders"] if tender["method"] == "wechat")
    assert (wechat["name"], wechat["total_fen"], wechat["over_fen"]) == ("微信", 350, -50)
    assert await _code(shop.till, "GET", "/shifts/current") == "shift.none"
    assert await _code(shop.till, "POST", "/carts") == "shift.none"
    assert (await shop.till.sign_in())["expected_float_fen"] == 20_000
    shop.prove()


# --- the float --------------------------------------------------------------------------------------------


async def test_the_next_opening_is_told_what_the_close_left(shop: Shop) -> None:
    """And a float that differs from it is on record, on the next Z report too."""
    await _open(shop.till)
    await _close(shop.till, 20_000, float_left_fen=15_000)
    session = await shop.till.sign_in("1002")
    await shop.till.do("POST", "/shifts", {"float_fen": 14_000})

    assert session["expected_float_fen"] == 15_000
    assert shop.events("shift.opened")[-1]["data"]["expected_fen"] == 15_000
    z = await _close(shop.till, 14_000, float_left_fen=0)
    assert (z["float_fen"], z["float_expected_fen"], z["over_fen"]) == (14_000, 15_000, 0)
    assert (z["opened_by"], z["closed_by"]) == ("1002", "1002")


async def test_a_float_is_left_in_its_own_drawer(shop: Shop) -> None:
    """What the other drawer has is another's."""
    await _open(shop.till)
    await _close(shop.till, 20_000)
    assert (await shop.other.sign_in())["expected_float_fen"] == 0
    assert (await shop.till.sign_in())["expected_float_fen"] == 20_000


# --- cash without a sale ----------------------------------------------------------------------------------


async def test_cash_moves_with_a_reason_and_a_right(shop: Shop) -> None:
    """In, out and to the safe; each is an event, each opens the drawer, and the expected cash follows."""
    await _open(shop.till, SUPERVISOR)
    for kind, amount in (("in", 5_000), ("out", 1_000), ("drop", 20_000)):
        moved = await shop.till.do(
            "POST", "/cash-moves", {"kind": kind, "amount_fen": amount, "reason": " 换零 "}
        )
        assert (moved["kind"], moved["amount_fen"], moved["reason"]) == (kind, amount, "换零")

    assert [event["data"]["kind"] for event in shop.events("cash.moved")] == ["in", "out", "drop"]
    assert shop.events("drawer.opened") == []
    z = await _close(shop.till, 4_000, float_left_fen=0)
    assert (z["expected_fen"], [move["kind"] for move in z["moves"]]) == (4_000, ["in", "out", "drop"])


async def test_no_more_leaves_the_drawer_than_is_in_it(shop: Shop) -> None:
    """To the fen; what is in it is not told."""
    await _open(shop.till, SUPERVISOR)
    move = {"kind": "drop", "amount_fen": 20_001, "reason": "缴款"}
    refused = (await shop.till.call("POST", "/cash-moves", move)).json()
    assert (refused["code"], refused.get("params", {})) == ("cash.above-drawer", {})
    await shop.till.do("POST", "/cash-moves", {**move, "amount_fen": 20_000})


async def test_whoever_may_move_no_cash_finds_out_nothing_about_it(shop: Shop) -> None:
    """More than there is, or less: the same answer, until somebody approves of the amount."""
    await _open(shop.till)
    for amount in (20_000, 20_001):
        move = {"kind": "drop", "amount_fen": amount, "reason": "缴款"}
        assert await _code(shop.till, "POST", "/cash-moves", move) == "right.needed"
    asked = {"staff": SUPERVISOR, "pin": PIN, "action": "move_cash", "subject": "drop 200.01"}
    approval = (await shop.till.do("POST", "/approvals", asked))["id"]
    assert await _code(shop.till, "POST", "/cash-moves", move, approval=approval) == "cash.above-drawer"


async def test_a_no_sale_opening_is_counted(shop: Shop) -> None:
    """With a reason and a right; before a shift too, so that the float can be counted."""
    await shop.till.sign_in(SUPERVISOR)
    await shop.till.do("POST", "/drawer/open", {"reason": "点备用金"})
    await shop.till.do("POST", "/shifts", {"float_fen": 0})
    await shop.till.do("POST", "/drawer/open", {"reason": "换零钱"})

    reasons = [event["data"]["reason"] for event in shop.events("drawer.opened")]
    assert reasons == ["点备用金", "换零钱"]
    z = await _close(shop.till, 0, float_left_fen=0)
    assert z["counts"]["drawer_openings"] == 1


# --- the X report -----------------------------------------------------------------------------------------


async def test_a_cashier_s_x_report_tells_no_cash(shop: Shop) -> None:
    """Nor what tells it by subtraction; a manager's tells all, and that he looked is on record."""
    await _open(shop.till)
    await shop.till.sell(WATER)
    blind = await shop.till.do("GET", "/shifts/current/report")
    assert shop.events("right.used") == []
    await shop.till.sign_in(MANAGER)
    seeing = await shop.till.do("GET", "/shifts/current/report")

    hidden = ("expected_fen", "sales_fen", "refunds_fen", "net_fen", "taxes")
    assert [blind[field] for field in hidden] == [None] * 5
    assert blind["tenders"] == []
    assert (seeing["expected_fen"], seeing["net_fen"]) == (20_200, 200)
    assert [tender["kind"] for tender in seeing["tenders"]] == ["cash"]
    assert blind["counts"] == seeing["counts"]
    assert shop.events("right.used")[-1]["data"]["right"] == "see_expected_cash"


async def test_a_cashier_sees_the_cash_with_an_approval(shop: Shop) -> None:
    """Once; an approval of something else is refused, not passed over."""
    await _open(shop.till)
    asked = {"staff": MANAGER, "pin": PIN, "action": "see_expected_cash"}
    approval = (await shop.till.do("POST", "/approvals", asked))["id"]
    seen = await shop.till.do("GET", "/shifts/current/report", approval=approval)
    assert seen["expected_fen"] == 20_000
    assert await _code(shop.till, "GET", "/shifts/current/report", approval=approval) == "right.needed"


async def test_an_x_report_on_paper(open_shop: OpenShop) -> None:
    """At the lane's printer; a lane without one says so."""
    async with open_shop("tcp://127.0.0.1:9") as shop:
        await _open(shop.till)
        job = await shop.till.do("POST", "/shifts/current/report/print")
        assert (job["template"], job["printer"]) == ("x", "counter")
        await _open(shop.other, "1002")
        assert await _code(shop.other, "POST", "/shifts/current/report/print") == "shift.no-printer"


# --- the count --------------------------------------------------------------------------------------------


async def test_a_count_that_differs_is_asked_for_once_more(shop: Shop) -> None:
    """Without any amount; the second is taken whatever it is, and both are kept."""
    await _open(shop.till)
    body = {"counted_fen": 10_000, "float_left_fen": 0}
    first = await shop.till.call("POST", "/shifts/current/close", body)
    assert (first.status_code, first.json()["code"]) == (409, "shift.count-again")
    assert "params" not in first.json()
    assert "hint" not in first.json()
    assert first.json()["title"] == "请再点一次"
    z = await shop.till.do("POST", "/shifts/current/close", {**body, "counted_fen": 9_000})

    assert (z["first_counted_fen"], z["counted_fen"], z["over_fen"]) == (10_000, 9_000, -11_000)
    assert [event["data"]["counted_fen"] for event in shop.events("shift.counted")] == [10_000]
    shop.prove()


@pytest.mark.parametrize(("counted", "taken"), [(20_500, True), (19_500, True), (20_501, False)])
async def test_a_small_difference_is_no_reason_to_count_again(shop: Shop, counted: int, taken: bool) -> None:
    """Up to the store's limit, ￥5.00, either way."""
    await _open(shop.till)
    body = {"counted_fen": counted, "float_left_fen": 0}
    assert (await shop.till.call("POST", "/shifts/current/close", body)).is_success == taken


async def test_a_restart_between_two_counts_gives_no_third(open_shop: OpenShop) -> None:
    """The first count is in the journal."""
    async with open_shop() as shop:
        await _open(shop.till)
        body = {"counted_fen": 0, "float_left_fen": 0}
        assert await _code(shop.till, "POST", "/shifts/current/close", body) == "shift.count-again"
    async with open_shop() as shop:
        await shop.till.sign_in()
        z = await _close(shop.till, 1, float_left_fen=0)
        assert (z["first_counted_fen"], z["counted_fen"]) == (0, 1)


async def test_a_second_count_takes_no_second_approval(open_shop: OpenShop) -> None:
    """One approval is for one close; but another person needs the right, or another approval."""
    nobody_closes = "\n[rights]\ncashier = []\n"
    async with open_shop(more=nobody_closes) as shop:
        await _open(shop.till)
        asked = {"staff": SUPERVISOR, "pin": PIN, "action": "close_shift"}
        approval = (await shop.till.do("POST", "/approvals", asked))["id"]
        body = {"counted_fen": 0, "float_left_fen": 0}
        path = "/shifts/current/close"
        assert await _code(shop.till, "POST", path, body) == "right.needed"
        assert await _code(shop.till, "POST", path, body, approval=approval) == "shift.count-again"
        await shop.till.sign_in("1002")
        assert await _code(shop.till, "POST", path, body) == "right.needed"
        await shop.till.sign_in(CASHIER)
        await shop.till.do("POST", path, body)


async def test_notes_and_coins_are_counted_one_by_one(shop: Shop) -> None:
    """The amount may be left out; what was counted is in the event."""
    await _open(shop.till)
    notes = {"10000": 1, "5000": 2, "100": 0}
    z = await shop.till.do(
        "POST", "/shifts/current/close", {"denominations": notes, "float_left_fen": 20_000}
    )
    assert (z["counted_fen"], z["over_fen"], z["taken_fen"]) == (20_000, 0, 0)
    assert shop.events("shift.closed")[-1]["data"]["denominations"] == [
        {"face_fen": 10_000, "count": 1},
        {"face_fen": 5_000, "count": 2},
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "shift.count-invalid"),
        ({"counted_fen": -1}, "shift.count-invalid"),
        ({"counted_fen": 10**12}, "shift.count-invalid"),
        ({"denominations": {"10000": -2}}, "shift.count-invalid"),
        ({"denominations": {"300": 1}}, "shift.face-unknown"),
        ({"counted_fen": 20_000, "denominations": {"10000": 1}}, "shift.count-sum"),
        ({"counted_fen": 20_000, "float_left_fen": 20_001}, "shift.float-above-count"),
        ({"counted_fen": 20_000, "float_left_fen": -1}, "shift.float-invalid"),
        ({"counted_fen": 20_000, "externals": {"bitcoin": 1}}, "shift.method-unknown"),
        ({"counted_fen": 20_000, "externals": {"wechat": 10**12}}, "shift.count-invalid"),
        ({"counted_fen": 20_000, "reason": "x" * 61}, "reason.invalid"),
        ({"counted_fen": 20_000, "externals": {"wechat": "all"}}, "request.malformed"),
        ({"counted_fen": 20_000, "denominations": {"a": 1}}, "request.malformed"),
    ],
)
async def test_what_is_no_close(shop: Shop, body: dict[str, Any], code: str) -> None:
    """Each has its own code, nothing is recorded, and no count is used up."""
    await _open(shop.till)
    before = shop.tables("request_answer")
    path, whole = "/shifts/current/close", {"float_left_fen": 0, **body}
    assert await _code(shop.till, "POST", path, whole) == code
    assert before == shop.tables("request_answer")


async def test_whoever_closes_a_shift_opens_the_drawer_to_count(shop: Shop) -> None:
    """By the right to close; on record and counted, so that it is no secret way into the drawer."""
    await _open(shop.till)
    opened = await shop.till.do("POST", "/shifts/current/drawer")
    z = await _close(shop.till, 20_000)

    assert opened["drawer"] == "1"
    (event,) = shop.events("drawer.opened")
    assert (event["edgeactor"], event["data"]["reason"]) == (CASHIER, "交班点钱")
    assert [use["data"]["right"] for use in shop.events("right.used")] == ["close_shift"] * 2
    assert z["counts"]["drawer_openings"] == 1
    assert await _code(shop.till, "POST", "/shifts/current/drawer") == "shift.none"


async def test_nobody_opens_the_drawer_to_count_it_while_selling(shop: Shop) -> None:
    """A cart in progress comes first, as it does for the close."""
    await _open(shop.till)
    await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
    assert await _code(shop.till, "POST", "/shifts/current/drawer") == "shift.cart-open"
    assert shop.events("drawer.opened") == []


async def test_who_may_not_close_may_not_open_the_drawer_to_count(open_shop: OpenShop) -> None:
    """The right that is asked for is the one of the close."""
    async with open_shop(more="\n[rights]\ncashier = []\n") as shop:
        await _open(shop.till)
        refused = (await shop.till.call("POST", "/shifts/current/drawer")).json()
        assert (refused["code"], refused["params"]["right"]) == ("right.needed", "close_shift")


# --- Z reports of closed shifts ---------------------------------------------------------------------------


async def test_an_old_z_report_is_read_as_it_was(open_shop: OpenShop) -> None:
    """To the fen and the letter, after another shift and a restart."""
    async with open_shop() as shop:
        await _open(shop.till, MANAGER)
        await shop.till.sell(WATER)
        told = await _close(shop.till, 20_190, externals={"wechat": 0}, reason="找错")
        await _open(shop.other, "1002", 0)
        await _close(shop.other, 0, float_left_fen=0)
    async with open_shop() as shop:
        await shop.till.sign_in(MANAGER)
        closed = await shop.till.do("GET", "/shifts")
        assert [(one["z_no"], one["drawer"], one["closed_by"]) for one in closed] == [
            (2, "2", "1002"),
            (1, "1", MANAGER),
        ]
        assert await shop.till.do("GET", f"/shifts/{closed[1]['shift']}/z") == told
        assert await shop.till.do("GET", "/shifts?before=2&limit=1") == [closed[1]]
        assert shop.events("right.used")[-1]["data"]["subject"] == "Z0001"
        shop.prove()


async def test_an_old_z_report_is_printed_as_a_copy(open_shop: OpenShop) -> None:
    """The same lines under 补打, and below who printed it; without a printer no right is used."""
    async with open_shop("tcp://127.0.0.1:9") as shop:
        await _open(shop.till)
        z = await _close(shop.till, 20_000)
        path = f"/shifts/{z['shift']}/z/print"
        assert await _code(shop.till, "POST", path) == "right.needed"
        await shop.other.sign_in(MANAGER)
        used = len(shop.events("right.used"))
        assert await _code(shop.other, "POST", path) == "shift.no-printer"
        assert len(shop.events("right.used")) == used
        await shop.till.sign_in(MANAGER)
        copy = await shop.till.do("POST", path)

        papers = {row[0]: json.loads(str(row[9])) for row in shop.tables()["print_job"]}
        original, again = papers[z["job"]], papers[copy["id"]]
        assert (copy["template"], copy["copy"]) == ("z", 1)
        assert again[0]["text"] == "补打"
        assert again[1:-1] == original
        assert again[-1]["left"] == "打印 收银员 老9001"


async def test_a_cashier_sees_no_old_z_report(shop: Shop) -> None:
    """It tells what was expected; the list tells no money."""
    await _open(shop.till)
    z = await _close(shop.till, 20_000)
    (closed,) = await shop.till.do("GET", "/shifts")
    assert not any(name.endswith("_fen") for name in closed)
    assert await _code(shop.till, "GET", f"/shifts/{z['shift']}/z") == "right.needed"


# --- what is handed over ----------------------------------------------------------------------------------


async def test_a_cart_in_progress_keeps_the_shift_open(shop: Shop) -> None:
    """Until it is settled, held or cancelled; of any till that shares the drawer."""
    await _open(shop.till)
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
    body = {"counted_fen": 20_000, "float_left_fen": 0}
    refused = (await shop.till.call("POST", "/shifts/current/close", body)).json()
    assert (refused["code"], refused["params"]) == ("shift.cart-open", {"till": "1"})
    await shop.till.change(cart, "cancel")
    z = await _close(shop.till, 20_000)
    assert z["counts"]["cancelled_carts"] == 1


async def test_held_carts_are_handed_over_by_name(shop: Shop) -> None:
    """With cashier, pieces and total; the next shift finds them, and the other drawer's are its own."""
    await _open(shop.till)
    await _open(shop.other, "1002")
    for till in (shop.till, shop.other):
        cart = await till.scan(await till.do("POST", "/carts"), WATER, MILK)
        await till.change(cart, "hold")
    z = await _close(shop.till, 20_000)

    assert [(cart["staff_name"], cart["till"], cart["count"], cart["total_fen"]) for cart in z["carts"]] == [
        ("小1001", "1", 2, 550)
    ]
    await shop.till.do("POST", "/shifts", {"float_fen": 20_000})
    assert len(await shop.till.do("GET", "/carts?state=held")) == 2


async def test_an_empty_cart_is_not_carried_over(shop: Shop) -> None:
    """The next shift's first cart takes its own date and rules."""
    await _open(shop.till)
    old = await shop.till.do("POST", "/carts")
    await _close(shop.till, 20_000)
    await shop.till.do("POST", "/shifts", {"float_fen": 20_000})
    assert (await shop.till.do("POST", "/carts"))["id"] != old["id"]


def _pending(payment: str, till: str, state: str) -> Any:
    """A payment that somebody began at a till, and what the provider said of it."""

    def unit(tx: JournalTx) -> None:
        started = PaymentStarted(PaymentId(payment), f"order-{payment}", "simulated", Fen(800), "sale")
        tx.record(started, actor=StaffId(CASHIER), till=TillId(till))
        tx.record(PaymentChanged(PaymentId(payment), state), till=TillId(till))

    return unit


@pytest.mark.parametrize("state", ["sent", "unknown", "paid"])
async def test_an_unsettled_payment_is_handed_over_knowingly(shop: Shop, state: str) -> None:
    """Undecided, unknown, or paid without a sale: the close is refused until somebody says that he knows."""
    await _open(shop.till)
    await shop.agent.writer.run(_pending("p1", "1", state))
    await shop.agent.writer.run(_pending("p2", "2", state))
    await shop.agent.writer.run(_pending("p3", "1", "declined"))
    body = {"counted_fen": 20_000, "float_left_fen": 0}
    refused = (await shop.till.call("POST", "/shifts/current/close", body)).json()
    assert (refused["code"], refused["params"]) == ("shift.payments.confirm", {"count": 1})

    z = await _close(shop.till, 20_000, confirm=True)
    assert [(one["payment"], one["state"], one["amount_fen"]) for one in z["payments"]] == [
        ("p1", state, 800)
    ]


# --- the Z report -----------------------------------------------------------------------------------------


async def test_z_numbers_have_no_gaps(open_shop: OpenShop) -> None:
    """Over both drawers, refused closes and a restart of the agent."""
    numbers = []
    for _ in range(2):
        async with open_shop() as shop:
            for till in (shop.till, shop.other, shop.till):
                await _open(till)
                body = {"counted_fen": 20_000, "float_left_fen": 99_999}
                assert await _code(till, "POST", "/shifts/current/close", body) == "shift.float-above-count"
                numbers.append((await _close(till, 20_000))["z_no"])
            shop.prove()
    assert numbers == [1, 2, 3, 4, 5, 6]


async def test_two_drawers_do_not_mix(shop: Shop) -> None:
    """Each Z has its own sales, and closing one leaves the other open."""
    await _open(shop.till)
    await _open(shop.other, "1002", 10_000)
    await shop.till.sell(WATER)
    await shop.other.sell(MILK, MILK)
    z = await _close(shop.till, 20_200)
    assert (z["sales_fen"], z["expected_fen"], z["counts"]["sales"]) == (200, 20_200, 1)
    await shop.other.sell(MILK)
    z = await _close(shop.other, 11_050, float_left_fen=0)
    assert (z["sales_fen"], z["expected_fen"], z["counts"]["sales"]) == (1_050, 11_050, 2)


async def test_two_tills_at_one_drawer_are_one_shift(open_shop: OpenShop) -> None:
    """Both sell into it, a cart at either keeps it open; closed, neither sells, and both know the float."""
    third = '\n[[lanes]]\ntill = "3"\nname = "03机"\ndrawer = "1"\n'
    async with open_shop(more=third) as shop:
        await _open(shop.till)
        shop.other.number = "3"
        await shop.other.sign_in("1002")
        cart = await shop.other.scan(await shop.other.do("POST", "/carts"), WATER)
        body = {"counted_fen": 20_200, "float_left_fen": 0}
        refused = (await shop.till.call("POST", "/shifts/current/close", body)).json()
        assert (refused["code"], refused["params"]) == ("shift.cart-open", {"till": "3"})
        await shop.other.pay(cart, 200)
        empty = await shop.other.do("POST", "/carts")
        await shop.other.change(await shop.other.scan(empty, MILK), "cancel")
        z = await _close(shop.till, 20_200)
        assert (z["over_fen"], z["counts"]["cancelled_carts"]) == (0, 1)
        refused = (await shop.other.call("POST", "/carts")).json()
        assert (refused["code"], refused["params"]) == ("shift.none", {"expected_fen": z["left_fen"]})


async def test_a_close_leaves_the_other_lane_s_customer_alone(open_shop: OpenShop) -> None:
    """Somebody stands there, nothing is scanned yet: the next shift takes the scan, whoever made it."""
    third = '\n[[lanes]]\ntill = "3"\nname = "03机"\ndrawer = "1"\n'
    async with open_shop(more=third) as shop:
        await _open(shop.till)
        shop.other.number = "3"
        await shop.other.sign_in("1002")
        mine, other = [await till.do("POST", "/carts") for till in (shop.till, shop.other)]
        shop.clock.at = Millis(shop.clock.at + 24 * HOUR)
        await _close(shop.till, 20_000)
        refused = await shop.other.try_change(other, "scan", {"code": WATER})
        assert refused.json()["code"] == "shift.none"
        await shop.till.do("POST", "/shifts", {"float_fen": 20_000})
        await shop.other.sign_in(CASHIER)
        held = await shop.other.change(await shop.other.scan(other, WATER), "hold")
        assert (await shop.till.do("POST", "/carts"))["id"] != mine["id"]
        z = await _close(shop.till, 20_000)
        assert [(cart["cart"], cart["staff"]) for cart in z["carts"]] == [(held["id"], CASHIER)]


async def test_a_forgotten_shift_is_closed_in_the_morning(shop: Shop) -> None:
    """Under its own business date, marked late; past midnight but before the cutoff it is not."""
    await _open(shop.till)
    await _open(shop.other)
    shop.clock.at = Millis(shop.clock.at + 15 * HOUR)  # three at night
    assert not (await _close(shop.other, 20_000))["is_late"]
    shop.clock.at = Millis(shop.clock.at + 5 * HOUR)
    z = await _close(shop.till, 20_000, reason="昨晚忘了交班")

    assert (z["business_date"], z["is_late"]) == ("2026-11-22", True)
    assert shop.events("shift.closed")[-1]["edgedate"] == "2026-11-22"
    assert (await shop.till.do("POST", "/shifts", {"float_fen": 20_000}))["business_date"] == "2026-11-23"


async def test_a_z_report_names_the_journal_s_head(open_shop: OpenShop) -> None:
    """The slip is printed with the close, and its hash is that of the event before it."""
    async with open_shop("tcp://127.0.0.1:9") as shop:
        await _open(shop.till)
        z = await _close(shop.till, 20_000)
        epoch, seq, digest = z["head"].split()
        journal = {(row[1], row[2]): (row[4], row[10]) for row in shop.tables()["journal"]}
        slip = next(row for row in shop.tables()["print_job"] if row[0] == z["job"])

    assert journal[(epoch, int(seq))] == ("right.used", bytes.fromhex(digest))
    assert journal[(epoch, int(seq) + 1)][0] == "shift.closed"
    assert slip[2] == "z"
    assert digest in str(slip)
    assert "日结单 Z0001" in str(slip)


async def test_a_close_that_is_repeated_is_one_close(shop: Shop) -> None:
    """Under its own Request-Id the same Z is told again; under another there is no shift any more."""
    await _open(shop.till)
    body = {"counted_fen": 20_000, "float_left_fen": 0}
    path = "/shifts/current/close"
    first = await shop.till.call("POST", path, body, request_id="close-once")
    again = await shop.till.call("POST", path, body, request_id="close-once")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert await _code(shop.till, "POST", path, body) == "shift.none"
    assert len(shop.events("shift.closed")) == 1


async def test_tax_is_told_by_class(shop: Shop) -> None:
    """Sales less refunds of each class, and the tax within the sum."""
    await _open(shop.till)
    await shop.till.sell(WATER)
    z = await _close(shop.till, 20_200)
    assert sum(tax["amount_fen"] for tax in z["taxes"]) == z["net_fen"] == 200

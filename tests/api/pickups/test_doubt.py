"""What a code alone does not suffice for: an expired key set, and a clock that nobody can believe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.errors import Code
from edge_agent.services import clock

if TYPE_CHECKING:
    from tests.api.pickups.conftest import Counter

NOW = 1_795_320_000
NUMBER = "W1122-0042"
DAY_S = 24 * 60 * 60
BEHIND_S = 2 * 60 * 60


@pytest.fixture
async def doubtful(counter: Counter) -> Counter:
    """The counter with its clock two hours behind what has happened already."""
    await counter.shop.agent.writer.run(clock.notice)
    counter.later(-BEHIND_S)
    return counter


async def test_an_expired_key_set_still_verifies_for_a_supervisor(counter: Counter) -> None:
    """Every hand-over is approved, until a newer set arrives; without the approval nothing goes."""
    await counter.bring_keys(2, expires=NOW - 121)
    seen = await counter.look()
    assert seen["overrides"] == ["keys"]
    body = {"handover": seen["handover"], "units": [0]}
    told = await counter.refused("redeem", body)
    assert (told["code"], told["params"]["subject"]) == (Code.RIGHT_NEEDED, NUMBER)
    await counter.redeem(body, approval=await counter.approval(NUMBER))
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["data"]["approved_by"], event["data"]["overrides"]) == ("8001", ["keys"])
    await counter.bring_keys(3)
    counter.later(1)
    assert (await counter.redeem({"code": counter.screen()}))["units"] == [1]


async def test_a_set_that_no_root_has_signed_is_not_believed(counter: Counter) -> None:
    """Whatever stands in the file: a stolen disk forges nothing."""

    def forge(tx: object) -> None:
        tx._connection.execute(  # type: ignore[attr-defined]
            "INSERT INTO pickup_key_set SELECT 9, issued, expires, zeroblob(100) FROM pickup_key_set"
        )

    await counter.shop.agent.writer.run(forge)
    assert await counter.scan_refused(counter.screen()) == "pickup.unknown-key"


async def test_every_hand_over_asks_while_the_clock_is_in_doubt(doubtful: Counter) -> None:
    """The look says why; the supervisor is on record."""
    seen = await doubtful.look()
    assert seen["overrides"] == ["clock"]
    body = {"handover": seen["handover"]}
    assert (await doubtful.refused("redeem", body))["code"] == Code.RIGHT_NEEDED
    await doubtful.redeem(body, approval=await doubtful.approval(NUMBER))
    (event,) = doubtful.shop.events("pickup.redeemed")
    assert event["data"]["overrides"] == ["clock"]


async def test_a_refusal_for_the_time_is_up_to_a_supervisor(doubtful: Counter) -> None:
    """On record with its exact reason; the code must be good by the phone's own time, and once is enough."""
    text = doubtful.screen(NOW)
    told = await doubtful.refused("scan", {"code": text})
    assert (told["code"], told["params"]) == (
        Code.PICKUP_CLOCK,
        {"right": "pickup_override", "subject": NUMBER},
    )
    assert doubtful.reasons() == ["stale-screen"]
    seen = await doubtful.look(text, approval=await doubtful.approval(NUMBER))
    assert seen["overrides"] == ["clock"]
    await doubtful.redeem({"handover": seen["handover"]})
    (event,) = doubtful.shop.events("pickup.redeemed")
    assert (event["data"]["approved_by"], event["data"]["overrides"]) == ("8001", ["clock"])


async def test_nobody_is_called_for_what_is_gone(doubtful: Counter) -> None:
    """Whatever the time is: it was collected, and that is told at once."""
    await doubtful.redeem({"code": doubtful.screen(NOW - 9)}, approval=await doubtful.approval(NUMBER))
    assert await doubtful.scan_refused(doubtful.screen(NOW)) == "pickup.already-collected"


async def test_what_is_wrong_at_any_time_stays_refused(doubtful: Counter) -> None:
    """Expired by the phone's time too; no proof; paper, which tells no time."""
    await doubtful.till.sign_in("8001")
    assert await doubtful.scan_refused(doubtful.screen(NOW, expires=NOW - 121)) == "pickup.stale-screen"
    doubtful.phone, phone = doubtful.hq, doubtful.phone
    assert await doubtful.scan_refused(doubtful.screen(NOW)) == "pickup.pop"
    doubtful.phone = phone
    await doubtful.bring(allows_slip=True)
    assert await doubtful.scan_refused(doubtful.slip(not_before=NOW - 3_600)) == "pickup.not-yet"


async def test_a_ticket_that_ends_too_late_by_a_clock_behind(doubtful: Counter) -> None:
    """More than fifteen days ahead is as much a matter of the time as being too old."""
    text = doubtful.screen(NOW, expires=NOW + 15 * DAY_S - 60)
    assert await doubtful.scan_refused(text) == Code.PICKUP_CLOCK
    assert doubtful.reasons() == ["claims"]
    seen = await doubtful.look(text, approval=await doubtful.approval(NUMBER))
    assert seen["overrides"] == ["clock"]
    assert await doubtful.scan_refused(doubtful.screen(NOW, expires=NOW + 16 * DAY_S)) == "pickup.claims"


async def test_who_says_yes_to_a_phone_number_says_it_to_the_clock(doubtful: Counter) -> None:
    """One approval, though the order is out of time too: a request carries no second one."""
    await doubtful.bring(expires_at=doubtful.shop.clock.at - 121_000)
    body = {"phone": "17000005678", "sku": "P2"}
    approval = await doubtful.approval("5678")
    seen = await doubtful.till.do("POST", "/pickups/look-phone", body, approval=approval)
    assert (seen["overrides"], doubtful.reasons()) == (["phone", "clock"], ["expired"])
    assert await doubtful.redeem({"handover": seen["handover"]})


async def test_an_order_out_of_time_by_short_code(doubtful: Counter) -> None:
    """The same without a code that can be scanned."""
    await doubtful.bring(expires_at=doubtful.shop.clock.at - 121_000)
    body = {"code": "12345678", "tail": "5678"}
    assert (await doubtful.refused("look-short", body))["code"] == Code.PICKUP_CLOCK
    approval = await doubtful.approval(NUMBER)
    seen = await doubtful.till.do("POST", "/pickups/look-short", body, approval=approval)
    assert seen["overrides"] == ["clock"]


async def test_a_believed_clock_lets_no_supervisor_through(counter: Counter) -> None:
    """A screenshot is a screenshot, whoever stands at the till."""
    await counter.till.sign_in("8001")
    assert await counter.scan_refused(counter.screen(NOW - DAY_S)) == "pickup.stale-screen"


async def test_one_approval_at_the_look_covers_all_that_was_known_then(doubtful: Counter) -> None:
    """The clock and the keys: nobody types a PIN twice for one customer."""
    await doubtful.bring_keys(2, expires=NOW - DAY_S)
    seen = await doubtful.look(doubtful.screen(NOW), approval=await doubtful.approval(NUMBER))
    assert seen["overrides"] == ["clock", "keys"]
    await doubtful.redeem({"handover": seen["handover"]})
    (event,) = doubtful.shop.events("pickup.redeemed")
    assert (event["data"]["approved_by"], event["data"]["overrides"]) == ("8001", ["clock", "keys"])


async def test_an_approval_covers_nothing_that_came_up_later(counter: Counter) -> None:
    """Asked for the phone, a supervisor has not said yes to keys out of date."""
    body = {"phone": "17000005678", "sku": "P2"}
    approval = await counter.approval("5678")
    seen = await counter.till.do("POST", "/pickups/look-phone", body, approval=approval)
    assert seen["overrides"] == ["phone"]
    await counter.bring_keys(2, expires=NOW - 121)
    redeem = {"handover": seen["handover"]}
    assert (await counter.refused("redeem", redeem))["code"] == Code.RIGHT_NEEDED
    await counter.redeem(redeem, approval=await counter.approval(NUMBER))
    (event,) = counter.shop.events("pickup.redeemed")
    assert event["data"]["overrides"] == ["phone", "keys"]

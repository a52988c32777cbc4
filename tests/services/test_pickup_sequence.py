"""The published examples of redeeming, one after the other against one store's records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from edge_agent.db.queries import orders as queries
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import PickupId, Sku, StaffId, StoreCode, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.pickup import Verified
from edge_agent.domain.pickup.issue import public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import KeySetBody, SigningKeyEntry
from edge_agent.domain.quantity import ONE, Unit
from edge_agent.services.orders import keep_order
from edge_agent.services.pickup_keys import Desk, KeysHeld
from edge_agent.services.pickups import redeem
from edge_agent.services.who import Who
from edge_agent.wire.pickups import PickupDone, RedeemPickup

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.services.conftest import Store

VECTORS = Path(__file__).parents[1] / "domain" / "pickup" / "vectors" / "pickup.json"
ROOT = signing_key(b"R" * 32)
WHO = Who(StaffId("1001"), TillId("1"))
NOW = 1_790_000_000
WEEK_S = 7 * 24 * 60 * 60


@pytest.fixture
def vectors() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    return loaded


@pytest.fixture
def desk(store: Store, vectors: dict[str, Any]) -> Desk:
    """The store of the examples, with their keys in a set that its root has signed."""
    settings = msgspec.structs.replace(
        store.settings,
        store=msgspec.structs.replace(store.settings.store, code=StoreCode(vectors["store"])),
        pickup=msgspec.structs.replace(
            store.settings.pickup, groups=("*",), roots=(bytes(public_key(ROOT)).hex(),)
        ),
    )
    entries = tuple(
        SigningKeyEntry(
            bytes.fromhex(key["kid"]), key["alg"], bytes.fromhex(key["pub"]), key["nbf"], key["naf"]
        )
        for key in vectors["keys"]
    )
    body = sign_key_set(KeySetBody(1, NOW - 60, NOW + WEEK_S, entries), ROOT)
    store.do(lambda tx: tx.run(queries.SAVE_KEY_SET, 1, NOW - 60, NOW + WEEK_S, body))
    return Desk(settings, KeysHeld(settings))


def order(verified: Verified) -> PickupOrder:
    """The order that a code is of."""
    return PickupOrder(
        id=verified.pickup_id,
        number=f"W-{verified.pickup_id}",
        channel=Channel.ONLINE,
        placed_at=Millis(0),
        expires_at=Millis(verified.expires * 1_000),
        lines=(OrderLine(1, Sku("P1"), "水", Unit.EACH, ONE, Fen(200)),),
        total_fen=Fen(200),
        units=verified.units,
    )


def test_the_sequence_of_the_examples(store: Store, desk: Desk, vectors: dict[str, Any]) -> None:
    """First unit, same screen, other units, all gone, another phone, the old one, revoked, issued again."""
    store.do(desk.keys.in_force)
    for step in vectors["sequence"]:
        store.clock.at = Millis(step["now"] * 1_000)
        judged = desk.keys.judge(step["code"], store.clock.at)
        assert isinstance(judged.outcome, Verified)
        known = order(judged.outcome)

        def unit(tx: JournalTx, step: Any = step, known: Any = known, judged: Any = judged) -> Any:
            keep_order(tx, known, 1)
            if revoke := step.get("revoke_first"):
                least, expires = revoke["least_generation"], revoke["expires"]
                tx.run(queries.SAVE_REVOCATION, PickupId(revoke["pickup_id"]), least, expires)
            units = step["ask_units"] if step["ask_units"] is None else tuple(step["ask_units"])
            return redeem(tx, desk, WHO, RedeemPickup(code=step["code"], units=units), judged)

        done = store.do(unit)
        if step["outcome"] == "ok":
            assert isinstance(done, PickupDone), step["name"]
            assert done.units == tuple(step["units"]), step["name"]
        else:
            assert isinstance(done, Refused)
            assert done.code == f"pickup.{step['outcome']}", step["name"]

"""Any order at the counter: whatever phones, tills, headquarters and the clock do, goods go out once."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import hypothesis.strategies as st
import msgspec
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from edge_agent.db.queries import members as secrets
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.queries import pickups as queries
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import HandoverId, PickupId, Sku, StaffId, StoreCode, TillId
from edge_agent.domain.moments import HOUR, MINUTE, SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder, keyed_hash
from edge_agent.domain.pickup import Seconds, Ticket
from edge_agent.domain.pickup.cose import ED25519, kid_of
from edge_agent.domain.pickup.issue import issue, present, public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import KeySetBody, SigningKeyEntry
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services import clock
from edge_agent.services.articles import save_articles
from edge_agent.services.orders import STORE_KEY, keep_order
from edge_agent.services.pickup_after import undo
from edge_agent.services.pickup_itemise import LINES, itemise
from edge_agent.services.pickup_keys import Desk, Judged, KeysHeld
from edge_agent.services.pickup_short import look_short, redeem_short
from edge_agent.services.pickups import look, redeem
from edge_agent.services.staff import add_staff
from edge_agent.services.stock import on_hand
from edge_agent.services.who import Who
from edge_agent.wire.pickups import (
    HandoverView,
    LookShort,
    PickupDone,
    PickupUndoneView,
    RedeemPickup,
    RedeemShort,
    UndoPickup,
)
from edge_agent.wire.staff import AddStaff
from edge_agent.wire.stock import GoodsLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge_agent.db.journal import JournalTx
    from edge_agent.domain.events import HandedLine
    from tests.services.conftest import Store

HQ, PHONE, ROOT = (signing_key(bytes([no]) * 32) for no in (1, 2, 3))
STORE_SECRET, TAIL = b"k" * 32, "5678"
CASHIER, SUPERVISOR = Who(StaffId("1001"), TillId("1")), Who(StaffId("8001"), TillId("2"))
NOON = Millis(1_795_320_000_000)
DAY_S = 24 * 3_600
LASTS_MS = 15 * MINUTE
WATER, MILK = Sku("P1"), Sku("P2")
PARCELS = 3
LIMIT_FEN, PIECE_FEN = 20_000, 200
ORDERED = (
    OrderLine(1, WATER, "水", Unit.EACH, Milli(2_000), Fen(400), parcel=0),
    OrderLine(2, MILK, "奶", Unit.EACH, Milli(1_000), Fen(350), parcel=1),
    OrderLine(3, WATER, "水", Unit.EACH, Milli(1_000), Fen(200), parcel=1),
    OrderLine(4, WATER, "水", Unit.EACH, Milli(5_000), Fen(1_000), parcel=2),
)

Asked: TypeAlias = "tuple[int, ...] | None"
WHO = st.sampled_from((CASHIER, SUPERVISOR))
ASKED = st.sampled_from((None, (0,), (1,), (2, 1), (0, 0), (), (3,)))
PIECES = st.sampled_from((1, 60, 101))
"""Of water, scanned when the order is not here; above a hundred a supervisor is asked."""
SELDOM = st.sampled_from((False, False, False, True))


class Out(msgspec.Struct):
    """A hand-over that stands."""

    units: tuple[int, ...]
    goods: Counter[str]
    is_unlisted: bool


class Held(msgspec.Struct, frozen=True):
    """What was looked at."""

    handover: HandoverId
    who: Who
    generation: int
    proof_at: int | None
    at: Millis


class AnyPickup(RuleBasedStateMachine):
    """One order of three parcels; the plain model beside the store's own records."""

    store: ClassVar[Store]
    desk: ClassVar[Desk]
    numbers = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        number = next(self.numbers)
        self.pickup, self.short = PickupId(f"{number:016x}"), f"{number:08d}"
        self.real = self.store.clock.at = NOON
        self.store.do(lambda tx: clock.confirm(tx, SUPERVISOR))
        # Headquarters: the generation of the latest ticket, and whether the order is off.
        self.generation, self.is_off, self.version = 0, False, 0
        # What the store should know.
        self.order: PickupOrder | None = None
        self.least = self.seen = 0
        self.last_proof = 0
        self.out: dict[str, Out] = {}
        self.held: list[Held] = []
        self.before = self._levels()

    # What headquarters and time do.

    @rule(tells=st.booleans())
    def reissue(self, *, tells: bool) -> None:
        """The order goes to another phone; the store may hear of it only later."""
        self.generation += not self.is_off
        if tells:
            self._revoke(self.generation)

    @precondition(lambda self: self.out)
    @rule(is_sure=SELDOM)
    def cancel(self, *, is_sure: bool) -> None:
        """The order is off: the revocation comes before the order does."""
        if is_sure:
            self.is_off = True
            self._revoke(256)

    @rule()
    def arrive(self) -> None:
        """The feed brings the order as headquarters has it."""
        self.version += 1
        order, version = self._order(), self.version

        def unit(tx: JournalTx) -> None:
            keep_order(tx, order, version)
            itemise(tx, order)

        self.store.do(unit)
        self.order = order
        for one in self.out.values():
            if one.is_unlisted:
                one.goods, one.is_unlisted = _goods(one.units), False

    @rule(seconds=st.sampled_from((1, 30, 15 * 60)))
    def wait(self, seconds: int) -> None:
        """Time goes by."""
        self._pass(seconds)

    def _pass(self, seconds: int) -> None:
        self.real = Millis(self.real + seconds * SECOND)
        self.store.clock.at = Millis(self.store.clock.at + seconds * SECOND)
        if not self.is_doubtful:
            self.store.do(clock.notice)

    @rule()
    def set_clock(self) -> None:
        """Somebody sets it two hours back, or right again."""
        self.store.clock.at = Millis(self.real - 2 * HOUR) if not self.is_doubtful else self.real

    # What people do.

    @rule(who=WHO, is_old=st.booleans(), is_same=SELDOM)
    def look(self, who: Who, *, is_old: bool, is_same: bool) -> None:
        """The latest phone, or the one before it, shows its code."""
        generation, judged = self._shown(is_old=is_old, is_same=is_same)
        refusal = self._too_late(who, generation) or self._refusal(generation, self._now_s, None)
        seen = self.store.do(lambda tx: look(tx, self.desk, who, judged))
        self._looked(seen, refusal, Held(HandoverId(""), who, generation, self._now_s, self.store.clock.at))
        self.seen = max(self.seen, generation)

    @rule(who=WHO, asked=ASKED, pieces=PIECES, is_old=st.booleans(), is_same=SELDOM, slips=SELDOM)
    def scan_and_take(
        self, who: Who, asked: Asked, pieces: int, *, is_old: bool, is_same: bool, slips: bool
    ) -> None:
        """Look and hand over at once."""
        generation, judged = self._shown(is_old=is_old, is_same=is_same)
        body = RedeemPickup(code=judged.text, units=asked, unlisted=self._scanned(pieces, slips=slips))
        refusal = self._too_late(who, generation) or self._stopped(who, generation, self._now_s, body)
        done = self.store.do(lambda tx: redeem(tx, self.desk, who, body, judged))
        self._taken(done, refusal, body, self._now_s)
        self.seen = max(self.seen, generation)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), asked=ASKED, pieces=PIECES, slips=SELDOM)
    def take(self, data: st.DataObject, asked: Asked, pieces: int, *, slips: bool) -> None:
        """Hand over what was looked at, now or long ago."""
        held = data.draw(st.sampled_from(self.held))
        body = RedeemPickup(handover=held.handover, units=asked, unlisted=self._scanned(pieces, slips=slips))
        is_old = abs(self.store.clock.at - held.at) >= LASTS_MS
        stopped = self._stopped(held.who, held.generation, held.proof_at, body)
        refusal = Code.PICKUP_HANDOVER if is_old else stopped
        done = self.store.do(lambda tx: redeem(tx, self.desk, held.who, body, None))
        if self._taken(done, refusal, body, held.proof_at):
            self.held.remove(held)

    @precondition(lambda self: self.order and not self.order.is_cancelled)
    @rule(who=WHO, asked=ASKED, looks=st.booleans())
    def say_short_code(self, who: Who, asked: Asked, *, looks: bool) -> None:
        """取货码 of the order as it is here."""
        assert self.order
        generation = self.order.generation
        if looks:
            said = LookShort(self.short, TAIL)
            seen = self.store.do(lambda tx: look_short(tx, self.desk, who, said))
            held = Held(HandoverId(""), who, generation, None, self.store.clock.at)
            self._looked(seen, self._refusal(generation, None, None), held)
            return
        body = RedeemPickup(units=asked)
        refusal = self._stopped(who, generation, None, body)
        said_units = RedeemShort(self.short, TAIL, asked)
        done = self.store.do(lambda tx: redeem_short(tx, self.desk, who, said_units))
        self._taken(done, refusal, body, None)

    @precondition(lambda self: self.out)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """A hand-over was a mistake; nobody undoes it twice."""
        handover = HandoverId(data.draw(st.sampled_from(list(self.out))))
        body = UndoPickup(handover, "拿错货")
        undone = self.store.do(lambda tx: undo(tx, self.desk, SUPERVISOR, self.pickup, body))
        assert isinstance(undone, PickupUndoneView), undone
        assert undone.units == self.out.pop(handover).units
        again = self.store.do(lambda tx: undo(tx, self.desk, SUPERVISOR, self.pickup, body))
        assert isinstance(again, Refused)
        assert again.code == Code.PICKUP_UNDONE

    # What must hold.

    @invariant()
    def what_is_gone_is_gone_once(self) -> None:
        """The store's rows and stock are the model's; no line goes more often than it was ordered."""
        rows = self.store.do(lambda tx: tx.all(queries.GONE, self.pickup))
        assert {row.unit: row.handover for row in rows} == self._gone
        went = sum((one.goods for one in self.out.values()), Counter[str]())
        now = self._levels()
        assert {sku: self.before[sku] - now[sku] for sku in now} == {sku: went[sku] for sku in now}
        by_line: Counter[int] = Counter()
        for handover in self.out:
            for line in self._lines(handover):
                by_line[line.line or 0] += line.quantity
        assert all(by_line[line.no] <= line.quantity for line in ORDERED)

    # The plain model.

    @property
    def is_doubtful(self) -> bool:
        """Whether the clock stands two hours back."""
        return self.store.clock.at != self.real

    @property
    def _now_s(self) -> Seconds:
        return Seconds(self.real // SECOND)

    @property
    def _gone(self) -> dict[int, str]:
        return {unit: handover for handover, one in self.out.items() for unit in one.units}

    def _refusal(self, generation: int, proof_at: int | None, asked: Asked) -> str | None:
        """Why the records refuse a claim."""
        if (self.order and self.order.is_cancelled) or generation < self.least:
            return Code.PICKUP_REVOKED
        if generation < max(self.seen, self.order.generation if self.order else 0):
            return Code.PICKUP_SUPERSEDED
        if proof_at is not None and proof_at <= self.last_proof:
            return Code.PICKUP_REPLAYED_SCREEN
        if asked is not None and (not asked or max(asked) >= PARCELS):
            return Code.PICKUP_UNITS
        return None if self._left(asked) else Code.PICKUP_ALREADY_COLLECTED

    def _stopped(self, who: Who, generation: int, proof_at: int | None, body: RedeemPickup) -> str | None:
        """Why nothing goes: the records, the goods that were scanned, or a supervisor who is missing."""
        refusal = self._refusal(generation, proof_at, body.units)
        if refusal:
            return refusal
        if self.order and body.unlisted:
            return Code.PICKUP_LISTED
        if not self.order and not body.unlisted:
            return Code.PICKUP_UNLISTED
        before = sum(one.goods[WATER] for one in self.out.values() if one.is_unlisted)
        pieces = (before + sum(line.quantity for line in body.unlisted)) // 1_000
        is_much = not self.order and pieces * PIECE_FEN > LIMIT_FEN
        return Code.RIGHT_NEEDED if who is CASHIER and (is_much or self.is_doubtful) else None

    def _too_late(self, who: Who, generation: int) -> str | None:
        """Every screen is of the future while the clock stands back: what may go needs a supervisor."""
        if not self.is_doubtful:
            return None
        refusal = self._refusal(generation, self._now_s, None)
        return refusal or (Code.PICKUP_CLOCK if who is CASHIER else None)

    def _left(self, asked: Asked) -> tuple[int, ...]:
        wanted = range(PARCELS) if asked is None else sorted(set(asked))
        return tuple(unit for unit in wanted if unit not in self._gone)

    def _looked(self, seen: HandoverView | Refused, refusal: str | None, held: Held) -> None:
        if isinstance(seen, Refused) or refusal:
            assert isinstance(seen, Refused), refusal
            assert seen.code == refusal
            return
        assert seen.units == self._left(None)
        self.held = [one for one in self.held if one.at >= held.at - LASTS_MS]
        self.held.append(msgspec.structs.replace(held, handover=seen.handover))

    def _taken(
        self, done: PickupDone | Refused, refusal: str | None, body: RedeemPickup, proof_at: int | None
    ) -> bool:
        """Compare what was done with what should be, and put it down; whether anything went."""
        if isinstance(done, Refused) or refusal:
            assert isinstance(done, Refused), refusal
            assert done.code == refusal
            return False
        assert done.units == self._left(body.units)
        scanned = Counter({str(line.sku): line.quantity for line in body.unlisted})
        goods = _goods(done.units) if self.order else scanned
        self.out[done.handover] = Out(done.units, goods, self.order is None)
        assert done.left == self._left(None)
        self.last_proof = max(self.last_proof, proof_at or 0)
        return True

    # What the model is held against.

    def _order(self) -> PickupOrder:
        return PickupOrder(
            id=self.pickup,
            number=f"W1122-{self.short}",
            channel=Channel.ONLINE,
            placed_at=NOON,
            expires_at=Millis(NOON + 3 * DAY_S * SECOND),
            lines=ORDERED,
            total_fen=Fen(1_950),
            units=PARCELS,
            generation=self.generation,
            tail=TAIL,
            short_hash=keyed_hash(STORE_SECRET, "short", self.short),
            is_cancelled=self.is_off,
        )

    def _shown(self, *, is_old: bool, is_same: bool) -> tuple[int, Judged]:
        """What the latest phone, or the one before it, shows now, judged as a route does."""
        if not is_same:
            self._pass(1)
        generation = max(0, self.generation - is_old)
        expires = Seconds(NOON // SECOND + 3 * DAY_S)
        ticket = Ticket("S0123", expires, self.pickup, generation, PARCELS, public_key(PHONE))
        text = present(issue(ticket, HQ), PHONE, self._now_s)
        return generation, self.desk.keys.judge(text, self.store.clock.at)

    def _scanned(self, pieces: int, *, slips: bool) -> tuple[GoodsLine, ...]:
        """Goods where the order is not here; by a slip the other way round."""
        return (GoodsLine(WATER, pieces * 1_000),) if (self.order is None) != slips else ()

    def _revoke(self, least: int) -> None:
        self.least = max(self.least, least)
        expires = NOON // SECOND + 3 * DAY_S
        self.store.do(lambda tx: tx.run(order_queries.SAVE_REVOCATION, self.pickup, least, expires))

    def _levels(self) -> dict[str, int]:
        return self.store.do(lambda tx: {str(sku): on_hand(tx, sku) for sku in (WATER, MILK)})

    def _lines(self, handover: str) -> Sequence[HandedLine]:
        row = self.store.do(lambda tx: tx.one(queries.DONE, handover))
        assert row is not None
        return LINES.decode(row.lines)


def _goods(units: Sequence[int]) -> Counter[str]:
    goods: Counter[str] = Counter()
    for line in ORDERED:
        if line.parcel in units:
            goods[line.sku] += line.quantity
    return goods


def _stock(tx: JournalTx) -> None:
    """What the store sells, who works there, and what headquarters has told it."""
    save_articles(tx, [Article(sku, sku, Unit.EACH, Fen(PIECE_FEN)) for sku in (WATER, MILK)])
    for who, role in ((CASHIER, "cashier"), (SUPERVISOR, "supervisor")):
        add_staff(tx, AddStaff(who.staff, "小李", role, "1234"), "")
    tx.run(secrets.KEEP_SECRET, STORE_KEY, STORE_SECRET)
    now, public = NOON // SECOND, public_key(HQ)
    entry = SigningKeyEntry(kid_of(public), ED25519, public, now - 30 * DAY_S, now + 60 * DAY_S)
    body = sign_key_set(KeySetBody(1, now - DAY_S, now + 7 * DAY_S, (entry,)), ROOT)
    tx.run(order_queries.SAVE_KEY_SET, 1, now - DAY_S, now + 7 * DAY_S, body)


def test_any_order_goes_out_once_and_the_books_agree(store: Store) -> None:
    """Looks, hand-overs, mistakes, reissues, late orders, a clock set back: as the plain model says."""
    rules = msgspec.structs.replace(store.settings.pickup, roots=(bytes(public_key(ROOT)).hex(),))
    desk_settings = msgspec.structs.replace(
        store.settings,
        store=msgspec.structs.replace(store.settings.store, code=StoreCode("S0123")),
        pickup=rules,
    )
    AnyPickup.store, AnyPickup.desk = store, Desk(desk_settings, KeysHeld(desk_settings))
    store.do(_stock)
    run_state_machine_as_test(AnyPickup, settings=settings(max_examples=150, stateful_step_count=40))
    with opened(store.settings.database) as connection:
        verify(connection, store.settings.database)

"""Signing in and out; the PIN is checked outside the transaction, its verdict is recorded inside."""

import hashlib

import msgspec

from config.settings import Lane, Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import AccessRefused, SessionOpened
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.lockout import check_lock
from edge_agent.domain.moments import Millis
from edge_agent.domain.rights import Right, Role
from edge_agent.domain.tender import ExternalMethod
from edge_agent.services.shifts import expected_float, shift_of_drawer, shift_view
from edge_agent.services.who import Who
from edge_agent.wire.sessions import MethodView, SessionView

STAFF_LENGTH_MAX = 12
_TOKEN_BYTES = 32


class SignInAttempt(msgspec.Struct, frozen=True):
    """Who signs in where, and whether the PIN was right."""

    staff: StaffId
    till: TillId
    pin_was_right: bool
    language: str
    """Of the till, for the names that it shows."""


def sign_in(tx: JournalTx, settings: Settings, attempt: SignInAttempt) -> SessionView | Refused:
    """Begin a session; the till's earlier one ends. A wrong PIN is on record."""
    lane = settings.lane(attempt.till)
    if lane is None:
        return Refused(Code.TILL_UNKNOWN, {"till": attempt.till})
    person = admitted(tx, attempt.staff, attempt.till, pin_was_right=attempt.pin_was_right)
    if isinstance(person, Refused):
        return person
    token = tx.token(_TOKEN_BYTES).hex()
    tx.run(queries.CLOSE_SESSIONS_OF_TILL, attempt.till)
    tx.run(queries.OPEN_SESSION, token_hash(token), attempt.staff, attempt.till, tx.now)
    tx.record(SessionOpened(attempt.staff, lane.drawer), actor=attempt.staff, till=attempt.till)
    tx.touch("sessions")
    return _view(tx, settings, lane, person, token, attempt.language)


def admitted(
    tx: JournalTx, staff: StaffId, till: TillId, *, pin_was_right: bool
) -> queries.StaffRow | Refused:
    """The person behind a right PIN, unless the account is locked or disabled; each refusal is on record.

    An unknown number is refused, and locked, as a known one is.
    """
    number = staff[:STAFF_LENGTH_MAX]
    locked = _lock_of(tx, number)
    if locked:
        tx.record(AccessRefused(what="locked", staff=number), till=till)
        return locked
    person = tx.one(queries.BY_ID, staff)
    if person is None or not pin_was_right:
        tx.record(AccessRefused(what="pin", staff=number), till=till)
        return _lock_of(tx, number) or Refused(Code.SIGN_IN_WRONG)
    if person.is_disabled:
        tx.record(AccessRefused(what="disabled", staff=number), till=till)
        return Refused(Code.STAFF_DISABLED)
    return person


def sign_out(tx: JournalTx, who: Who) -> None:
    """End the till's session."""
    tx.run(queries.CLOSE_SESSIONS_OF_TILL, who.till)
    tx.touch("sessions")


def token_hash(token: str) -> bytes:
    """What is kept of a token: a stolen file signs nobody in."""
    return hashlib.sha256(token.encode()).digest()


def _lock_of(tx: Tx, number: str) -> Refused | None:
    lock = tx.one(queries.LOCKED_UNTIL, number)
    return check_lock(Millis(lock.locked_until), tx.now) if lock else None


def _view(
    tx: Tx, settings: Settings, lane: Lane, person: queries.StaffRow, token: str, language: str
) -> SessionView:
    shift, role, selling = shift_of_drawer(tx, lane.drawer), Role(person.role), settings.selling
    takes_codes = settings.payments.provider != "none"
    return SessionView(
        token=token,
        staff=StaffId(person.staff),
        staff_name=person.name,
        till=lane.till,
        lane_name=lane.name,
        store_name=settings.store.name,
        methods=tuple(_method_view(method, language) for method in settings.methods),
        shift=shift_view(shift) if shift else None,
        expected_float_fen=expected_float(tx, lane.drawer),
        role=role,
        rights=tuple(right for right in Right if settings.rights.has(role, right)),
        idle_lock_minutes=selling.idle_lock_minutes,
        payment_confirm_fen=selling.payment_confirm_fen if takes_codes else 0,
        rounding=selling.rounding,
        is_single=settings.rights.single,
        is_practice=settings.is_practice,
        receipt=settings.printing.receipt if lane.printer is not None else "none",
    )


def _method_view(method: ExternalMethod, language: str) -> MethodView:
    name = method.name_en if language == "en" else method.name
    return MethodView(method.id, name, method.key, method.asks_reference)

"""Signing in and out; the PIN is checked outside the transaction, its verdict is recorded inside."""

import hashlib

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import AccessRefused, StaffAdded
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.tender import ExternalMethod
from edge_agent.services.shifts import expected_float, shift_of_drawer, shift_view
from edge_agent.services.who import Who
from edge_agent.wire.types import AddStaff, MethodView, SessionView, StaffView

ROLES = ("cashier", "supervisor", "manager")
NAME_LENGTH_MAX = 40
STAFF_LENGTH_MAX = 12
PIN_LENGTH_MIN, PIN_LENGTH_MAX = 4, 12
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
    person = tx.one(queries.BY_ID, attempt.staff)
    if person is None or not attempt.pin_was_right:
        tx.record(AccessRefused(what="pin", staff=attempt.staff[:STAFF_LENGTH_MAX]), till=attempt.till)
        return Refused(Code.SIGN_IN_WRONG)
    token = tx.token(_TOKEN_BYTES).hex()
    tx.run(queries.CLOSE_SESSIONS_OF_TILL, attempt.till)
    tx.run(queries.OPEN_SESSION, token_hash(token), attempt.staff, attempt.till, tx.now)
    tx.touch("sessions")
    shift = shift_of_drawer(tx, lane.drawer)
    return SessionView(
        token=token,
        staff=attempt.staff,
        staff_name=person.name,
        till=attempt.till,
        lane_name=lane.name,
        store_name=settings.store.name,
        methods=tuple(_method_view(method, attempt.language) for method in settings.methods),
        shift=shift_view(shift) if shift else None,
        expected_float_fen=expected_float(tx, lane.drawer),
    )


def sign_out(tx: JournalTx, who: Who) -> None:
    """End the till's session."""
    tx.run(queries.CLOSE_SESSIONS_OF_TILL, who.till)
    tx.touch("sessions")


def token_hash(token: str) -> bytes:
    """What is kept of a token: a stolen file signs nobody in."""
    return hashlib.sha256(token.encode()).digest()


def check_staff(added: AddStaff) -> Refused | None:
    """Why a person cannot be added so, or None."""
    number_ok = added.staff.isascii() and added.staff.isdigit() and len(added.staff) <= STAFF_LENGTH_MAX
    name_ok = 0 < len(added.name.strip()) <= NAME_LENGTH_MAX and added.name.isprintable()
    if not number_ok or not name_ok or added.role not in ROLES:
        return Refused(Code.STAFF_INVALID)
    pin_ok = (
        added.pin.isascii() and added.pin.isdigit() and PIN_LENGTH_MIN <= len(added.pin) <= PIN_LENGTH_MAX
    )
    return None if pin_ok else Refused(Code.PIN_INVALID, {"min": PIN_LENGTH_MIN, "max": PIN_LENGTH_MAX})


def add_staff(tx: JournalTx, added: AddStaff, pin_hash: str) -> StaffView | Refused:
    """Let a person sign in from now on."""
    refused = check_staff(added)
    if refused:
        return refused
    if tx.one(queries.BY_ID, added.staff):
        return Refused(Code.STAFF_EXISTS, {"staff": added.staff})
    tx.run(queries.ADD, added.staff, added.name.strip(), added.role, pin_hash)
    tx.record(StaffAdded(staff=StaffId(added.staff), name=added.name.strip(), role=added.role))
    return StaffView(StaffId(added.staff), added.name.strip(), added.role)


def _method_view(method: ExternalMethod, language: str) -> MethodView:
    name = method.name_en if language == "en" else method.name
    return MethodView(method.id, name, method.key, method.asks_reference)

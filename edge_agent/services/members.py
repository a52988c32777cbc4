"""Members: found by code, phone or its last four digits; enrolled, erased; and who may spend points."""

from collections.abc import Sequence

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import members as queries
from edge_agent.db.queries.members import MemberRow
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import CartMember
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import MemberEnrolled, MemberErased, MemberLookedUp
from edge_agent.domain.ids import MemberId
from edge_agent.domain.members import (
    NAME_LENGTH_MAX,
    ByCode,
    ByPhone,
    ByTail,
    Said,
    is_member_code,
    read_said,
)
from edge_agent.domain.moments import DAY, MINUTE
from edge_agent.domain.names import clean_name
from edge_agent.domain.phones import Phone, phone_hash, read_phone, tail_of
from edge_agent.domain.rights import Right
from edge_agent.domain.scan import Prefixed
from edge_agent.services.rights import may
from edge_agent.services.shifts import business_date_of
from edge_agent.services.who import Who
from edge_agent.wire.members import EnrolMember, MemberErasedView, MemberView

HQ_WORD_LASTS_MS = 5 * MINUTE
"""Headquarters counts as reachable so long after it acknowledged an event; a look-up is one, and asks it."""
_PHONE_KEY = "phone"
_PHONE_KEY_BYTES = 32
_TWO = 2
"""Of one tail: more than one is too many, however many."""


def find_member(tx: JournalTx, settings: Settings, who: Who, text: str) -> CartMember | Refused:
    """The one member that `text` names: a code, a phone number, or the last four digits of one.

    It is on record who looked up, whether anybody was found, and how; never the text.
    """
    said = read_said(text, _prefixes(settings))
    if said is None:
        return Refused(Code.MEMBER_TEXT)
    found = _matches(tx, said)
    one = found[0] if len(found) == 1 else None
    looked_up = MemberLookedUp(_BY[type(said)], len(found), MemberId(one.id) if one else None)
    tx.record(
        looked_up, actor=who.staff, till=who.till, business_date=business_date_of(tx, settings, who.till)
    )
    if one is not None:
        return CartMember(MemberId(one.id), one.tail, one.points, may_spend=not isinstance(said, ByTail))
    return Refused(Code.MEMBER_MANY) if found else Refused(Code.MEMBER_UNKNOWN)


def known_member(tx: Tx, member: str | None) -> CartMember | None:
    """A member as the shop knows them now; found by a receipt, they spend no points without their code."""
    row = tx.one(queries.BY_ID, member) if member else None
    return CartMember(MemberId(row.id), row.tail, row.points) if row else None


def enrol_member(tx: JournalTx, settings: Settings, who: Who, phone: str) -> CartMember | Refused:
    """Make a member of whoever has this full number; the till has said 已告知隐私说明 before."""
    return _enrolled(tx, settings, who, EnrolMember(phone, consent=True))


def enrol(tx: JournalTx, settings: Settings, who: Who, asked: EnrolMember) -> MemberView | Refused:
    """The same with a name and a member code, when they are given."""
    member = _enrolled(tx, settings, who, asked)
    return member if isinstance(member, Refused) else _seen(tx, member)


def look_up(tx: JournalTx, settings: Settings, who: Who, text: str) -> MemberView | Refused:
    """`find_member`, for a person to read."""
    member = find_member(tx, settings, who, text)
    return member if isinstance(member, Refused) else _seen(tx, member)


def erase(tx: JournalTx, settings: Settings, who: Who, member: MemberId) -> MemberErasedView | Refused:
    """Forget a member's number, code and name; points and sales stay with an id that names nobody.

    Drafts that show the tail (closed carts, printed slips, kept answers) go when their own time is up.
    """
    if tx.one(queries.BY_ID, member) is None:
        return Refused(Code.MEMBER_GONE)
    right = may(tx, settings, who, Right.ERASE_MEMBER, member)
    if isinstance(right, Refused):
        return right
    tx.run(queries.ERASE, member)
    tx.record(MemberErased(member), actor=who.staff, till=who.till)
    tx.touch("members")
    return MemberErasedView(member)


def check_points(tx: Tx, settings: Settings, member: CartMember, points: int) -> Refused | None:
    """Why this member may not spend so many points now, or None; none at all may always be spent."""
    if points == 0:
        return None
    if settings.members.point_value_fen == 0:
        return Refused(Code.POINTS_OFF)
    if not member.may_spend:
        return Refused(Code.POINTS_CODE_NEEDED)
    return _check_balance(tx, member.id, points) or _check_day(tx, settings, member.id, points)


def find_by_phone(tx: Tx, phone: Phone) -> MemberRow | None:
    """The member of a number; nobody has one before the first has been enrolled."""
    key = tx.one(queries.SECRET, _PHONE_KEY)
    return tx.one(queries.BY_PHONE, phone_hash(key.value, phone)) if key else None


def hash_of(tx: Tx, phone: Phone) -> bytes:
    """The hash by which this store keeps a number; its key is made with the first one."""
    kept = tx.one(queries.SECRET, _PHONE_KEY)
    if kept is not None:
        return phone_hash(kept.value, phone)
    key = tx.token(_PHONE_KEY_BYTES)
    tx.run(queries.KEEP_SECRET, _PHONE_KEY, key)
    return phone_hash(key, phone)


def member_view(row: MemberRow) -> MemberView:
    """A member as the wire shows one."""
    return MemberView(MemberId(row.id), row.tail, row.points, row.name, row.code)


_BY = {ByCode: "code", ByPhone: "phone", ByTail: "tail"}


def _prefixes(settings: Settings) -> tuple[str, ...]:
    return tuple(prefix for prefix, kind in settings.scan.prefixes if kind is Prefixed.MEMBER)


def _matches(tx: Tx, said: Said) -> Sequence[MemberRow]:
    match said:
        case ByCode(code):
            return tx.all(queries.BY_CODE, code)
        case ByPhone(phone):
            one = find_by_phone(tx, phone)
            return [one] if one else []
        case ByTail(tail):
            return tx.all(queries.BY_TAIL, tail, _TWO)


def _seen(tx: Tx, member: CartMember) -> MemberView:
    row = tx.one(queries.BY_ID, member.id)
    assert row is not None  # noqa: S101 it has just been found, or made
    return msgspec.structs.replace(member_view(row), may_spend=member.may_spend)


def _enrolled(tx: JournalTx, settings: Settings, who: Who, asked: EnrolMember) -> CartMember | Refused:
    phone, name = read_phone(asked.phone), clean_name(asked.name)
    if phone is None:
        return Refused(Code.MEMBER_PHONE)
    refused = _check_enrolment(tx, asked, name) or _check_new(tx, phone)
    if refused:
        return refused
    right = may(tx, settings, who, Right.ENROL_MEMBER, "")
    if isinstance(right, Refused):
        return right
    member = MemberId(tx.new_id())
    tx.run(queries.ADD, member, hash_of(tx, phone), tail_of(phone), asked.code, name)
    tx.record(MemberEnrolled(member), actor=who.staff, till=who.till)
    tx.touch("members")
    return CartMember(member, tail_of(phone), 0, may_spend=True)


def _check_enrolment(tx: Tx, asked: EnrolMember, name: str) -> Refused | None:
    if not asked.consent:
        return Refused(Code.MEMBER_CONSENT)
    if len(name) > NAME_LENGTH_MAX:
        return Refused(Code.MEMBER_NAME, {"max": NAME_LENGTH_MAX})
    if asked.code is None:
        return None
    if not is_member_code(asked.code):
        return Refused(Code.MEMBER_CODE)
    taken = tx.one(queries.BY_CODE, asked.code)
    return Refused(Code.MEMBER_CODE_TAKEN, {"code": asked.code}) if taken else None


def _check_new(tx: Tx, phone: Phone) -> Refused | None:
    known = find_by_phone(tx, phone)
    return Refused(Code.MEMBER_EXISTS, {"tail": tail_of(phone)}) if known else None


def _check_balance(tx: Tx, member: MemberId, points: int) -> Refused | None:
    row = tx.one(queries.BY_ID, member)
    if row is None:
        return Refused(Code.MEMBER_GONE)
    enough = 0 < points <= row.points
    return None if enough else Refused(Code.POINTS_SHORT, {"points": max(row.points, 0)})


def _check_day(tx: Tx, settings: Settings, member: MemberId, points: int) -> Refused | None:
    """Refuse more than a day's points while headquarters cannot be asked what other stores have taken.

    A day is the last 24 hours: no date line gives a new allowance. Without headquarters this store alone
    keeps the balance, and there is nobody to disagree.
    """
    if settings.headquarters.url is None or _headquarters_knows(tx):
        return None
    spent = tx.one(queries.SPENT_SINCE, member, tx.now - DAY)
    left = settings.members.points_per_day_offline_max - (spent.points if spent else 0)
    return Refused(Code.POINTS_OFFLINE, {"points": max(left, 0)}) if points > left else None


def _headquarters_knows(tx: Tx) -> bool:
    word = tx.one(queries.LAST_WORD)
    return word is not None and abs(tx.now - word.at) <= HQ_WORD_LASTS_MS

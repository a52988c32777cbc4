"""Importing a file of members: in pieces, so that no sale waits, and put on record at the end."""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import members as queries
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.events import MembersImported
from edge_agent.domain.ids import MemberId
from edge_agent.domain.members_file import MemberInFile, parse_members
from edge_agent.domain.phones import tail_of
from edge_agent.services.members import find_by_phone, hash_of
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.words import say_refused_row

PIECE_MEMBERS_MAX = 50


async def import_members(writer: StoreWriter, data: bytes, language: str) -> ImportAnswer:
    """Take in a file; raises TableError when it is none, names every bad row otherwise.

    A known number or code is that member, with what the file says of him; points are the balance from now
    on. Every piece is an upsert and the event comes last: an import that a power cut ended is done again.
    """
    file = await asyncio.to_thread(parse_members, data)
    refused = list(file.refused)
    for first in range(0, len(file.members), PIECE_MEMBERS_MAX):
        refused += await writer.run_bulk(
            partial(_save_all, members=file.members[first : first + PIECE_MEMBERS_MAX])
        )
    taken = len(file.members) + len(file.refused) - len(refused)
    imported = MembersImported(hashlib.sha256(data).hexdigest(), taken, len(refused))
    await writer.run_bulk(lambda tx: tx.record(imported))
    refused.sort(key=lambda row: row.line)
    return ImportAnswer(taken, tuple(say_refused_row(row, language) for row in refused))


def _save_all(tx: JournalTx, members: Sequence[MemberInFile]) -> list[RefusedRow]:
    refused = [_save(tx, member) for member in members]
    tx.touch("members")
    return [row for row in refused if row is not None]


def _save(tx: JournalTx, member: MemberInFile) -> RefusedRow | None:
    of_phone = find_by_phone(tx, member.phone)
    of_code = tx.one(queries.BY_CODE, member.code) if member.code else None
    if of_phone and of_code and of_phone.id != of_code.id:
        return RefusedRow(member.line, RowReason.MEMBER_MIXED, {"value": member.code or ""})
    known = of_phone or of_code
    if known is not None and known.owner != "store":
        return RefusedRow(member.line, RowReason.MEMBER_OF_HQ)
    phone, tail = hash_of(tx, member.phone), tail_of(member.phone)
    if known is None:
        row = MemberId(tx.new_id())
        tx.run(queries.ADD, row, phone, tail, member.code, member.name)
    else:
        row = MemberId(known.id)
        tx.run(queries.UPDATE, phone, tail, member.code or known.code, member.name or known.name, row)
    if member.points is not None:
        _set_points(tx, row, member.points)
    return None


def _set_points(tx: JournalTx, member: MemberId, points: int) -> None:
    """The balance as of the journal's head: what was booked here until now is in it."""
    here = tx.one(queries.POINTS_HERE, member)
    head = tx.head
    seen = here.points if here else 0
    tx.run(queries.SET_POINTS, points, seen, head.epoch if head else None, head.seq if head else None, member)

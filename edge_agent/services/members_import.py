"""Importing a file of members: in pieces, so that no sale waits, and put on record at the end."""

import asyncio
import hashlib
from collections.abc import Sequence

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import members as queries
from edge_agent.db.queries.members import MemberRow
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.events import MembersImported
from edge_agent.domain.ids import MemberId
from edge_agent.domain.members_file import MemberInFile, parse_members
from edge_agent.domain.phones import tail_of
from edge_agent.services.members import hash_of
from edge_agent.wire.types import ImportAnswer
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
        refused += await writer.run_bulk(_saving(file.members[first : first + PIECE_MEMBERS_MAX]))
    taken = len(file.members) + len(file.refused) - len(refused)
    imported = MembersImported(hashlib.sha256(data).hexdigest(), taken, len(refused))
    await writer.run_bulk(lambda tx: _finish(tx, imported))
    refused.sort(key=_line)
    return ImportAnswer(taken, tuple(say_refused_row(row, language) for row in refused))

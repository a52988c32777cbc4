"""Importing a file of promotions and coupon codes, put on record as a whole."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import partial

import msgspec

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import coupons as coupon_queries
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.events import PromotionsImported
from edge_agent.domain.ids import RuleId
from edge_agent.domain.promotions import Coupon
from edge_agent.domain.promotions_check import RULES_MAX
from edge_agent.domain.promotions_file import CHINA, CodeInFile, PromotionsFile, RuleInFile, parse_promotions
from edge_agent.services.promotions import (
    count_promotions,
    find_rule,
    is_of_hq,
    put_promotions_in_force,
    save_rule,
)
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.words import say_refused_row

PIECE_CODES_MAX = 50


async def import_promotions(
    writer: StoreWriter, data: bytes, language: str, zone: tzinfo = CHINA
) -> ImportAnswer:
    """Take in a file; raises TableError when it is none, names every bad row otherwise.

    A promotion takes the place of what had its id, a code of what had it. Codes come in pieces, the rules
    then at once with the event, so that no cart goes by half a file: an import that a power cut ended is
    done again.
    """
    file = await asyncio.to_thread(parse_promotions, data, zone)
    coupons = {row.rule.id: row.rule for row in file.rules if isinstance(row.rule, Coupon)}
    codes = _Codes(0, file.refused)
    for first in range(0, len(file.codes), PIECE_CODES_MAX):
        piece = file.codes[first : first + PIECE_CODES_MAX]
        codes = await writer.run_bulk(partial(_save_codes, rows=piece, in_file=coupons, before=codes))
    digest = hashlib.sha256(data).hexdigest()
    refused = await writer.run_bulk(partial(_finish, file=file, codes=codes, digest=digest))
    return ImportAnswer(_taken(file, refused), tuple(say_refused_row(row, language) for row in refused))


class _Codes(msgspec.Struct, frozen=True):
    """How far the codes have been taken."""

    taken: int
    refused: tuple[RefusedRow, ...]


def _save_codes(
    tx: JournalTx, rows: Sequence[CodeInFile], in_file: Mapping[RuleId, Coupon], before: _Codes
) -> _Codes:
    """One piece; each code stands for itself, and a line with a bad one is named for it."""
    refused = {row.line: row for row in before.refused}
    taken = before.taken
    for row in rows:
        rule = in_file.get(row.rule) or find_rule(tx, row.rule)
        if not isinstance(rule, Coupon):
            refused[row.line] = RefusedRow(row.line, RowReason.COUPON_RULE_UNKNOWN, {"value": row.rule})
            continue
        uses = rule.uses_max if row.uses_max is None else row.uses_max
        if tx.run(coupon_queries.SAVE, row.code, row.rule, row.valid_until, uses):
            taken += 1
        else:
            refused[row.line] = RefusedRow(row.line, RowReason.COUPON_OF_HQ, {"value": row.code})
    return _Codes(taken, tuple(refused.values()))


def _finish(tx: JournalTx, file: PromotionsFile, codes: _Codes, digest: str) -> list[RefusedRow]:
    """Take the rules, put them in force, and put the import on record; every refused row, in their order."""
    fitting, left_out = _fitting(tx, file.rules)
    taken = tuple(save_rule(tx, row.rule) for row in fitting)
    by_line = {row.line: row for row in (*codes.refused, *left_out)}
    refused = [by_line[line] for line in sorted(by_line)]
    tx.record(
        PromotionsImported(
            file_sha256=digest,
            rows_taken=_taken(file, refused),
            rows_refused=len(refused),
            rules=put_promotions_in_force(tx),
            taken=taken,
            codes_taken=codes.taken,
        )
    )
    return refused


def _fitting(tx: JournalTx, rules: Sequence[RuleInFile]) -> tuple[list[RuleInFile], list[RefusedRow]]:
    """The rules that the shop may take and has room for, and why the others are left out."""
    room = RULES_MAX - count_promotions(tx)
    fitting: list[RuleInFile] = []
    left_out: list[RefusedRow] = []
    for row in rules:
        is_new = find_rule(tx, row.rule.id) is None
        if is_of_hq(tx, row.rule.id):
            left_out.append(RefusedRow(row.line, RowReason.PROMOTION_OF_HQ, {"value": row.rule.id}))
        elif is_new and room == 0:
            left_out.append(RefusedRow(row.line, RowReason.PROMOTION_MANY, {"max": RULES_MAX}))
        else:
            fitting.append(row)
            room -= is_new
    return fitting, left_out


def _taken(file: PromotionsFile, refused: Sequence[RefusedRow]) -> int:
    """Rows: one may hold a promotion and its codes."""
    lines = {row.line for row in file.rules} | {row.line for row in file.codes}
    return len(lines - {row.line for row in refused})

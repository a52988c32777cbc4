"""Importing a file of promotions and coupon codes, put on record as a whole."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import partial

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import coupons as coupon_queries
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.events import PromotionsImported
from edge_agent.domain.ids import RuleId
from edge_agent.domain.promotions import Coupon
from edge_agent.domain.promotions_check import RULES_MAX
from edge_agent.domain.promotions_file import CHINA, CodeInFile, PromotionsFile, RuleInFile, parse_promotions
from edge_agent.services.promotions import count_promotions, find_rule, put_promotions_in_force, save_rule
from edge_agent.wire.types import ImportAnswer
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
    refused = list(file.refused)
    for first in range(0, len(file.codes), PIECE_CODES_MAX):
        piece = file.codes[first : first + PIECE_CODES_MAX]
        refused += await writer.run_bulk(partial(_save_codes, codes=piece, in_file=coupons))
    digest = hashlib.sha256(data).hexdigest()
    refused = await writer.run_bulk(partial(_finish, file=file, refused=refused, digest=digest))
    return ImportAnswer(_taken(file, refused), tuple(say_refused_row(row, language) for row in refused))


def _save_codes(
    tx: JournalTx, codes: Sequence[CodeInFile], in_file: Mapping[RuleId, Coupon]
) -> list[RefusedRow]:
    refused: dict[int, RefusedRow] = {}
    for row in codes:
        rule = in_file.get(row.rule) or find_rule(tx, row.rule)
        if not isinstance(rule, Coupon):
            params: dict[str, str | int] = {"value": row.rule}
            refused[row.line] = RefusedRow(row.line, RowReason.COUPON_RULE_UNKNOWN, params)
            continue
        uses = rule.uses_max if row.uses_max is None else row.uses_max
        tx.run(coupon_queries.SAVE, row.code, row.rule, row.valid_until, uses)
    return list(refused.values())


def _finish(
    tx: JournalTx, file: PromotionsFile, refused: Sequence[RefusedRow], digest: str
) -> list[RefusedRow]:
    """Take the rules, put them in force, and put the import on record; every refused row, in their order."""
    room = RULES_MAX - count_promotions(tx)
    fitting: list[RuleInFile] = []
    left_out: list[RefusedRow] = []
    for row in file.rules:
        room -= find_rule(tx, row.rule.id) is None
        if room < 0:
            left_out.append(RefusedRow(row.line, RowReason.PROMOTION_MANY, {"max": RULES_MAX}))
        else:
            fitting.append(row)
    taken = tuple(save_rule(tx, row.rule) for row in fitting)
    rules = put_promotions_in_force(tx)
    everything = sorted((*refused, *left_out), key=lambda row: row.line)
    tx.record(
        PromotionsImported(
            file_sha256=digest,
            rows_taken=_taken(file, everything),
            rows_refused=len(everything),
            rules=rules,
            taken=taken,
            codes_taken=_codes_taken(file, everything),
        )
    )
    return everything


def _taken(file: PromotionsFile, refused: Sequence[RefusedRow]) -> int:
    """Rows: one may hold a promotion and its codes."""
    lines = {row.line for row in file.rules} | {row.line for row in file.codes}
    return len(lines - {row.line for row in refused})


def _codes_taken(file: PromotionsFile, refused: Sequence[RefusedRow]) -> int:
    lines = {row.line for row in refused}
    return sum(row.line not in lines for row in file.codes)

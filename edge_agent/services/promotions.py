"""Promotions as the shop changes them: each change makes a new rule set, for carts opened from now on."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import rules as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PromotionChanged
from edge_agent.domain.ids import RuleId, RulesHash
from edge_agent.domain.promotions import NO_RULES, Rule, make_rules
from edge_agent.domain.promotions_check import RULES_MAX, RuleReason, check_rule
from edge_agent.domain.rights import Right
from edge_agent.services.rights import may
from edge_agent.services.rules import put_in_force
from edge_agent.services.who import Who
from edge_agent.wire.promotions import PromotionAnswer, PromotionsView, PromotionView

_SHOWN_MAX = 40
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Rule] = msgspec.json.Decoder(Rule)


def put_promotion(
    tx: JournalTx, settings: Settings, who: Who, promotion: str, rule: Rule
) -> PromotionAnswer | Refused:
    """Start a promotion, or change it; it gets the next version of its id."""
    reason = check_rule(rule) if rule.id == promotion else RuleReason.ID
    if reason is None and count_promotions(tx) >= RULES_MAX and find_rule(tx, rule.id) is None:
        reason = RuleReason.TOO_MANY
    if reason is not None:
        return Refused(Code.PROMOTION_INVALID, {"reasons": reason})
    approved = may(tx, settings, who, Right.CHANGE_PROMOTION, rule.id)
    if isinstance(approved, Refused):
        return approved
    taken = save_rule(tx, rule)
    return _changed(tx, who, taken.id, taken.version, taken)


def stop_promotion(tx: JournalTx, settings: Settings, who: Who, promotion: str) -> PromotionAnswer | Refused:
    """Stop a promotion; carts that were opened before keep it."""
    row = tx.one(queries.PROMOTION, promotion)
    if row is None or row.body is None:
        return Refused(Code.PROMOTION_UNKNOWN, {"id": promotion[:_SHOWN_MAX]})
    approved = may(tx, settings, who, Right.CHANGE_PROMOTION, row.id)
    if isinstance(approved, Refused):
        return approved
    tx.run(queries.SAVE_PROMOTION, row.id, row.version + 1, None)
    return _changed(tx, who, RuleId(row.id), row.version + 1, None)


def find_rule(tx: Tx, promotion: RuleId) -> Rule | None:
    """A promotion that was not stopped."""
    row = tx.one(queries.PROMOTION, promotion)
    return None if row is None or row.body is None else _decoder.decode(row.body)


def is_of_hq(tx: Tx, promotion: RuleId) -> bool:
    """Headquarters keeps it: the shop may stop or change it at the counter, but no file does."""
    row = tx.one(queries.PROMOTION, promotion)
    return row is not None and row.owner == "hq"


def count_promotions(tx: Tx) -> int:
    """Those that were not stopped."""
    return len(tx.all(queries.PROMOTIONS, RULES_MAX))


def save_rule(tx: Tx, rule: Rule) -> Rule:
    """The rule as it is kept from now on: one version above what its id had, unless it is the same again."""
    row = tx.one(queries.PROMOTION, rule.id)
    before = row.version if row else 0
    if row is not None and row.body is not None:
        again = msgspec.structs.replace(rule, version=before)
        if _decoder.decode(row.body) == again:
            return again
    taken = msgspec.structs.replace(rule, version=before + 1)
    tx.run(queries.SAVE_PROMOTION, taken.id, taken.version, _encoder.encode(taken).decode())
    return taken


def put_promotions_in_force(tx: Tx) -> RulesHash:
    """Make the rule set of all promotions as they are now, and put it in force; its hash."""
    rows = tx.all(queries.PROMOTIONS, RULES_MAX)
    return put_in_force(tx, make_rules([_decoder.decode(row.body or "") for row in rows]))


async def read_promotions(reads: Reads) -> PromotionsView:
    """The shop's promotions, and the hash of the rule set in force."""
    rows = await reads.all(queries.PROMOTIONS, RULES_MAX)
    in_force = await reads.one(queries.IN_FORCE)
    return PromotionsView(
        RulesHash(in_force.hash) if in_force else NO_RULES.hash,
        tuple(PromotionView(_decoder.decode(row.body or ""), row.owner) for row in rows),
    )


def _changed(tx: JournalTx, who: Who, promotion: RuleId, version: int, rule: Rule | None) -> PromotionAnswer:
    rules = put_promotions_in_force(tx)
    tx.record(PromotionChanged(promotion, version, rules, rule), actor=who.staff, till=who.till)
    return PromotionAnswer(promotion, version, rules)

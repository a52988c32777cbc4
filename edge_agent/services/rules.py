"""The rule set that a cart goes by: the one in force when it was opened, found again by its hash."""

from edge_agent.db.queries import rules as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.ids import RulesHash
from edge_agent.domain.promotions import NO_RULES, Rules, decode_rules, encode_rules

_SETS_KEPT_MAX = 500
_KEPT_MAX = 64
_known: dict[RulesHash, Rules] = {}
"""Decoded rule sets by their hash, which is of their content: what is in here is right for every store."""


def rules_in_force(tx: Tx) -> RulesHash:
    """The rule set that a cart opened now goes by."""
    row = tx.one(queries.IN_FORCE)
    return RulesHash(row.hash) if row else NO_RULES.hash


def rules_of(tx: Tx, name: RulesHash) -> Rules:
    """A rule set by its hash; one that is not kept any more counts as none."""
    known = _known_rules(name)
    if known is not None:
        return known
    row = tx.one(queries.BY_HASH, name)
    return _keep(name, row.body) if row else NO_RULES


def put_in_force(tx: Tx, rules: Rules) -> RulesHash:
    """Have carts that open from now on go by `rules`; old sets are kept for the carts that name them."""
    tx.run(queries.ADD, rules.hash, tx.now, encode_rules(rules))
    tx.run(queries.FORGET_OLDEST, _SETS_KEPT_MAX)
    tx.touch("promotions")
    return rules.hash


async def read_rules(reads: Reads, name: RulesHash) -> Rules:
    """The same for the read side."""
    known = _known_rules(name)
    if known is not None:
        return known
    row = await reads.one(queries.BY_HASH, name)
    return _keep(name, row.body) if row else NO_RULES


def _known_rules(name: RulesHash) -> Rules | None:
    return NO_RULES if name == NO_RULES.hash else _known.get(name)


def _keep(name: RulesHash, body: str) -> Rules:
    if len(_known) >= _KEPT_MAX:
        _known.clear()
    rules = _known[name] = decode_rules(body)
    return rules

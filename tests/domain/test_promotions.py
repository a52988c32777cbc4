"""Rules as data: their hash, their JSON, and which of them make sense."""

import msgspec
import pytest

from edge_agent.domain.ids import RuleId, RulesHash, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.promotions import (
    NO_RULES,
    Bundle,
    BuyGet,
    Coupon,
    LaterPrice,
    MemberPrice,
    NForPrice,
    NthPiece,
    Part,
    Rule,
    Scope,
    SpendSave,
    Tier,
    TimedPrice,
    decode_rules,
    encode_rules,
    make_rules,
    rules_hash,
)
from edge_agent.domain.promotions_check import RuleReason, check_rule

ALL = Scope(everything=True)
ID, NAME = RuleId("P1"), "促销"
TIMED = TimedPrice(
    id=ID,
    name=NAME,
    scope=Scope(skus=(Sku("A"),), categories=("饮料",), but_skus=(Sku("B"),)),
    pay_permille=800,
    from_minute=1320,
    until_minute=120,
    later=(LaterPrice(from_minute=1380, pay_permille=600), LaterPrice(from_minute=60, price_fen=Fen(1))),
    weekdays=(6, 7),
    valid_from=Millis(1),
    valid_until=Millis(2),
    members_only=True,
    version=7,
)
NTH = NthPiece(id=ID, name=NAME, scope=ALL, n=2, pay_permille=500)
GET = BuyGet(id=ID, name=NAME, scope=ALL, buy=2, free=1)
FOR = NForPrice(id=ID, name=NAME, scope=ALL, count=3, price_fen=Fen(1000))
BUNDLE = Bundle(id=ID, name=NAME, parts=(Part(ALL, 2), Part(Scope(skus=(Sku("A"),)))), price_fen=Fen(990))
SPEND = SpendSave(id=ID, name=NAME, scope=ALL, tiers=(Tier(Fen(1000), Fen(100)), Tier(Fen(2000), Fen(300))))
EVERY = SpendSave(id=ID, name=NAME, scope=ALL, tiers=(Tier(Fen(1000), Fen(100)),), every=True)
COUPON = Coupon(id=ID, name=NAME, scope=ALL, off_fen=Fen(500), min_fen=Fen(2000), uses_max=3)
MEMBER = MemberPrice(id=ID, name=NAME, scope=ALL, price_fen=Fen(0))
EVERY_KIND: tuple[Rule, ...] = (TIMED, NTH, GET, FOR, BUNDLE, SPEND, EVERY, COUPON, MEMBER)


# --- rule sets --------------------------------------------------------------------------------------------


def test_a_rule_set_is_its_json() -> None:
    """Every kind of rule comes back from its JSON as it was."""
    rules = make_rules(
        msgspec.structs.replace(rule, id=RuleId(f"P{no}")) for no, rule in enumerate(EVERY_KIND)
    )
    assert decode_rules(encode_rules(rules)) == rules


def test_the_hash_is_of_the_content() -> None:
    """The same rules in any order have the same hash; another fen or version has another."""
    one, two = NTH, msgspec.structs.replace(GET, id=RuleId("P2"))
    rules = make_rules([two, one])
    assert rules == make_rules([one, two])
    assert rules.hash == rules_hash((one, two))
    assert len(rules.hash) == 16
    assert rules.hash != make_rules([one]).hash
    assert make_rules([NTH]).hash != make_rules([msgspec.structs.replace(NTH, version=2)]).hash


def test_the_hash_stays_from_release_to_release() -> None:
    """Carts, sales and headquarters name a rule set by it: these bytes are a contract."""
    assert rules_hash((TIMED, NTH)) == RulesHash("b911f5d03b391fb2")


def test_no_rules_have_no_hash() -> None:
    """The empty set is the one that every shop begins with."""
    assert make_rules([]) == NO_RULES
    assert NO_RULES.hash == ""


def test_two_rules_of_one_id_are_a_mistake_of_ours() -> None:
    """The table of promotions has each id once."""
    with pytest.raises(ValueError, match="one id"):
        make_rules([NTH, GET])


def test_what_no_rule_knows_is_refused() -> None:
    """A field that this release does not know could change a price: it is not passed over."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(
            b'{"kind":"nth_piece","id":"P","name":"x","scope":{},"n":2,"pay_permille":1,"m":1}', type=Rule
        )


# --- which rules make sense -------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", EVERY_KIND)
def test_sensible_rules_are_taken(rule: Rule) -> None:
    """Each kind, with all that it can have."""
    assert check_rule(rule) is None


SENSELESS: list[tuple[RuleReason, Rule, dict[str, object]]] = [
    (RuleReason.ID, NTH, {"id": ""}),
    (RuleReason.ID, NTH, {"id": "两个"}),
    (RuleReason.ID, NTH, {"id": "P" * 33}),
    (RuleReason.NAME, NTH, {"name": ""}),
    (RuleReason.NAME, NTH, {"name": "促" * 101}),
    (RuleReason.NAME, NTH, {"name": "半\x1b价"}),
    (RuleReason.VALIDITY, NTH, {"valid_from": 5, "valid_until": 5}),
    (RuleReason.WEEKDAYS, NTH, {"weekdays": (0,)}),
    (RuleReason.WEEKDAYS, NTH, {"weekdays": (8,)}),
    (RuleReason.WEEKDAYS, NTH, {"weekdays": (6, 6)}),
    (RuleReason.WINDOW, NTH, {"from_minute": 60}),
    (RuleReason.WINDOW, NTH, {"until_minute": 60}),
    (RuleReason.WINDOW, NTH, {"from_minute": 60, "until_minute": 60}),
    (RuleReason.WINDOW, NTH, {"from_minute": 60, "until_minute": 1440}),
    (RuleReason.WINDOW, NTH, {"from_minute": -1, "until_minute": 60}),
    (RuleReason.SCOPE, NTH, {"scope": Scope()}),
    (RuleReason.SCOPE, NTH, {"scope": Scope(everything=True, skus=(Sku("A"),))}),
    (RuleReason.SCOPE, NTH, {"scope": Scope(skus=(Sku("A"),), but_skus=(Sku("A"),))}),
    (RuleReason.SCOPE, NTH, {"scope": Scope(categories=("",))}),
    (RuleReason.SCOPE, BUNDLE, {"parts": (Part(ALL), Part(Scope()))}),
    (RuleReason.PRICE, FOR, {"price_fen": -1}),
    (RuleReason.PRICE, BUNDLE, {"price_fen": 100_000_001}),
    (RuleReason.PRICE, MEMBER, {"price_fen": -1}),
    (RuleReason.PRICE, COUPON, {"min_fen": -1}),
    (RuleReason.SHARE, NTH, {"pay_permille": 1001}),
    (RuleReason.SHARE, TIMED, {"pay_permille": -1}),
    (RuleReason.SHARE, COUPON, {"off_fen": None, "pay_permille": 1001}),
    (RuleReason.PRICE_OR_SHARE, TIMED, {"price_fen": 1}),
    (RuleReason.PRICE_OR_SHARE, MEMBER, {"price_fen": None}),
    (RuleReason.PRICE_OR_SHARE, COUPON, {"pay_permille": 900}),
    (RuleReason.PRICE_OR_SHARE, TIMED, {"later": (LaterPrice(from_minute=1380),)}),
    (RuleReason.LATER, TIMED, {"from_minute": None, "until_minute": None}),
    (RuleReason.LATER, TIMED, {"later": TIMED.later[::-1]}),
    (RuleReason.LATER, TIMED, {"later": (LaterPrice(from_minute=120, pay_permille=1),)}),
    (RuleReason.LATER, TIMED, {"later": (LaterPrice(from_minute=1320, pay_permille=1),)}),
    (RuleReason.LATER, TIMED, {"later": (LaterPrice(from_minute=1440 + 60, pay_permille=1),)}),
    (RuleReason.COUNT, NTH, {"n": 1}),
    (RuleReason.COUNT, NTH, {"n": 1001}),
    (RuleReason.COUNT, GET, {"buy": 0}),
    (RuleReason.COUNT, GET, {"free": 0}),
    (RuleReason.COUNT, FOR, {"count": 0}),
    (RuleReason.COUNT, BUNDLE, {"parts": (Part(ALL, 0),)}),
    (RuleReason.PARTS, BUNDLE, {"parts": ()}),
    (RuleReason.PARTS, BUNDLE, {"parts": (Part(ALL),) * 11}),
    (RuleReason.TIERS, SPEND, {"tiers": ()}),
    (RuleReason.TIERS, SPEND, {"tiers": SPEND.tiers[::-1]}),
    (RuleReason.TIERS, SPEND, {"tiers": (SPEND.tiers[0], Tier(Fen(2000), Fen(100)))}),
    (RuleReason.TIERS, SPEND, {"every": True}),
    (RuleReason.OFF, EVERY, {"tiers": (Tier(Fen(1000), Fen(1000)),)}),
    (RuleReason.OFF, EVERY, {"tiers": (Tier(Fen(1000), Fen(0)),)}),
    (RuleReason.OFF, EVERY, {"tiers": (Tier(Fen(-10), Fen(-20)),)}),
    (RuleReason.OFF, COUPON, {"off_fen": 0}),
    (RuleReason.OFF, COUPON, {"off_fen": 2000}),
    (RuleReason.USES, COUPON, {"uses_max": 0}),
    (RuleReason.USES, COUPON, {"uses_max": 1_000_001}),
]


@pytest.mark.parametrize(("reason", "rule", "changes"), SENSELESS)
def test_senseless_rules_are_refused_with_their_reason(
    reason: RuleReason, rule: Rule, changes: dict[str, object]
) -> None:
    """A rule that could give money back, or never hold, or that says two things at once."""
    assert reason == check_rule(msgspec.structs.replace(rule, **changes))


def test_every_reason_is_given_by_a_test() -> None:
    """But for the one that counts promotions, which the services give."""
    assert {reason for reason, _, _ in SENSELESS} == set(RuleReason) - {RuleReason.TOO_MANY}

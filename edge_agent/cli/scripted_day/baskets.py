"""The script: real baskets as what a cashier does, drawn once from a fixed seed."""

import random
from collections import Counter
from collections.abc import Sequence

import msgspec

from edge_agent.cli.scripted_day.happenings import HAPPENINGS, happens
from edge_agent.cli.scripted_day.reckoning import half_up
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.labels import LabelTemplate, make_label
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit

SEED = 20261122
MONEY_LABEL = LabelTemplate("FFPPPPPAAAAAC", ("21",))
WEIGHT_LABEL = LabelTemplate("FFPPPPPWWWWWC", ("22",))
WEIGHT_GRAMS = (120, 2_400)
NOTES_FEN = (500, 1_000, 2_000, 5_000, 10_000)
EVERY_THIRD = 3

TYPED_GRAMS = (150, 900)
UNKNOWN_CODE = "6999999999997"
SPECIALS: Sequence[Sequence[str]] = (
    ("W00001", "W00002"),
    ("P1047", "P1048"),
    ("P1021", "P1024"),
    ("P1073", "P1074", "P1078"),
    ("P1041", "P1042", "P1043"),
    ("P1056", "P1056", "P1057", "P1057"),
    ("H01", "D05"),
    ("P1087", "P1088", "P1089"),
    ("P1062", "D07"),
    ("H03", "P1039"),
    ("P1008", "P1012", "P1013", "P1068"),
)
"""What is bought because of the shop window: the evening's vegetables, each deal, both kinds of 满减."""
FOR_COUPON = ("D02", "D04")
FOR_COUPON_ONCE = ("P1008", "P1013")
"""Enough to reach a coupon's minimum."""
PAYS_BY = ("cash", "external", "both", "external", "cash")
"""By the last digit of the customer's number, unless a payment code is shown."""


class Pick(msgspec.Struct, frozen=True):
    """One article of a basket: what is scanned, and what the script itself expects of it."""

    sku: Sku
    code: str
    typed: bool
    quantity: Milli
    label_fen: int | None = None
    """What a label that carries money says."""
    is_typed_weight: bool = False


class Payment(msgspec.Struct, frozen=True):
    """How a basket is paid: shares are decided at the till, from the total there."""

    kind: str
    """`cash`, `external`, `both` or `code`."""
    method: str
    note_fen: int
    """The note in which cash is handed over: the amount is rounded up to it."""


class Basket(msgspec.Struct, frozen=True):
    """A customer."""

    number: int
    """Counted from 1: what happens besides goes by it."""
    picks: tuple[Pick, ...]
    voided: Pick | None
    """Scanned and struck out again."""
    more: int
    """So many of the first pick, when it is counted in pieces; 1 for most."""
    payment: Payment
    other: Pick
    """What is taken instead, when something is exchanged."""

    def has(self, kind: str) -> bool:
        """Whether something of HAPPENINGS happens with this customer."""
        return happens(kind, self.number)


def baskets(text: str, articles: Sequence[Article], count: int) -> list[Basket]:
    """The first `count` baskets; the kind of rank r, counted from 0, is article r mod their number.

    Kinds rank by how often they are bought, equal ones by name.
    """
    lines = [[kind.strip() for kind in line.split(",")] for line in text.splitlines() if line.strip()]
    by_rank = Counter(kind for line in lines for kind in line)
    ranked = sorted(by_rank, key=lambda kind: (-by_rank[kind], kind))
    article_of = {kind: articles[rank % len(articles)] for rank, kind in enumerate(ranked)}
    maker = _PickMaker(articles)
    chance = random.Random(SEED)  # noqa: S311 a script, the same each time
    return [
        _basket(number, [article_of[kind] for kind in line], maker, chance)
        for number, line in enumerate(lines[:count], 1)
    ]


class _PickMaker:
    """Makes codes: barcodes as printed, menu numbers, and a scale's labels, every third with money."""

    def __init__(self, articles: Sequence[Article]) -> None:
        made_to_order = [article for article in articles if article.prep_seconds]
        self._menu = {article.sku: str(no) for no, article in enumerate(made_to_order, 1)}
        self._articles = {str(article.sku): article for article in articles}
        self._weighed = 0

    def pick(self, article: Article, chance: random.Random) -> Pick:
        """The article as it is scanned."""
        if article.unit is Unit.KG:
            return self._weigh(article, chance)
        typed = article.sku in self._menu
        code = self._menu[article.sku] if typed else article.gtins[0].removeprefix("0")
        return Pick(article.sku, code, typed, Milli(1000))

    def picks(self, skus: Sequence[str], chance: random.Random) -> list[Pick]:
        """The same of articles by their own numbers, those that this shop has."""
        return [self.pick(self._articles[sku], chance) for sku in skus if sku in self._articles]

    def any(self, chance: random.Random) -> Pick:
        """Whatever lies beside the till."""
        return self.pick(chance.choice(list(self._articles.values())), chance)

    def typed_weight(self, chance: random.Random) -> Pick:
        """Something weighed on another scale, its number and weight typed by hand."""
        weighed = [article for article in self._articles.values() if article.unit is Unit.KG]
        article = chance.choice(weighed)
        grams = Milli(chance.randint(*TYPED_GRAMS))
        return Pick(article.sku, article.plu or "", typed=True, quantity=grams, is_typed_weight=True)

    def _weigh(self, article: Article, chance: random.Random) -> Pick:
        self._weighed += 1
        grams = Milli(chance.randint(*WEIGHT_GRAMS))
        fen = half_up(article.price_fen * grams, 1000)
        plu = article.plu or ""
        if self._weighed % EVERY_THIRD:
            return Pick(article.sku, make_label(WEIGHT_LABEL, plu, None, grams), typed=False, quantity=grams)
        derived = Milli(half_up(fen * 1000, article.price_fen))
        code = make_label(MONEY_LABEL, plu, Fen(fen), None)
        return Pick(article.sku, code, typed=False, quantity=derived, label_fen=fen)


def _basket(number: int, wanted: Sequence[Article], maker: _PickMaker, chance: random.Random) -> Basket:
    picks = [maker.pick(article, chance) for article in wanted]
    if happens("special", number):
        picks += maker.picks(SPECIALS[number // HAPPENINGS["special"][0] % len(SPECIALS)], chance)
    if happens("coupon", number):
        picks += maker.picks(FOR_COUPON, chance)
    if happens("coupon_once", number):
        picks += maker.picks(FOR_COUPON_ONCE, chance)
    if happens("typed_weight", number):
        picks.append(maker.typed_weight(chance))
    return Basket(
        number=number,
        picks=tuple(picks),
        voided=maker.any(chance) if happens("void", number) else None,
        more=chance.randint(2, 4) if happens("more", number) else 1,
        payment=_payment(number, chance),
        other=maker.pick(chance.choice(wanted), chance),
    )


def _payment(number: int, chance: random.Random) -> Payment:
    kind = "code" if happens("payment_code", number) else PAYS_BY[number % len(PAYS_BY)]
    return Payment(kind, chance.choice(("wechat", "alipay")), chance.choice(NOTES_FEN))

"""The script: real baskets as what a cashier does, drawn once from a fixed seed."""

import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import msgspec

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

VOIDS, MORE, HOLDS, CANCELS, UNKNOWN = 0.06, 0.05, 0.05, 0.02, 0.03
"""How often a customer changes his mind, wants more of one thing, has forgotten something, leaves without
buying, or brings what the catalogue does not know."""
CASH, WALL_CODE = 0.35, 0.45
"""How often cash pays it all, or a wall code; the rest pays with both."""


class Pick(msgspec.Struct, frozen=True):
    """One article of a basket: what is scanned, and what the script itself expects of it."""

    sku: Sku
    code: str
    typed: bool
    quantity: Milli
    fen: int


class Payment(msgspec.Struct, frozen=True):
    """How a basket is paid: shares are decided at the till, from the total there."""

    kind: str
    """`cash`, `external` or `both`."""
    method: str
    note_fen: int
    """The note in which cash is handed over: the amount is rounded up to it."""


class Basket(msgspec.Struct, frozen=True):
    """A customer."""

    picks: tuple[Pick, ...]
    voided: Pick | None
    """Scanned and struck out again."""
    more: int
    """So many of the first pick, when it is counted in pieces; 1 for most."""
    is_held: bool
    is_cancelled: bool
    unknown_code: str | None
    payment: Payment


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
    return [_basket([article_of[kind] for kind in line], maker, chance) for line in lines[:count]]


class _PickMaker:
    """Makes codes: barcodes as printed, menu numbers, and a scale's labels, every third with money."""

    def __init__(self, articles: Sequence[Article]) -> None:
        made_to_order = [article for article in articles if article.prep_seconds]
        self._menu = {article.sku: str(no) for no, article in enumerate(made_to_order, 1)}
        self._weighed = 0

    def pick(self, article: Article, chance: random.Random) -> Pick:
        if article.unit is Unit.KG:
            return self._weigh(article, chance)
        typed = article.sku in self._menu
        code = self._menu[article.sku] if typed else article.gtins[0].removeprefix("0")
        return Pick(article.sku, code, typed, Milli(1000), article.price_fen)

    def _weigh(self, article: Article, chance: random.Random) -> Pick:
        self._weighed += 1
        grams = Milli(chance.randint(*WEIGHT_GRAMS))
        fen = _half_up(Fraction(article.price_fen * grams, 1000))
        plu = article.plu or ""
        if self._weighed % EVERY_THIRD:
            return Pick(
                article.sku, make_label(WEIGHT_LABEL, plu, None, grams), typed=False, quantity=grams, fen=fen
            )
        derived = Milli(_half_up(Fraction(fen * 1000, article.price_fen)))
        return Pick(
            article.sku, make_label(MONEY_LABEL, plu, Fen(fen), None), typed=False, quantity=derived, fen=fen
        )


def _basket(wanted: Sequence[Article], maker: _PickMaker, chance: random.Random) -> Basket:
    picks = tuple(maker.pick(article, chance) for article in wanted)
    return Basket(
        picks=picks,
        voided=maker.pick(chance.choice(wanted), chance) if chance.random() < VOIDS else None,
        more=chance.randint(2, 4) if chance.random() < MORE else 1,
        is_held=chance.random() < HOLDS,
        is_cancelled=chance.random() < CANCELS,
        unknown_code="6999999999997" if chance.random() < UNKNOWN else None,
        payment=_payment(chance),
    )


def _payment(chance: random.Random) -> Payment:
    drawn = chance.random()
    kind = "cash" if drawn < CASH else "external" if drawn < CASH + WALL_CODE else "both"
    return Payment(kind, chance.choice(("wechat", "alipay")), chance.choice(NOTES_FEN))


def _half_up(value: Fraction) -> int:
    """Rounded as a person rounds, worked out apart from the product's own arithmetic."""
    return int(value + Fraction(1, 2))

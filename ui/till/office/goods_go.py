"""商品去向: what becomes of goods that come back, in words and in the order of a key."""

from edge_agent.domain.events import GoodsGo
from ui.till.generic.kinds import Choice
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of where goods go."""

    BACK = "退回货架", "to the shelf"
    WRITTEN_OFF = "报损", "written off"
    KEPT = "仅退款", "money only"


GOODS: dict[GoodsGo, Phrase] = {
    GoodsGo.BACK: Said.BACK,
    GoodsGo.WRITTEN_OFF: Said.WRITTEN_OFF,
    GoodsGo.KEPT: Said.KEPT,
}
CHOICES = tuple(Choice(goods, word) for goods, word in GOODS.items())


def next_goods(goods: GoodsGo) -> GoodsGo:
    """What the key changes it to."""
    order = tuple(GOODS)
    return order[(order.index(goods) + 1) % len(order)]

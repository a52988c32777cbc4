"""What an activity is: a name, a place in the menu, perhaps a key of its own, and how it begins."""

from collections.abc import Callable

import msgspec

from ui.till.keymap import Action
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase


class Group(Phrase):
    """A part of the menu 更多; its digit is its place, among those that have activities."""

    SALE = "本单", "This sale"
    AFTER_SALE = "售后", "After the sale"
    PICKUP = "自提与排队", "Pickup and queue"
    CASH = "现金与班次", "Cash and shift"
    GOODS = "商品与价格", "Goods and prices"
    STOCK = "库存", "Stock"
    MEMBERS = "会员", "Members"
    FIGURES = "经营与员工", "Figures and staff"
    SYSTEM = "系统", "System"


class Activity(msgspec.Struct, frozen=True):
    """Something to do besides selling; at most nine in a group."""

    title: Phrase
    group: Group
    open: Callable[[State], Step]
    """Begins on the sale screen; what is typed there is the state's buffer."""
    action: Action | None = None
    """The key that leads there from the sale."""
    takes_number: bool = False
    """What was typed before the key means something to it."""
    while_paying: bool = False
    """Its key works on the tender screen too."""
    in_practice_only: bool = False

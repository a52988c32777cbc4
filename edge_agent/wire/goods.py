"""The bodies of `/v1/articles`, both ways: prices in fen, quantities in thousandths."""

import msgspec

from edge_agent.domain.ids import Sku, StaffId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.body import Body


class ArticleView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article in a search answer."""

    sku: Sku
    name: str
    unit: Unit
    price_fen: Fen
    gtins: tuple[str, ...]
    plu: str | None
    menu_no: str | None
    category: str
    member_price_fen: Fen | None = None
    price_unit: str = "kg"
    sold_out: bool = False
    is_open_price: bool = False
    has_options: bool = False
    on_hand: Milli | None = None
    """In the shop, thousandths; None when it was never counted, received or sold."""


class ChoiceView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A choice of an option group."""

    id: str
    name: str
    fen: Fen
    sold_out: bool = False
    chosen: bool = False


class OptionGroupView(msgspec.Struct, frozen=True):
    """What the customer may choose of a line's article; one digit per choice at the till."""

    id: str
    name: str
    least: int
    most: int
    choices: tuple[ChoiceView, ...]


class OptionPick(Body, frozen=True):
    """A choice of one of an article's option groups; an empty `choice` takes none of the group."""

    group: str
    choice: str


class ChangePrice(Body, frozen=True, omit_defaults=True):
    """`PUT /v1/articles/{sku}/price`: both prices as they shall be."""

    price_fen: int
    member_price_fen: int | None = None
    """None takes the member price away."""


class MarkSoldOut(Body, frozen=True, omit_defaults=True):
    """`POST /v1/articles/{sku}/sold-out`: 沽清, or to be had again."""

    sold_out: bool
    choice: OptionPick | None = None
    """One choice of the article's options; None is the article as a whole."""


class ArticleDetail(msgspec.Struct, frozen=True):
    """`GET /v1/articles/{sku}`: an article with its options, sold-out choices marked."""

    article: ArticleView
    options: tuple[OptionGroupView, ...]


class PriceChangeView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of 今日变价, for new tags on the shelf."""

    id: str
    """`after` takes it, for the changes behind this one."""
    sku: Sku
    name: str
    unit: str
    price_unit: str
    since: int
    """Unix milliseconds."""
    price_fen: Fen
    old_price_fen: Fen
    source: str
    """`import`, `planned` (an import's `valid_from` has come) or `hand`."""
    member_price_fen: Fen | None = None
    old_member_price_fen: Fen | None = None
    staff: StaffId | None = None
    """Who changed it by hand."""


class SoldOutView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article, or one of its choices, that is sold out."""

    sku: Sku
    name: str
    since: int
    choice: OptionPick | None = None
    choice_name: str = ""
    staff: StaffId | None = None


class UnfiledView(msgspec.Struct, frozen=True):
    """待建档: a code that was sold and is not in the catalogue."""

    code: str
    prices: tuple[Fen, ...]
    """At which it was sold, the most frequent first; ten at most."""
    times: int
    """In how many lines."""
    quantity: Milli
    last_at: int
    sku: Sku
    """The open-price article that it was last sold as."""
    name: str

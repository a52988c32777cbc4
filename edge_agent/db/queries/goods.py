"""Price changes, 沽清 and the codes that the catalogue lacks, as rows."""

import msgspec

from edge_agent.db.query import Query


class PriceChangeRow(msgspec.Struct, frozen=True):
    """A change of a price; `source` is `import`, `planned` or `hand`."""

    sku: str
    name: str
    unit: str
    price_unit: str
    since: int
    price_fen: int
    member_price_fen: int | None
    old_price_fen: int
    old_member_price_fen: int | None
    source: str
    staff: str | None


class SoldOutRow(msgspec.Struct, frozen=True):
    """What is sold out; both ids are empty for an article as a whole."""

    sku: str
    name: str
    options: str
    group_id: str
    choice_id: str
    at: int
    staff: str | None


class UnfiledRow(msgspec.Struct, frozen=True):
    """A code that was sold and is nobody's; its prices are separated by blanks, the most frequent first."""

    code: str
    sku: str
    name: str
    times: int
    quantity: int
    last_at: int
    prices: str


PRICE_CHANGES = Query("goods.price_changes", PriceChangeRow)
SOLD_OUT = Query("goods.sold_out", SoldOutRow)
UNFILED = Query("goods.unfiled", UnfiledRow)

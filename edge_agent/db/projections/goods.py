"""Goods: the shop's own prices, 沽清, and the codes that were sold without being filed (待建档)."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import ArticleSoldOut, Event, PriceChanged, SaleCompleted, SoldLine
from edge_agent.domain.scan import KeyKind, article_keys

_OWN_PRICE = """
INSERT INTO own_price (sku, price_fen, member_price_fen, at) VALUES (?, ?, ?, ?)
ON CONFLICT (sku) DO UPDATE SET price_fen = excluded.price_fen, member_price_fen = excluded.member_price_fen,
  at = excluded.at"""
_CHANGE = """
INSERT INTO own_price_change
  (event, sku, at, price_fen, member_price_fen, old_price_fen, old_member_price_fen, staff)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_SOLD_OUT = """
INSERT INTO sold_out (sku, group_id, choice_id, at, staff) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (sku, group_id, choice_id) DO NOTHING"""
_HAD_AGAIN = "DELETE FROM sold_out WHERE sku = ? AND group_id = ? AND choice_id = ?"
_UNFILED = """
INSERT INTO unfiled_code (code, gtin, plu, menu_no, own, sku, name, times, quantity, last_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
ON CONFLICT (code) DO UPDATE SET sku = excluded.sku, name = excluded.name, times = times + 1,
  quantity = quantity + excluded.quantity, last_at = max(last_at, excluded.last_at)"""
_PRICE_SEEN = """
INSERT INTO unfiled_price (code, price_fen, times) VALUES (?, ?, 1)
ON CONFLICT (code, price_fen) DO UPDATE SET times = times + 1"""


def _price_changed(connection: sqlite3.Connection, event: Event, data: PriceChanged) -> None:
    connection.execute(_OWN_PRICE, (data.sku, data.price_fen, data.member_price_fen, event.at))
    connection.execute(
        _CHANGE,
        (
            event.id,
            data.sku,
            event.at,
            data.price_fen,
            data.member_price_fen,
            data.old_price_fen,
            data.old_member_price_fen,
            event.actor,
        ),
    )


def _article_sold_out(connection: sqlite3.Connection, event: Event, data: ArticleSoldOut) -> None:
    what = (data.sku, data.group, data.choice)
    if data.sold_out:
        connection.execute(_SOLD_OUT, (*what, event.at, event.actor))
    else:
        connection.execute(_HAD_AGAIN, what)


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    for line in data.lines:
        if line.is_open_price and line.voided_at is None and line.code.upper() != line.sku:
            _unfiled(connection, event, line)


def _unfiled(connection: sqlite3.Connection, event: Event, line: SoldLine) -> None:
    """A code that is not the article's own sku; a menu number of its own is found when the list is read."""
    keys = {key.kind: key.value for key in reversed(article_keys(line.code))}
    connection.execute(
        _UNFILED,
        (
            line.code,
            keys.get(KeyKind.GTIN),
            keys.get(KeyKind.PLU),
            keys.get(KeyKind.MENU),
            keys.get(KeyKind.SKU),
            line.sku,
            line.name,
            line.quantity,
            event.at,
        ),
    )
    connection.execute(_PRICE_SEEN, (line.code, line.price_fen))


PROJECTION = Projection(
    "goods",
    1,
    ("own_price", "own_price_change", "sold_out", "unfiled_code", "unfiled_price"),
    {
        PriceChanged.TYPE: _price_changed,
        ArticleSoldOut.TYPE: _article_sold_out,
        SaleCompleted.TYPE: _sale_completed,
    },
)

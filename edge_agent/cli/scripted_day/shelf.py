"""What the script itself knows of the goods: the tags on the shelf, and the price list of the options."""

import asyncio
import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from edge_agent.cli.scripted_day.reckoning import Item
from edge_agent.domain.catalogue import Article
from edge_agent.domain.quantity import Unit

_WANTED = (("cup", "l"), ("add", "pearl"), ("shot", "two"))
"""Of each group, what this script's customers like."""


class Shelf:
    """Tags as they are now; whoever hangs another one keeps the scanners off that article meanwhile."""

    def __init__(self, articles: Sequence[Article], options: Path) -> None:
        self._tags = {str(article.sku): article for article in articles}
        self._extras = _extras(options)
        self._locks: dict[str, asyncio.Lock] = {}

    def tag(self, sku: str) -> Article:
        """The article as its tag shows it."""
        return self._tags[sku]

    def lock(self, sku: str) -> asyncio.Lock:
        """Held while an article is scanned, and while its tag changes."""
        return self._locks.setdefault(sku, asyncio.Lock())

    def retag(self, sku: str, price_fen: int) -> None:
        """Hang up another price."""
        self._tags[sku] = msgspec.structs.replace(self._tags[sku], price_fen=price_fen)

    def wishes(self, sku: str) -> Mapping[tuple[str, str], int]:
        """Group and choice of what a customer asks for besides, and what each costs."""
        return {wish: self._extras[sku, *wish] for wish in _WANTED if (sku, *wish) in self._extras}

    def item(self, sku: str, quantity: int, at: int) -> Item:
        """A line of this article, scanned at `at`."""
        tag = self._tags[sku]
        return Item(
            sku=sku,
            category=tag.category,
            name=tag.name,
            tax_class=tag.tax_class,
            unit_fen=tag.price_fen,
            quantity=quantity,
            at=at,
            is_each=tag.unit is Unit.EACH,
            member_fen=tag.member_price_fen,
            keeps_stock=not tag.is_open_price,
        )

    def tax_classes(self) -> Mapping[str, str]:
        """By the names of the articles, without their spaces, as paper may break them."""
        return {tag.name.replace(" ", ""): tag.tax_class for tag in self._tags.values()}


def opening_stock(path: Path) -> dict[str, int]:
    """What the stock file says that there is, in thousandths."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["sku"]: _thousandths(row["quantity"]) for row in csv.DictReader(file)}


def _extras(path: Path) -> dict[tuple[str, str, str], int]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["sku"], row["group_id"], row["choice_id"]): int(row["fen"] or 0)
            for row in csv.DictReader(file)
        }


def _thousandths(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 1000 + int(part.ljust(3, "0")[:3] or 0)

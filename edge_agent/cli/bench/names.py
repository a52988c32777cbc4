"""Articles with names like real ones: brand, kind, sometimes a taste, and size, by their numbers."""

from pathlib import Path

from edge_agent.cli.bench.shop import gtin
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit

_WORDS = (Path(__file__).with_suffix(".txt")).read_text("utf-8").split("\n\n")
BRANDS, KINDS, TASTES, SIZES = (part.split() for part in _WORDS)
_NO_TASTE = 3
"""So many parts have none, where each taste has one."""
_MIX = 2_654_435_761
"""Spreads neighbouring numbers over all the words (Knuth's multiplicative hashing)."""


def named_article(no: int) -> Article:
    """The article of that number, with a barcode and an own number."""
    return Article(Sku(f"A{no}"), name(no), Unit.EACH, Fen(350), gtins=("0" + gtin(no),))


def name(no: int) -> str:
    """What it is called; hardly two of a million are called the same."""
    mixed = (no * _MIX + 12_345) % 2**32
    words = []
    for part in (BRANDS, KINDS, [""] * _NO_TASTE + TASTES):
        mixed, place = divmod(mixed, len(part))
        words.append(part[place])
    return "".join(words) + SIZES[(mixed + no // 7) % len(SIZES)]

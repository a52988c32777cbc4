"""What hangs in the shop window: the promotions as a customer reads them, without the product's reader."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec


class Scope(msgspec.Struct, frozen=True):
    """Which goods an offer is about."""

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    everything: bool = False
    but: frozenset[str] = frozenset()

    def takes(self, sku: str, category: str) -> bool:
        """Whether an article is among them."""
        named = self.everything or sku in self.skus or category in self.categories
        return named and sku not in self.but


class Offer(msgspec.Struct, frozen=True):
    """One promotion; what its kind does not need is empty."""

    id: str
    kind: str
    scopes: tuple[Scope, ...]
    """One, or of a bundle one for each part, a piece each."""
    weekdays: frozenset[int] = frozenset()
    hours: tuple[int, int] | None = None
    """Minutes of the day, from and until."""
    fen: int | None = None
    permille: int | None = None
    later: tuple[tuple[int, int], ...] = ()
    """From which minute on, which share is paid."""
    n: int = 0
    free: int = 0
    tiers: tuple[tuple[int, int], ...] = ()
    every: bool = False
    off_fen: int | None = None
    min_fen: int = 0
    codes: tuple[str, ...] = ()


def read_poster(path: Path) -> Mapping[str, Offer]:
    """The offers of a promotions file, by id; rows that only bring more codes are added to theirs."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    offers: dict[str, Offer] = {}
    for row in rows:
        codes = tuple(row["codes"].split())
        if row["kind"] == "codes":
            known = offers[row["id"]]
            offers[known.id] = msgspec.structs.replace(known, codes=known.codes + codes)
        else:
            offers[row["id"]] = _offer(row, codes)
    return offers


def _offer(row: Mapping[str, str], codes: tuple[str, ...]) -> Offer:
    parts = [_part(part) for part in row["parts"].split(";") if part.strip()]
    return Offer(
        id=row["id"],
        kind=row["kind"],
        scopes=tuple(parts) or (_scope(row),),
        weekdays=frozenset(map(int, row["weekdays"].split())),
        hours=_hours(row["hours"]),
        fen=_number(row["price_fen"]),
        permille=_number(row["pay_permille"]),
        later=tuple((_minute(at), int(share)) for at, share in _pairs(row["later"])),
        n=int(row["n"] or 0),
        free=int(row["free"] or 0),
        tiers=tuple((int(at), int(off)) for at, off in _pairs(row["tiers"])),
        every=bool(row["every"]),
        off_fen=_number(row["off_fen"]),
        min_fen=int(row["min_fen"] or 0),
        codes=codes,
    )


def _scope(row: Mapping[str, str]) -> Scope:
    skus = frozenset(row["skus"].split())
    categories = frozenset(name.strip() for name in row["categories"].split(";") if name.strip())
    return Scope(skus - {"*"}, categories, "*" in skus, frozenset(row["but_skus"].split()))


def _part(text: str) -> Scope:
    names, count = text.strip().split("*")
    if count != "1":
        raise ValueError(f"this script knows bundles of one piece a part, not {text}")
    return Scope(frozenset(names.split("|")))


def _pairs(text: str) -> Sequence[tuple[str, str]]:
    return [(first.strip(), last) for part in text.split(";") if part for first, last in [part.split("=")]]


def _hours(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    begins, ends = text.split("-")
    return _minute(begins), _minute(ends)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _number(text: str) -> int | None:
    return int(text) if text else None

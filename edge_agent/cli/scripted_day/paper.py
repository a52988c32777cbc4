"""Slips read off the paper as a customer or an auditor reads them: words and numbers, nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from drivers.simulated.printer_slip import Slip

_AMOUNT = r"-?\d+\.\d\d"
_DUE = re.compile(rf"￥({_AMOUNT})$")
_PAIR = re.compile(rf"^(\S.*?)\s+({_AMOUNT})$")
_COUNT = re.compile(r"^(\S+)\s+([+-]?\d+)$")
_SOLD = re.compile(rf"^(.*?)\s*(约?\d\S*)\s+(\d+\.\d\d\S*)\s+({_AMOUNT})$")
_RETURNED = re.compile(rf"^(.*?)\s*(\d\S*)\s+({_AMOUNT})$")
_TAX = re.compile(rf"^ (\S+) ({_AMOUNT})\s+税 ({_AMOUNT})$")
SET_OFF = "换货"
"""What goods that came back have paid."""
_COPY, _REFUND, _REOPENED, _X, _Z = "补打", "退款单", "反结账", "中途对账单", "日结单"
_COLLECTING = {"待核": "unchecked", "拣货单": "picks", "团长签收单": "signature"}
_BAG = re.compile(r"T\d{3,}")
_NOTE = "  "


class Sold(msgspec.Struct, frozen=True):
    """A receipt."""

    receipt_no: str
    lines: tuple[tuple[str, int], ...]
    """Name without spaces, and amount in fen."""
    due_fen: int
    rounding_fen: int
    kept: Mapping[str, int]
    """By the name of the tender, change taken off."""
    points: int
    """Earned less spent."""
    earned: int


class Returned(msgspec.Struct, frozen=True):
    """The slip of a refund."""

    receipt_no: str
    sale_receipt_no: str
    lines: tuple[tuple[str, int], ...]
    back_fen: int
    """What was set off against other goods included."""
    rounding_fen: int
    legs: Mapping[str, int]
    points: int
    """Given back less taken back."""


class Closed(msgspec.Struct, frozen=True):
    """A Z report."""

    z_no: str
    amounts: Mapping[str, int]
    """Whatever stands there as a word and an amount; what stands there twice is added up."""
    taxes: Mapping[str, tuple[int, int]]
    """By the name of the class, the amount and the tax in it."""
    counts: Mapping[str, int]


class Other(msgspec.Struct, frozen=True):
    """A slip that books nothing: `copy`, `x`; of collecting `unchecked`, `picks`, `signature` or `bag`."""

    kind: str


Read = Sold | Returned | Closed | Other


def read(slip: Slip) -> Read:
    """What a slip says; raises ValueError when it says nothing that this script has learnt to read."""
    rows = slip.rows
    titles = [row.strip() for row in rows]
    if titles[0].startswith(_COPY):
        return Other("copy")
    if _X in titles:
        return Other("x")
    collecting = next((_COLLECTING[title] for title in titles if title in _COLLECTING), None)
    if collecting or _BAG.fullmatch(titles[0]):
        return Other(collecting or "bag")
    z_title = next((title for title in titles if title.startswith(_Z)), None)
    if z_title is not None:
        return _closed(z_title.removeprefix(_Z).strip(), rows)
    if not slip.qr:
        raise ValueError(f"a slip that nobody can read: {titles[:3]}")
    is_refund = {_REFUND, _REOPENED} & set(titles)
    return _returned(slip.qr[0], rows) if is_refund else _sold(slip.qr[0], rows)


def _sold(receipt_no: str, rows: Sequence[str]) -> Sold:
    pairs, counts = dict(_pairs(rows)), dict(_counts(rows))
    kept: dict[str, int] = {}
    for name, amount in _after_due(rows):
        if name != "找零":
            tender = name.removesuffix("实收").strip()
            kept[tender] = kept.get(tender, 0) + amount
    if "现金" in kept:
        kept["现金"] -= pairs.get("找零", 0)
    return Sold(
        receipt_no=receipt_no,
        lines=tuple(_items(rows, _SOLD)),
        due_fen=_due(rows),
        rounding_fen=pairs.get("抹零", 0),
        kept=kept,
        points=counts.get("本次积分", 0) + counts.get("使用积分", 0),
        earned=counts.get("本次积分", 0),
    )


def _returned(receipt_no: str, rows: Sequence[str]) -> Returned:
    pairs, counts = dict(_pairs(rows)), dict(_counts(rows))
    legs = {SET_OFF: -pairs[SET_OFF]} if SET_OFF in pairs else {}
    for name, amount in _after_due(rows):
        legs[name] = legs.get(name, 0) + amount
    origin = next((row.split()[1] for row in rows if row.startswith("原小票号")), "")
    return Returned(
        receipt_no=receipt_no,
        sale_receipt_no=origin,
        lines=tuple(_items(rows, _RETURNED)),
        back_fen=_due(rows) + legs.get(SET_OFF, 0),
        rounding_fen=pairs.get("抹零", 0),
        legs=legs,
        points=counts.get("退还积分", 0) + counts.get("扣回积分", 0),
    )


def _closed(z_no: str, rows: Sequence[str]) -> Closed:
    amounts: dict[str, int] = {}
    for name, amount in _pairs(rows):
        amounts[name] = amounts.get(name, 0) + amount
    taxes = {found[1]: (_fen(found[2]), _fen(found[3])) for row in rows if (found := _TAX.match(row))}
    return Closed(z_no, amounts, taxes, dict(_counts(rows)))


def _items(rows: Sequence[str], shape: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """From the heading to the next line across the paper; a name may take several rows, notes are set in."""
    begins = next(no for no, row in enumerate(rows) if row.startswith("品名")) + 1
    name = ""
    for row in rows[begins:]:
        if row.startswith("--"):
            return
        found = shape.match(row)
        if found:
            yield (name + found[1]).replace(" ", ""), _fen(found[found.re.groups])
            name = ""
        elif not row.startswith(_NOTE):
            name += row


def _after_due(rows: Sequence[str]) -> Iterator[tuple[str, int]]:
    """How it was paid, or went back: below what was due, down to the next line across."""
    begins = next(no for no, row in enumerate(rows) if _DUE.search(row)) + 1
    for row in rows[begins:]:
        if row.startswith("--"):
            return
        yield from _pairs([row])


def _due(rows: Sequence[str]) -> int:
    return next(_fen(found[1]) for row in rows if (found := _DUE.search(row)))


def _pairs(rows: Sequence[str]) -> Iterator[tuple[str, int]]:
    for row in rows:
        found = _PAIR.match(row)
        if found:
            yield found[1], _fen(found[2])


def _counts(rows: Sequence[str]) -> Iterator[tuple[str, int]]:
    for row in rows:
        found = _COUNT.match(row)
        if found:
            yield found[1], int(found[2])


def _fen(text: str) -> int:
    return int(text.replace(".", ""))

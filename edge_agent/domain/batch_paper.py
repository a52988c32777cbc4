"""Paper of group buying: pick lists, bag labels, and the slip that a leader signs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

import msgspec

from edge_agent.domain.batches import bag_pieces
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis, local_text
from edge_agent.domain.paper import Align, Pair, Paper, PaperLine, Rule, Size, Text
from edge_agent.domain.quantity import Milli, Unit, quantity_text


class _Words(msgspec.Struct, frozen=True):
    picks: str
    total: str
    leader: str
    community: str
    tail: str
    pieces: str
    orders: str
    time: str
    signature: str
    received: str


_WORDS: Mapping[str, _Words] = {
    "zh-CN": _Words(
        picks="拣货单",
        total="合计",
        leader="团长",
        community="小区",
        tail="尾号",
        pieces="件",
        orders="单",
        time="时间",
        signature="签字",
        received="团长签收单",
    ),
    "en": _Words(
        picks="Pick list",
        total="Total",
        leader="Leader",
        community="Community",
        tail="tail",
        pieces=" pcs",
        orders=" orders",
        time="Time",
        signature="Signature",
        received="Received by the leader",
    ),
}


class BagLine(msgspec.Struct, frozen=True):
    """Goods that lie in a bag."""

    sku: Sku
    name: str
    unit: Unit
    quantity: Milli


class Bag(msgspec.Struct, frozen=True):
    """One parcel of an order, as its label names it."""

    no: str
    """`T031`"""
    number: str
    """The order's."""
    tail: str
    leader: str
    community: str
    lines: tuple[BagLine, ...]
    place: str = ""
    parcel: int = 1
    of_parcels: int = 1

    @property
    def pieces(self) -> int:
        """How many things lie in it."""
        return bag_pieces((line.unit, line.quantity) for line in self.lines)

    @property
    def name(self) -> str:
        """`T031`, of several parcels `T031-2/3`."""
        return self.no if self.of_parcels == 1 else f"{self.no}-{self.parcel}/{self.of_parcels}"


class Sheet(msgspec.Struct, frozen=True):
    """What every paper of a batch has at its top."""

    shop: str
    batch: str
    """Its name."""
    at: Millis
    zone: tzinfo
    language: str

    @property
    def words(self) -> _Words:
        """In the shop's language."""
        return _WORDS.get(self.language, _WORDS["zh-CN"])


def bag_label(sheet: Sheet, bag: Bag) -> Paper:
    """`T031 3件 B2`: what is called and looked for, then what lies in it and whose it is."""
    words = sheet.words
    lines: list[PaperLine] = [
        Text(bag.name, Align.CENTRE, Size.HUGE if bag.of_parcels == 1 else Size.LARGE, bold=True),
        Pair(f"{bag.pieces}{words.pieces}", bag.place, Size.LARGE, bold=True),
        *(Pair(line.name, quantity_text(line.quantity, line.unit)) for line in bag.lines),
        Pair(bag.number, f"{words.tail} {bag.tail}" if bag.tail else ""),
    ]
    whose = " ".join(filter(None, (bag.leader, bag.community)))
    return (*lines, Text(whose)) if whose else tuple(lines)


def pick_list(sheet: Sheet, bags: Sequence[Bag]) -> Paper:
    """What one leader's members of one community get: the sums to fetch, then bag by bag."""
    words, first = sheet.words, bags[0]
    lines: list[PaperLine] = [
        *_head(sheet, words.picks),
        *_whose(words, first),
        Rule(),
        *(Pair(line.name, quantity_text(line.quantity, line.unit)) for line in _sums(bags)),
        Pair(words.total, _counted(words, bags), bold=True),
    ]
    for bag in bags:
        lines += [Rule(), Pair(bag.name, bag.tail, bold=True)]
        lines += [Pair(f"  {line.name}", quantity_text(line.quantity, line.unit)) for line in bag.lines]
    return tuple(lines)


def signature_slip(sheet: Sheet, bags: Sequence[Bag]) -> Paper:
    """Every order and parcel that a leader takes away, and one line to sign."""
    words = sheet.words
    listed = [
        Pair(f"{bag.name} {bag.number}", f"{bag.tail} {bag.pieces}{words.pieces}".strip()) for bag in bags
    ]
    return (
        *_head(sheet, words.received),
        Pair(words.leader, bags[0].leader),
        Rule(),
        *listed,
        Rule(),
        Pair(words.total, _counted(words, bags), bold=True),
        Text(""),
        Text(f"{words.signature}: ________________"),
    )


def _head(sheet: Sheet, title: str) -> tuple[PaperLine, ...]:
    return (
        Text(sheet.shop, Align.CENTRE, bold=True),
        Text(title, Align.CENTRE, Size.LARGE, bold=True),
        Text(sheet.batch, Align.CENTRE),
        Pair(sheet.words.time, local_text(sheet.at, sheet.zone)),
    )


def _whose(words: _Words, bag: Bag) -> list[PaperLine]:
    named = ((words.leader, bag.leader), (words.community, bag.community))
    return [Pair(word, name) for word, name in named if name]


def _sums(bags: Iterable[Bag]) -> list[BagLine]:
    sums: dict[Sku, BagLine] = {}
    for line in (line for bag in bags for line in bag.lines):
        before = sums.get(line.sku)
        quantity = Milli(line.quantity + (before.quantity if before else 0))
        sums[line.sku] = BagLine(line.sku, line.name, line.unit, quantity)
    return sorted(sums.values(), key=lambda line: line.sku)


def _counted(words: _Words, bags: Sequence[Bag]) -> str:
    orders = len({bag.number for bag in bags})
    return f"{orders}{words.orders} {sum(bag.pieces for bag in bags)}{words.pieces}"

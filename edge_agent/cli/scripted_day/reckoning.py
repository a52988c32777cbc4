"""What a basket costs, worked out as on the back of a receipt: plain integers, one rule after the other.

Nothing here knows how the product prices. It takes one thing for granted that the product need not: that no
article of the shop window is in two deals on pieces, so that none has to give way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from edge_agent.cli.scripted_day.poster import Offer

SHOP_HOURS = timedelta(hours=8)
"""China is eight hours ahead of Greenwich, all the year."""
_DEALS = ("nth_piece", "buy_get", "n_for_price", "bundle")
_OWN = ""
"""Stands for the articles' own member prices, where rules are named."""


class Item(msgspec.Struct):
    """A line of the basket."""

    sku: str
    category: str
    name: str
    tax_class: str
    unit_fen: int
    """With what the chosen options cost."""
    quantity: int
    at: int
    """Unix milliseconds of its scan."""
    is_each: bool
    extra_fen: int = 0
    """Of the unit price, what the chosen options cost."""
    member_fen: int | None = None
    """The article's own member price, options included."""
    label_fen: int | None = None
    """A label that carries money is its price, whatever else holds."""
    repriced: bool = False
    permille: int | None = None
    keeps_stock: bool = True


class Ticket(msgspec.Struct):
    """A customer's basket and what was said about it."""

    items: list[Item] = []
    has_member: bool = False
    permille: int | None = None
    """Of the whole order."""
    coupons: list[tuple[str, str]] = []
    """Code and rule."""
    points_fen: int = 0


class Due(msgspec.Struct, frozen=True):
    """What is to be paid, and which coupons took something off."""

    fen: int
    used: tuple[str, ...] = ()


def due(ticket: Ticket, poster: Mapping[str, Offer]) -> Due:
    """The least of: every rule, no cheaper unit prices, no deals, neither; and each rule by itself."""
    return min(
        (_worked_out(ticket, _named(poster, some)) for some in _choices(poster)), key=lambda due: due.fen
    )


def half_up(numerator: int, denominator: int) -> int:
    """A quotient rounded as people round, a half to the greater number, above zero and below."""
    return (2 * numerator + denominator) // (2 * denominator)


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in proportion: everybody gets whole fen, the largest rests get what is left over."""
    whole = sum(weights) or 1
    parts = [amount * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place))
    for place in rests[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def _choices(poster: Mapping[str, Offer]) -> Iterator[frozenset[str]]:
    every = frozenset((*poster, _OWN))
    deals = frozenset(offer.id for offer in poster.values() if offer.kind in _DEALS)
    prices = frozenset(offer.id for offer in poster.values() if offer.kind.endswith("_price")) - deals | {
        _OWN
    }
    yield from (every, every - prices, every - deals, every - prices - deals)
    for one in sorted(every):
        yield from (frozenset((one,)), frozenset((one, _OWN)))


def _named(poster: Mapping[str, Offer], names: frozenset[str]) -> tuple[bool, list[Offer]]:
    return _OWN in names, [poster[name] for name in sorted(names - {_OWN})]


def _worked_out(ticket: Ticket, part: tuple[bool, list[Offer]]) -> Due:
    has_own, offers = part
    items = sorted(ticket.items, key=lambda item: (item.sku, item.unit_fen, item.quantity, item.at))
    units = [_unit_price(ticket, item, offers, has_own=has_own) for item in items]
    amounts = [
        half_up(unit * item.quantity, 1000) if item.label_fen is None else item.label_fen
        for unit, item in zip(units, items, strict=True)
    ]
    for offer in offers:
        if offer.kind in _DEALS:
            _take_deal(offer, items, units, amounts)
    for place, item in enumerate(items):
        if item.permille is not None:
            amounts[place] = half_up(amounts[place] * item.permille, 1000)
    _take_spend_save([offer for offer in offers if offer.kind == "spend_save"], items, amounts)
    if ticket.permille is not None:
        _take_off(amounts, sum(amounts) - half_up(sum(amounts) * ticket.permille, 1000), range(len(items)))
    used = _take_coupons(ticket, {offer.id: offer for offer in offers}, items, amounts)
    return Due(sum(amounts) - min(ticket.points_fen, sum(amounts)), used)


# --- unit prices ------------------------------------------------------------------------------------------


def _unit_price(ticket: Ticket, item: Item, offers: Iterable[Offer], *, has_own: bool) -> int:
    if item.label_fen is not None or item.repriced:
        return item.unit_fen
    prices = [item.unit_fen]
    if has_own and ticket.has_member and item.member_fen is not None:
        prices.append(item.member_fen)
    for offer in offers:
        is_member = offer.kind == "member_price" and ticket.has_member
        if (is_member or offer.kind == "timed_price") and _holds(offer, item):
            prices.append(_offered(offer, item))
    return min(prices)


def _offered(offer: Offer, item: Item) -> int:
    if offer.fen is not None:
        return offer.fen + item.extra_fen
    permille = offer.permille or 1000
    for minute, later in offer.later:
        if _clock(item)[1] >= minute:
            permille = later
    return half_up(item.unit_fen * permille, 1000)


def _holds(offer: Offer, item: Item) -> bool:
    weekday, minute = _clock(item)
    if offer.weekdays and weekday not in offer.weekdays:
        return False
    if offer.hours is not None and not offer.hours[0] <= minute < offer.hours[1]:
        return False
    return any(scope.takes(item.sku, item.category) for scope in offer.scopes)


def _clock(item: Item) -> tuple[int, int]:
    """The weekday, Monday being 1, and the minute of the day on the shop's wall."""
    there = datetime.fromtimestamp(item.at / 1000, UTC) + SHOP_HOURS
    return there.isoweekday(), there.hour * 60 + there.minute


# --- deals on pieces --------------------------------------------------------------------------------------


def _take_deal(offer: Offer, items: Sequence[Item], units: Sequence[int], amounts: list[int]) -> None:
    off, taken = 0, [0] * len(items)
    for group, saved in _groups(offer, items, units):
        off += saved
        for place in group:
            taken[place] += 1
    if off:
        weights = [unit * count for unit, count in zip(units, taken, strict=True)]
        for place, part in enumerate(shared(off, weights)):
            amounts[place] -= part


def _groups(offer: Offer, items: Sequence[Item], units: Sequence[int]) -> Iterator[tuple[Sequence[int], int]]:
    """The pieces of each application, dearest first, and what it saves."""
    piles = [_pieces(offer, part, items, units) for part in range(len(offer.scopes))]
    if offer.kind == "bundle":
        for group in zip(*piles, strict=False):
            saved = sum(units[place] for place in group) - (offer.fen or 0)
            if saved > 0:
                yield group, saved
        return
    (pile,) = piles
    size = offer.n + offer.free if offer.kind == "buy_get" else offer.n
    for begins in range(0, len(pile), size):
        group = tuple(pile[begins : begins + size])
        saved = _saved(offer, [units[place] for place in group], size)
        if saved > 0:
            yield group, saved


def _saved(offer: Offer, prices: Sequence[int], size: int) -> int:
    """On one group; 买送 gives even when its last free piece is missing."""
    if offer.kind == "buy_get":
        return sum(prices[offer.n :])
    if len(prices) < size:
        return 0
    if offer.kind == "nth_piece":
        return prices[-1] - half_up(prices[-1] * (offer.permille or 0), 1000)
    return sum(prices) - (offer.fen or 0)


def _pieces(offer: Offer, part: int, items: Sequence[Item], units: Sequence[int]) -> list[int]:
    """The places of the pieces that may take part, a piece each, the dearest first."""
    one = msgspec.structs.replace(offer, scopes=(offer.scopes[part],))
    places = [
        place
        for place, item in enumerate(items)
        if item.is_each and item.label_fen is None and _holds(one, item)
        for _ in range(item.quantity // 1000)
    ]
    return sorted(places, key=lambda place: (-units[place], place))


# --- the whole order --------------------------------------------------------------------------------------


def _take_spend_save(offers: Sequence[Offer], items: Sequence[Item], amounts: list[int]) -> None:
    """A line counts for one of them: the one that takes most off goes first."""
    free = set(range(len(items)))
    left = list(offers)
    while left:
        found = [(_tier_off(offer, _worth(offer, items, amounts, free)), offer) for offer in left]
        off, offer = max(found, key=lambda pair: pair[0])
        if not off:
            return
        places = [place for place in sorted(free) if _holds(offer, items[place])]
        _take_off(amounts, off, places)
        free -= set(places)
        left.remove(offer)


def _worth(offer: Offer, items: Sequence[Item], amounts: Sequence[int], free: Iterable[int]) -> int:
    return sum(amounts[place] for place in free if _holds(offer, items[place]))


def _tier_off(offer: Offer, worth: int) -> int:
    reached = [(at, off) for at, off in offer.tiers if worth >= at]
    if not reached:
        return 0
    at, off = reached[-1]
    return min(worth, off * (worth // at) if offer.every else off)


def _take_coupons(
    ticket: Ticket, offers: Mapping[str, Offer], items: Sequence[Item], amounts: list[int]
) -> tuple[str, ...]:
    """Shares before amounts; whether a minimum is reached goes by what was due before any of them."""
    everywhere = range(len(items))
    shown = [(code, offers[rule]) for code, rule in ticket.coupons if rule in offers]
    before = {offer.id: _worth(offer, items, amounts, everywhere) for _, offer in shown}
    used: list[str] = []
    for code, offer in sorted(shown, key=lambda pair: pair[1].off_fen is not None):
        places = [place for place in everywhere if _holds(offer, items[place])]
        worth = sum(amounts[place] for place in places)
        off = (
            min(worth, offer.off_fen)
            if offer.off_fen
            else worth - half_up(worth * (offer.permille or 0), 1000)
        )
        if before[offer.id] >= offer.min_fen and off:
            _take_off(amounts, off, places)
            used.append(code)
    return tuple(used)


def _take_off(amounts: list[int], off: int, places: Sequence[int]) -> None:
    for place, part in zip(places, shared(off, [amounts[place] for place in places]), strict=True):
        amounts[place] -= part

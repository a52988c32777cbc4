"""Deals that want the same pieces: few contested ones are divided so that nothing else saves more."""

import functools
import itertools
from collections.abc import Iterator
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.ids import CartId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import price
from edge_agent.domain.promotions import (
    Bundle,
    BuyGet,
    Deal,
    NForPrice,
    NthPiece,
    Part,
    Rule,
    Scope,
    make_rules,
    scopes_of,
)
from edge_agent.domain.quantity import Unit, pieces

NOW = Millis(1_795_320_000_000)
SKUS = tuple(Sku(name) for name in "ABCD")
Piece = tuple[Sku, Fen]


def cart(found: list[Piece]) -> Cart:
    """A line for each piece."""
    lines = [
        Line(no, sku, sku, Unit.EACH, pieces(1), fen, sku, NOW) for no, (sku, fen) in enumerate(found, 1)
    ]
    return Cart(CartId("c"), TillId("1"), StaffId("1"), NOW, lines=tuple(lines), opened_at=NOW)


# --- every way to divide pieces, one after the other ------------------------------------------------------


def best_saving(found: list[Piece], deals: list[Deal]) -> int:
    """The most that any division saves."""
    bag = tuple(sorted(found))

    @functools.cache
    def best(left: tuple[Piece, ...]) -> int:
        if not left:
            return 0
        most = best(left[1:])
        for deal in deals:
            for chosen in groups(deal, left):
                if 0 in chosen:
                    rest = tuple(piece for no, piece in enumerate(left) if no not in chosen)
                    most = max(most, saving(deal, [left[no][1] for no in chosen]) + best(rest))
        return most

    return best(bag)


def groups(deal: Deal, left: tuple[Piece, ...]) -> Iterator[frozenset[int]]:
    """The places of every group that a deal can make."""
    fitting = [[no for no, piece in enumerate(left) if piece[0] in scope.skus] for scope in scopes_of(deal)]
    match deal:
        case NthPiece():
            yield from map(frozenset, itertools.combinations(fitting[0], deal.n))
        case BuyGet():
            for size in range(deal.buy + 1, deal.buy + deal.free + 1):
                yield from map(frozenset, itertools.combinations(fitting[0], size))
        case NForPrice():
            yield from map(frozenset, itertools.combinations(fitting[0], deal.count))
        case Bundle():
            choices = [
                itertools.combinations(places, part.count)
                for places, part in zip(fitting, deal.parts, strict=True)
            ]
            size = sum(part.count for part in deal.parts)
            for choice in itertools.product(*choices):
                chosen = frozenset(itertools.chain(*choice))
                if len(chosen) == size:
                    yield chosen


def saving(deal: Deal, prices: list[Fen]) -> int:
    """What a deal takes off one group."""
    match deal:
        case NthPiece():
            return min(prices) - (min(prices) * deal.pay_permille + 500) // 1000
        case BuyGet():
            return sum(sorted(prices)[: len(prices) - deal.buy])
        case NForPrice() | Bundle():
            return sum(prices) - deal.price_fen


# --- any shop ---------------------------------------------------------------------------------------------


def some_pieces(chance: Random, most: int) -> list[Piece]:
    return [
        (chance.choice(SKUS), Fen(chance.choice((0, 1, 99, 200, 350, 600, 1001))))
        for _ in range(chance.randint(0, most))
    ]


def some_scope(chance: Random) -> Scope:
    return Scope(skus=tuple(chance.sample(SKUS, chance.randint(1, 3))))


def some_deal(chance: Random, no: int) -> Rule:
    name, scope = f"R{no}", some_scope(chance)
    kind = chance.randrange(4)
    if kind == 0:
        return NthPiece(
            id=RuleId(name),
            name=name,
            scope=scope,
            n=chance.randint(2, 3),
            pay_permille=chance.choice((0, 500, 700)),
        )
    if kind == 1:
        return BuyGet(
            id=RuleId(name), name=name, scope=scope, buy=chance.randint(1, 2), free=chance.randint(1, 2)
        )
    price_fen = Fen(chance.choice((0, 150, 400, 700, 1200)))
    if kind == 2:
        return NForPrice(
            id=RuleId(name), name=name, scope=scope, count=chance.randint(1, 3), price_fen=price_fen
        )
    parts = tuple(Part(some_scope(chance), chance.randint(1, 2)) for _ in range(chance.randint(1, 2)))
    return Bundle(id=RuleId(name), name=name, parts=parts, price_fen=price_fen)


@given(st.randoms(use_true_random=False))
def test_no_division_of_few_pieces_saves_more(chance: Random) -> None:
    """Beside every way to divide up to seven pieces among up to three deals."""
    found = some_pieces(chance, 7)
    deals = [some_deal(chance, no) for no in range(chance.randint(1, 3))]
    priced = price(cart(found), make_rules(deals))
    assert priced.gross_fen - priced.total_fen == best_saving(found, deals)  # type: ignore[arg-type]


@given(st.randoms(use_true_random=False))
def test_one_line_or_many_is_the_same(chance: Random) -> None:
    """The same pieces cost the same, whether they stand in one line or in a line each."""
    found = some_pieces(chance, 9)
    rules = make_rules([some_deal(chance, no) for no in range(chance.randint(1, 4))])
    counts = {piece: found.count(piece) for piece in found}
    lines = [
        Line(no, sku, sku, Unit.EACH, pieces(count), fen, sku, NOW)
        for no, ((sku, fen), count) in enumerate(counts.items(), 1)
    ]
    joined = Cart(CartId("c"), TillId("1"), StaffId("1"), NOW, lines=tuple(lines), opened_at=NOW)
    assert price(cart(found), rules).total_fen == price(joined, rules).total_fen

"""Few pieces that several deals want, divided so that the customer saves most.

The pieces are gone through from the dearest to the cheapest. All that matters of a division so far is how far
each deal has come: of 第n件 and 买n送m the place in the group, of a deal with a price of its own the number
of pieces. Of two ways to the same state the one that saves more is kept.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from edge_agent.domain.money import Fen
from edge_agent.domain.pricing.takings import Run, Taking, needs, paid_whole, reduction
from edge_agent.domain.promotions import Bundle, BuyGet, NForPrice, NthPiece

PIECES_MAX = 12
STATES_MAX = 3_000
"""A limit on time: beyond it the greedy division stands."""

_State: TypeAlias = tuple[int, ...]
_Path: TypeAlias = "tuple[_Path, Run, int] | None"
"""Who got each contested piece, the last one first: the way before, its run and the place."""
_States: TypeAlias = dict[_State, tuple[int, _Path]]


def divide(takings: Sequence[Taking]) -> list[Taking] | None:
    """The deals, each with what it takes after the best division; None when that is too much work."""
    places = [_Place(taking, part) for taking in takings for part in range(len(taking.slots))]
    states: _States = {(0,) * len(places): (0, None)}
    for run, wanting in _in_order(places):
        if run.wanted == 1:
            states = _pass_by(states, run, wanting[0], places)
            continue
        for _ in range(run.pieces):
            states = _deal_out(states, run, wanting, places)
            if len(states) > STATES_MAX:
                return None
    path = _best(states, takings, places)
    return _settled(takings, places, path)


class _Place:
    """A slot of a deal in the contest."""

    def __init__(self, taking: Taking, part: int) -> None:
        self.taking = taking
        self.rule = taking.rule
        self.part = part
        self.size = needs(taking.rule)[part]
        self.runs = taking.slots[part]
        self.own = [run for run in self.runs if run.wanted == 1]
        """Pieces that nobody else wants."""

    @property
    def is_reducing(self) -> bool:
        return isinstance(self.rule, NthPiece | BuyGet)


def _in_order(places: Sequence[_Place]) -> list[tuple[Run, list[int]]]:
    """The runs that matter on the way, the dearest first, each with the places that want it."""
    wanting: dict[Run, list[int]] = {}
    for no, place in enumerate(places):
        for run in place.runs:
            if run.wanted > 1 or place.is_reducing:
                wanting.setdefault(run, []).append(no)
    return sorted(wanting.items(), key=lambda found: (-found[0].unit_fen, found[0].good))


def _pass_by(states: _States, run: Run, no: int, places: Sequence[_Place]) -> _States:
    """Pieces that one deal alone wants, and that reduces some: to have them is never worse for it."""
    rule = places[no].rule
    assert isinstance(rule, NthPiece | BuyGet)  # noqa: S101 the others wait for the end
    size, whole, off = places[no].size, paid_whole(rule), reduction(rule, run.unit_fen)
    after: _States = {}
    for state, (saved, path) in states.items():
        at = state[no]
        reduced = _reduced(at + run.pieces, size, whole) - _reduced(at, size, whole)
        _keep(after, _moved(state, no, (at + run.pieces) % size), saved + reduced * off, path)
    return after


def _reduced(count: int, size: int, whole: int) -> int:
    """How many of the first `count` pieces are reduced ones."""
    groups, rest = divmod(count, size)
    return groups * (size - whole) + max(0, rest - whole)


def _deal_out(states: _States, run: Run, wanting: Sequence[int], places: Sequence[_Place]) -> _States:
    """One contested piece: to nobody, or to any place that wants it."""
    after = dict(states)
    for no in wanting:
        place = places[no]
        rule = place.rule
        for state, (saved, path) in states.items():
            at = state[no]
            if isinstance(rule, NthPiece | BuyGet):
                gain = reduction(rule, run.unit_fen) if at >= paid_whole(rule) else 0
                at = (at + 1) % place.size
            else:
                gain, at = run.unit_fen, at + 1
            _keep(after, _moved(state, no, at), saved + gain, (path, run, no))
    return after


def _moved(state: _State, no: int, at: int) -> _State:
    return (*state[:no], at, *state[no + 1 :])


def _keep(states: _States, state: _State, saved: int, path: _Path) -> None:
    known = states.get(state)
    if known is None or known[0] < saved:
        states[state] = (saved, path)


def _best(states: _States, takings: Sequence[Taking], places: Sequence[_Place]) -> _Path:
    """The way that saves most, once each deal with a price has filled up its groups with its own pieces."""
    finishes = [
        _Finish(taking.rule, [no for no, place in enumerate(places) if place.taking is taking], places)
        for taking in takings
        if isinstance(taking.rule, NForPrice | Bundle)
    ]
    best, best_path = -1, None
    for state, (saved, path) in states.items():
        for finish in finishes:
            more = finish.value(state)
            if more is None:
                break
            saved += more  # noqa: PLW2901 the sum of what is known of this state
        else:
            if saved > best:
                best, best_path = saved, path
    return best_path


class _Finish:
    """What a deal with a price of its own saves at the end, by the contested pieces that it has got."""

    def __init__(self, rule: NForPrice | Bundle, nos: Sequence[int], places: Sequence[_Place]) -> None:
        self._price = rule.price_fen
        self._nos = nos
        self._places = [places[no] for no in nos]
        self._known: dict[_State, int | None] = {}

    def value(self, state: _State) -> int | None:
        """Its own pieces less its price for each group; None when the groups cannot be filled."""
        got = tuple([state[no] for no in self._nos])
        if got not in self._known:
            self._known[got] = self._value(got)
        return self._known[got]

    def _value(self, got: _State) -> int | None:
        """One more group saves less than the one before it: stop when it saves nothing."""
        groups = max([-(-count // place.size) for count, place in zip(got, self._places, strict=True)])
        best = self._of(groups, got)
        while best is not None:
            groups += 1
            more = self._of(groups, got)
            if more is None or more <= best:
                break
            best = more
        return best

    def _of(self, groups: int, got: _State) -> int | None:
        total = -groups * self._price
        for count, place in zip(got, self._places, strict=True):
            worth = _worth(place.own, groups * place.size - count)
            if worth is None:
                return None
            total += worth
        return total


def _worth(runs: Sequence[Run], count: int) -> int | None:
    """What the dearest `count` pieces cost; None when there are fewer."""
    worth = 0
    for run in runs:
        if count <= run.pieces:
            return worth + count * run.unit_fen
        worth += run.pieces * run.unit_fen
        count -= run.pieces
    return None if count else worth


def _settled(takings: Sequence[Taking], places: Sequence[_Place], path: _Path) -> list[Taking]:
    """Each deal alone with its own pieces and those that it was given."""
    given: dict[tuple[int, Run], int] = {}
    while path is not None:
        path, run, no = path
        given[no, run] = given.get((no, run), 0) + 1
    settled = []
    for taking in takings:
        slots = [_pieces_of(place, no, given) for no, place in enumerate(places) if place.taking is taking]
        again = Taking(taking.rule, slots)
        again.take_all()
        settled.append(again)
    return settled


def _pieces_of(place: _Place, no: int, given: Mapping[tuple[int, Run], int]) -> list[Run]:
    pieces = [(run, run.pieces if run.wanted == 1 else given.get((no, run), 0)) for run in place.runs]
    return [Run(run.good, Fen(run.unit_fen), count) for run, count in pieces if count]

"""Deals on pieces (第二件半价, 买n送m, n for a price, 套餐): who gets a piece that several of them want.

A piece serves one deal. Deals take greedily, by what a group saves for each of its pieces, then by rule id;
as few contested pieces as `contest` takes are divided exactly.
"""

from collections.abc import Iterable, Sequence

from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing.contest import PIECES_MAX, divide
from edge_agent.domain.pricing.goods import Good
from edge_agent.domain.pricing.takings import Run, Taking, needs, paid_whole
from edge_agent.domain.promotions import BuyGet, Deal, scopes_of


def take_deals(
    goods: Sequence[Good], units_fen: Sequence[Fen], only: frozenset[RuleId] | None = None
) -> list[Taking]:
    """What each deal takes of the goods at `units_fen`, in the order of the rules' ids.

    `only` names the rules that may take part; None stands for all of them.
    """
    takings = _wanting(goods, units_fen, only)
    taken: list[Taking] = []
    for cluster in _clusters(takings):
        taken += _share_out(cluster)
    return sorted([taking for taking in taken if taking.off_fen], key=lambda taking: taking.rule.id)


def _wanting(goods: Sequence[Good], units_fen: Sequence[Fen], only: frozenset[RuleId] | None) -> list[Taking]:
    """The deals that find pieces enough, by their ids, each with its pieces, the dearest first."""
    found: dict[RuleId, tuple[Deal, list[list[Run]]]] = {}
    for no, good in enumerate(goods):
        if not good.slots:
            continue
        run = Run(no, units_fen[no], good.pieces)
        for slot in good.slots:
            if only is None or slot.deal.id in only:
                deal = found.get(slot.deal.id)
                if deal is None:
                    deal = found[slot.deal.id] = (slot.deal, [[] for _ in scopes_of(slot.deal)])
                deal[1][slot.part].append(run)
    takings = [Taking(rule, slots) for rule, slots in found.values() if _is_enough(rule, slots)]
    for taking in takings:
        for runs in taking.slots:
            runs.sort(key=lambda run: (-run.unit_fen, run.good))
            for run in runs:
                run.wanted += 1
    return sorted(takings, key=lambda taking: taking.rule.id)


def _is_enough(rule: Deal, slots: Sequence[Sequence[Run]]) -> bool:
    least = (paid_whole(rule) + 1,) if isinstance(rule, BuyGet) else needs(rule)
    return all(sum([run.pieces for run in runs]) >= count for runs, count in zip(slots, least, strict=True))


def _clusters(takings: Iterable[Taking]) -> list[list[Taking]]:
    """The deals in clusters that have no piece in common."""
    clusters: list[list[Taking]] = []
    of_run: dict[Run, list[Taking]] = {}
    for taking in takings:
        cluster = [taking]
        clusters.append(cluster)
        for run in [run for runs in taking.slots for run in runs if run.wanted > 1]:
            other = of_run.setdefault(run, cluster)
            if other is not cluster:
                cluster = _merged(clusters, of_run, other, cluster)
    return clusters


def _merged(
    clusters: list[list[Taking]],
    of_run: dict[Run, list[Taking]],
    one: list[Taking],
    other: list[Taking],
) -> list[Taking]:
    """`other` becomes part of `one`."""
    one += other
    clusters[:] = [cluster for cluster in clusters if cluster is not other]
    for run, cluster in of_run.items():
        if cluster is other:
            of_run[run] = one
    return one


def _share_out(cluster: list[Taking]) -> list[Taking]:
    """Greedily; exactly where few pieces are contested, when that saves more."""
    contested = {
        run: run.pieces for taking in cluster for runs in taking.slots for run in runs if run.wanted > 1
    }
    if not contested:
        cluster[0].take_all()
        return cluster
    cluster.sort(key=lambda taking: taking.rule.id)
    _take_greedily(cluster)
    if sum(contested.values()) <= PIECES_MAX:
        exact = divide(cluster)
        if exact is not None and _off(exact) > _off(cluster):
            return exact
    return cluster


def _take_greedily(cluster: Sequence[Taking]) -> None:
    while True:
        best = None
        for taking in cluster:
            group = taking.best_group()
            if group is not None and (best is None or group.saves_more_than(best[1])):
                best = (taking, group)
        if best is None:
            return
        best[0].take(best[1])


def _off(takings: Iterable[Taking]) -> int:
    return sum([taking.off_fen for taking in takings])

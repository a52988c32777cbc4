"""The projected tables, a file per aggregate: each reads nothing but its event and its own tables."""

from edge_agent.db.projections import (
    access,
    batches,
    coupons,
    epochs,
    goods,
    members,
    payments,
    pickups,
    sales,
    shifts,
    stock,
    tickets,
    waits,
)
from edge_agent.db.projections.projection import Handler, Projection

PROJECTIONS: tuple[Projection, ...] = (
    epochs.PROJECTION,
    shifts.PROJECTION,
    access.PROJECTION,
    sales.PROJECTION,
    coupons.PROJECTION,
    payments.PROJECTION,
    goods.PROJECTION,
    stock.PROJECTION,
    members.PROJECTION,
    pickups.PROJECTION,
    batches.PROJECTION,
    tickets.PROJECTION,
    waits.PROJECTION,
)

PROJECTED_TABLES: frozenset[str] = frozenset(
    table for projection in PROJECTIONS for table in projection.tables
)

__all__ = ["PROJECTED_TABLES", "PROJECTIONS", "Handler", "Projection"]

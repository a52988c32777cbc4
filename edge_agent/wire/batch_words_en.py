"""What is said of group buying, in English: what happened, and what to do."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code

SAID: Mapping[Code, tuple[str, str]] = {
    Code.BATCH_UNKNOWN: ("There is no such batch here.", "Refresh the list."),
    Code.BATCH_STATE: ("The batch {state}.", "Look at where it stands now."),
    Code.BATCH_COUNTS: ("Nothing was counted, or something twice.", "Give each article one figure."),
    Code.BATCH_SKU: ("{sku} is not in this batch.", "Take other goods in as a delivery."),
    Code.BATCH_QUANTITY: ("No such quantity of {name}.", "What goes by the piece is a whole number."),
    Code.BATCH_ABOVE_CONFIRM: ("More than expected of {goods}: right?", "Confirm if it was counted well."),
    Code.BATCH_ORDERS_CONFIRM: ("Orders for {goods} are missing: go on?", "What comes later gets nothing."),
    Code.BATCH_NO_ORDERS: ("The batch has no order to give to.", "Wait for headquarters' orders."),
    Code.BATCH_ORDER: ("No such order in the batch, or it is settled.", "Refresh the list."),
    Code.BATCH_NOT_SPLIT: ("The batch of {number} is not split yet.", "Count and split it first."),
    Code.BATCH_NOTHING_GIVEN: ("{number} got nothing.", "Headquarters refunds what is missing."),
    Code.BATCH_SETTLED: ("{number} was settled at the closing.", "Hand nothing over; the service helps."),
    Code.BATCH_NOT_WEIGHED: ("{name} has no actual weight.", "Only what is weighed has one."),
    Code.BATCH_WEIGHT: ("No such weight of {name}.", "Weigh again: twice what was ordered at most."),
    Code.BATCH_LEADER: ("The batch has no leader {leader}.", "Refresh the list."),
    Code.BATCH_NOTHING_LEFT: ("Nothing is left for leader {leader}.", "There is nothing to hand over."),
    Code.BATCH_NOTHING_PRINTED: ("There is nothing to print.", "Split first; what is gone is left out."),
    Code.BATCH_GONE: ("{number} is gone already.", "Refresh the list."),
    Code.BATCH_NO_SHOWS: ("{count} orders are left unsaid.", "Keep, return or write each of them off."),
}
"""A title, and a hint."""
VALUES: Mapping[str, str] = {
    "batch-expected": "is not counted yet",
    "batch-received": "is not split yet",
    "batch-split": "is split already",
    "batch-closed": "is closed",
}

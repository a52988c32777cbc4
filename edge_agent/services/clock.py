"""The shop's clock: whether anybody can believe it."""

from edge_agent.db.tx import Tx


def doubt(_tx: Tx) -> str | None:
    """Why the clock is in doubt, or None."""
    return None

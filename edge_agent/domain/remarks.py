"""What a person gives as a reason: one short line, as paper and lists show it."""

from edge_agent.domain.errors import Code, Refused

REASON_LENGTH_MAX = 60


def check_reason(text: str, *, needed: bool = True) -> Refused | None:
    """Why `text` is no reason, or None; without `needed` it may be empty."""
    reason = text.strip()
    if needed and not reason:
        return Refused(Code.REASON_NEEDED)
    if len(reason) > REASON_LENGTH_MAX or not reason.isprintable():
        return Refused(Code.REASON_INVALID, {"max": REASON_LENGTH_MAX})
    return None

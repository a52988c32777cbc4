"""How long to wait before trying again: exponential, with jitter, so that stores do not come back as one."""

from edge_agent.ports.clock import Chance

_JITTER_BYTES = 4
_DOUBLINGS_MAX = 30


def back_off_ms(failures: int, min_ms: int, max_ms: int, chance: Chance) -> int:
    """The wait after `failures` (≥ 1) in a row: from half to the whole of a minimum that each one doubles."""
    whole = min(max_ms, min_ms << min(failures - 1, _DOUBLINGS_MAX))
    random = int.from_bytes(chance.token_bytes(_JITTER_BYTES))
    return whole - (whole // 2 * random >> 8 * _JITTER_BYTES)

"""`pickup.verify`, `pickup.format`: a pickup code judged, beside the two raw verifications that it contains.

The code is a screen that names its store: 372 characters, two Ed25519 signatures. The floor calls the same
library for the same two messages. What is no pickup code is told by its length and prefix alone.
"""

import gc
import time
from collections.abc import Callable
from functools import partial

from nacl.bindings import crypto_sign_open

from edge_agent.cli.bench.figures import Figure, alternated, at_most, within
from edge_agent.domain.ids import PickupId
from edge_agent.domain.pickup import Key, Keyring, Reason, Refused, Seconds, Ticket, Verified, verify
from edge_agent.domain.pickup.cose import kid_of
from edge_agent.domain.pickup.envelope import LENGTH_MAX, PREFIX, open_envelope
from edge_agent.domain.pickup.issue import issue, present, public_key, signing_key

TARGET = 1.3
FORMAT_TARGET_US = 10.0
ROUNDS = 1_001
REPEATS = 2
"""Of each contender in a round."""

STORE = "S0123"
NOW = Seconds(1_795_320_000)
FOREIGN = ("6921168509256", "https://example.com/" + "x" * 100, PREFIX + "A" * LENGTH_MAX)
"""An article's barcode, a web address, a code that is too long."""

HQ, PHONE = signing_key(b"H" * 32), signing_key(b"P" * 32)
_DAY_S = 24 * 60 * 60


def measure() -> list[Figure]:
    """The two figures."""
    gc.collect()
    gc.freeze()
    code, keys = screen(), public_keys()
    floor, value = alternated(ROUNDS, partial(_us, raw(code)), partial(_us, lambda: judge(code, keys)))
    foreign = [partial(_us, partial(judge, text, keys)) for text in FOREIGN]
    slowest = max(alternated(ROUNDS, *foreign))
    return [
        at_most("pickup.verify", value, "µs", floor, TARGET),
        within("pickup.format", slowest, "µs", FORMAT_TARGET_US),
    ]


def screen() -> str:
    """What a phone shows at `NOW`."""
    ticket = Ticket(
        audience=STORE,
        expires=Seconds(NOW + 3 * _DAY_S),
        pickup_id=PickupId("ca978112ca1bbdca"),
        generation=0,
        units=3,
        phone=public_key(PHONE),
    )
    return present(issue(ticket, HQ), PHONE, NOW, STORE)


def public_keys() -> Keyring:
    """What the store holds."""
    public = public_key(HQ)
    key = Key(kid_of(public), public, Seconds(NOW - _DAY_S), Seconds(NOW + 30 * _DAY_S))
    return {key.kid: key}


def judge(text: str, keys: Keyring) -> Verified | Refused:
    """What is measured."""
    return verify(text, keys=keys, store=STORE, groups=("*",), now=NOW)


def raw(code: str) -> Callable[[], None]:
    """The floor: the two verifications of a code, with all that they need at hand."""
    envelope = open_envelope(code)
    if isinstance(envelope, Reason) or envelope.screen is None:
        raise TypeError(envelope)
    inner, outer = (message.signature + message.signed for message in (envelope.ticket, envelope.screen))
    hq, phone = public_key(HQ), public_key(PHONE)

    def both() -> None:
        crypto_sign_open(inner, hq)
        crypto_sign_open(outer, phone)

    return both


def _us(work: Callable[[], object]) -> float:
    """One run of `work`, in microseconds."""
    started = time.perf_counter()
    for _ in range(REPEATS):
        work()
    return (time.perf_counter() - started) * 1e6 / REPEATS

"""What the tests of the pickup code share: headquarters, a phone, and the store at which it is shown."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge_agent.domain.ids import PickupId
from edge_agent.domain.pickup import Key, Keyring, Refused, Seconds, Ticket, Verified, cbor, verify
from edge_agent.domain.pickup.cbor import Key as Label
from edge_agent.domain.pickup.cbor import Value
from edge_agent.domain.pickup.claims import Screen as ScreenClaims
from edge_agent.domain.pickup.claims import screen_claims, ticket_claims
from edge_agent.domain.pickup.cose import ALG, CWT_CLAIMS, ED25519, KID, kid_of
from edge_agent.domain.pickup.issue import code, issue, present, public_key, sign, signing_key

VECTORS = Path(__file__).parent / "vectors"
DAY_S = 24 * 60 * 60


class Desk:
    """A store and its keys, and, as in no shop, the private keys of headquarters and of a phone."""

    now = Seconds(1_795_320_000)
    store = "S0123"
    groups = ("*", "CS-EAST")

    def __init__(self) -> None:
        self.hq, self.phone = signing_key(b"H" * 32), signing_key(b"P" * 32)
        public = public_key(self.hq)
        since, until = Seconds(self.now - DAY_S), Seconds(self.now + 60 * DAY_S)
        self.key = Key(kid_of(public), public, since, until)
        self.keys: Keyring = {self.key.kid: self.key}
        self.ticket = Ticket(
            audience=self.store,
            expires=Seconds(self.now + 3 * DAY_S),
            pickup_id=PickupId("ca978112ca1bbdca"),
            generation=2,
            units=3,
            phone=public_key(self.phone),
        )

    def issued(self, **changes: Any) -> bytes:
        """The ticket, changed and signed."""
        return issue(msgspec.structs.replace(self.ticket, **changes), self.hq)

    def screen(self, ticket: bytes | None = None, later_s: int = 0, store: str | None = None) -> str:
        """What the phone shows, so many seconds after `now`."""
        at = Seconds(self.now + later_s)
        return present(self.issued() if ticket is None else ticket, self.phone, at, store)

    def signed(self, claims: Value | bytes, headers: dict[Label, Value] | None = None) -> bytes:
        """Whatever claims, signed by headquarters all the same; bytes as they are."""
        payload = claims if isinstance(claims, bytes) else cbor.encode(claims)
        return sign({ALG: ED25519, KID: self.key.kid} if headers is None else headers, payload, self.hq)

    def shown(self, ticket: bytes, headers: dict[Label, Value]) -> str:
        """A screen with whatever headers, signed by the phone all the same."""
        return code(sign(headers, ticket, self.phone))

    def claims(self, **changes: Any) -> dict[Any, Any]:
        """The ticket's claims as CBOR holds them, to be spoilt."""
        claims = ticket_claims(msgspec.structs.replace(self.ticket, **changes))
        assert isinstance(claims, dict)
        return claims

    def screen_headers(self, at: Seconds | None = None, store: str | None = None) -> dict[Any, Any]:
        """The headers of a screen, to be spoilt."""
        return {ALG: ED25519, CWT_CLAIMS: screen_claims(ScreenClaims(at or self.now, store))}

    def judge(self, text: str, later_s: int = 0, store: str = store) -> Verified | Refused:
        """What the store makes of a text, so many seconds after `now`."""
        return verify(text, keys=self.keys, store=store, groups=self.groups, now=Seconds(self.now + later_s))

    def outcome(self, text: str, later_s: int = 0, store: str = store) -> str:
        """`ok`, or the reason."""
        judged = self.judge(text, later_s, store)
        return "ok" if isinstance(judged, Verified) else judged.reason


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The store; it remembers nothing from one code to the next."""
    return Desk()


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """The examples with which every implementation must agree."""
    loaded: dict[str, Any] = json.loads((VECTORS / "pickup.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def cose_vectors() -> dict[str, dict[str, Any]]:
    """Public examples of COSE by the name of their file."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (VECTORS / "cose").glob("*.json")}

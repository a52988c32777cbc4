"""What headquarters and a phone sign, beside other hands: cbor2 writes, OpenSSL signs and verifies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import cbor2
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import PickupId
from edge_agent.domain.pickup import Seconds, Ticket, Verified, base45
from edge_agent.domain.pickup.cbor import NotCbor
from edge_agent.domain.pickup.claims import read_ticket, ticket_claims
from edge_agent.domain.pickup.envelope import LENGTH_MAX, PREFIX
from edge_agent.domain.pickup.issue import code, issue, present, signing_key

if TYPE_CHECKING:
    from tests.domain.pickup.conftest import Desk

HQ, PHONE = Ed25519PrivateKey.from_private_bytes(b"H" * 32), Ed25519PrivateKey.from_private_bytes(b"P" * 32)
SIGN1 = 18

times = st.integers(0, (1 << 64) - 1).map(Seconds)
tickets = st.builds(
    Ticket,
    audience=st.text(max_size=8),
    expires=times,
    pickup_id=st.binary(min_size=8, max_size=8).map(lambda data: PickupId(data.hex())),
    generation=st.integers(0, 255),
    units=st.integers(1, 64),
    phone=st.none() | st.binary(min_size=32, max_size=32),
    not_before=st.none() | times,
)


def _canonical(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _sign1(headers: dict[int, Any], payload: bytes, key: Ed25519PrivateKey) -> bytes:
    protected = _canonical(headers)
    signature = key.sign(_canonical(["Signature1", protected, b"", payload]))
    return _canonical(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))


def _verify(data: bytes, key: Ed25519PublicKey) -> tuple[dict[int, Any], bytes]:
    """Headers and payload; raises InvalidSignature."""
    protected, _, payload, signature = cbor2.loads(data).value
    key.verify(signature, _canonical(["Signature1", protected, b"", payload]))
    return cbor2.loads(protected), payload


def test_another_implementation_reads_ours(desk: Desk) -> None:
    """Both signatures hold, and every claim is where the standards put it."""
    data = base45.decode(desk.screen(store=desk.store).removeprefix(PREFIX))
    outer, ticket = _verify(data, PHONE.public_key())
    inner, claims = _verify(ticket, HQ.public_key())
    assert outer == {1: -19, 15: {3: "S0123", 6: desk.now}}
    assert inner == {1: -19, 4: desk.key.kid}
    assert cbor2.loads(claims) == {
        3: "S0123",
        4: desk.ticket.expires,
        7: bytes.fromhex("ca978112ca1bbdca") + b"\x02",
        8: {1: {1: 1, -1: 6, -2: PHONE.public_key().public_bytes_raw()}},
        -65537: 3,
    }


def test_we_read_another_implementations(desk: Desk) -> None:
    """Written in canonical CBOR, signed by OpenSSL, named by a thumbprint of its own reckoning."""
    public = HQ.public_key().public_bytes_raw()
    kid = hashlib.sha256(_canonical({1: 1, -1: 6, -2: public})).digest()[:4]
    claims = {
        3: "*",
        4: desk.now + 60,
        7: bytes(8) + b"\x09",
        8: {1: {1: 1, -1: 6, -2: PHONE.public_key().public_bytes_raw()}},
    }
    ticket = _sign1({1: -8, 4: kid}, _canonical(claims), HQ)
    judged = desk.judge(code(_sign1({1: -19, 15: {3: "S0123", 6: desk.now}}, ticket, PHONE)))
    assert judged == Verified(
        pickup_id=PickupId("00" * 8),
        generation=9,
        units=1,
        expires=Seconds(desk.now + 60),
        proof_time=desk.now,
        kid=kid.hex(),
        bearer=False,
    )


def test_what_the_library_takes_and_pk1_does_not(desk: Desk) -> None:
    """The same claims in CBOR that is not deterministic, signed all the same: refused."""
    claims = _canonical(dict(desk.claims()))
    spoilt = {
        "longer": claims.replace(b"\x03\x65S0123", b"\x03\x78\x05S0123"),
        "doubled": claims.replace(b"\xa5\x03\x65S0123", b"\xa6\x03\x65S0123\x03\x65S0123"),
        "untold": b"\xbf" + claims[1:] + b"\xff",
        "turned": b"\xa5" + claims[8:14] + claims[1:8] + claims[14:],
    }
    for name, data in spoilt.items():
        assert cbor2.loads(data) == cbor2.loads(claims), name
        assert desk.outcome(desk.screen(desk.signed(data))) == "cbor", name


@given(tickets)
def test_every_ticket_is_read_as_it_was_written(ticket: Ticket) -> None:
    """Whatever it may say."""
    assert read_ticket(ticket_claims(ticket)) == ticket


@pytest.mark.parametrize(
    "changes",
    [
        {"audience": "S01234567"},
        {"expires": -1},
        {"not_before": -1},
        {"pickup_id": "ca978112ca1bbd"},
        {"pickup_id": "no number at all"},
        {"generation": 256},
        {"generation": -1},
        {"units": 0},
        {"units": 65},
        {"phone": bytes(31)},
    ],
    ids=str,
)
def test_a_ticket_against_the_rules_is_not_issued(desk: Desk, changes: dict[str, Any]) -> None:
    """No store would read it."""
    with pytest.raises(ValueError, match=r".+"):
        issue(msgspec.structs.replace(desk.ticket, **changes), desk.hq)


def test_a_code_has_its_size(desk: Desk) -> None:
    """Some 230 to 250 bytes, 346 to 372 characters: QR version 11 or 12 at level M."""
    for text in (desk.screen(), desk.screen(store=desk.store), desk.screen(desk.issued(units=1))):
        assert 346 <= len(text) <= 372


def test_a_code_that_no_store_would_read(desk: Desk) -> None:
    """Is not shown: 640 characters are the most."""
    assert len(present(bytes(327), desk.phone, desk.now)) <= LENGTH_MAX
    with pytest.raises(ValueError, match="characters"):
        present(bytes(350), desk.phone, desk.now)


def test_a_private_key_is_a_seed() -> None:
    """Of 32 bytes, as everywhere: OpenSSL makes the same key of it."""
    assert bytes(signing_key(b"H" * 32).verify_key) == HQ.public_key().public_bytes_raw()
    assert issubclass(NotCbor, ValueError)

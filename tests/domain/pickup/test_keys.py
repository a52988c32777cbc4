"""Key sets and revocations: what the store takes from headquarters, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import PickupId
from edge_agent.domain.pickup import (
    KeySet,
    Revocation,
    Revocations,
    Seconds,
    Untrusted,
    cbor,
    verify_key_set,
    verify_revocations,
)
from edge_agent.domain.pickup.cbor import Value
from edge_agent.domain.pickup.cose import ALG, CONTENT_TYPE, ED25519, EDDSA, KID, kid_of
from edge_agent.domain.pickup.documents import DOCUMENT_BYTES_MAX
from edge_agent.domain.pickup.issue import public_key, sign, sign_key_set, sign_revocations, signing_key
from edge_agent.domain.pickup.keys import KEY_SET_TYPE, KEYS_MAX, KeySetBody, SigningKeyEntry
from edge_agent.domain.pickup.revocations import (
    ENTRIES_MAX,
    REVOCATIONS_TYPE,
    RevocationEntry,
    RevocationsBody,
)

if TYPE_CHECKING:
    from tests.domain.pickup.conftest import Desk

DAY_S = 24 * 60 * 60
NOW = 1_795_320_000
ROOT = signing_key(b"R" * 32)
ROOTS = (public_key(signing_key(b"r" * 32)), public_key(ROOT))
ID = bytes.fromhex("ca978112ca1bbdca")


def _entry(seed: bytes = b"H", **changes: Any) -> SigningKeyEntry:
    public = public_key(signing_key(seed * 32))
    entry = SigningKeyEntry(kid_of(public), ED25519, public, NOW - DAY_S, NOW + 60 * DAY_S)
    return msgspec.structs.replace(entry, **changes)


BODY = KeySetBody(version=7, issued=NOW, expires=NOW + 14 * DAY_S, keys=(_entry(), _entry(b"2")))
CHANGES = RevocationsBody(after=4, sequence=6, entries=(RevocationEntry(ID, 1, NOW + DAY_S),))


def _key_set(**changes: Any) -> KeySet | Untrusted:
    body = msgspec.structs.replace(BODY, **changes)
    return verify_key_set(sign_key_set(body, ROOT), roots=ROOTS)


def _plain(body: msgspec.Struct) -> dict[Any, Any]:
    plain: dict[Any, Any] = msgspec.to_builtins(body, builtin_types=(bytes,))
    return plain


def _signed(value: Value, content_type: Value = KEY_SET_TYPE) -> bytes:
    """Whatever a root may sign."""
    kid = kid_of(public_key(ROOT))
    return sign({ALG: ED25519, CONTENT_TYPE: content_type, KID: kid}, cbor.encode(value), ROOT)


def test_a_key_set_that_a_root_signed() -> None:
    """Its keys by their names, and its own times; any of the roots may sign."""
    key_set = _key_set()
    assert isinstance(key_set, KeySet)
    assert (key_set.version, key_set.issued, key_set.expires) == (7, NOW, NOW + 14 * DAY_S)
    assert {(kid, key.kid, key.public) for kid, key in key_set.keys.items()} == {
        (entry.kid, entry.kid, entry.pub) for entry in BODY.keys
    }
    key = key_set.keys[BODY.keys[0].kid]
    assert (key.not_before, key.not_after) == (NOW - DAY_S, NOW + 60 * DAY_S)


def test_the_keys_of_a_set_verify_codes(desk: Desk) -> None:
    """A set with headquarters' key knows its tickets; one without does not."""
    key_set = _key_set()
    assert isinstance(key_set, KeySet)
    assert key_set.keys[desk.key.kid] == desk.key


@pytest.mark.parametrize(("held", "taken"), [(0, True), (6, True), (7, False), (8, False)])
def test_versions_only_rise(held: int, taken: bool) -> None:
    """An old set played again brings no retired key back."""
    outcome = verify_key_set(sign_key_set(BODY, ROOT), roots=ROOTS, held=held)
    assert isinstance(outcome, KeySet) if taken else outcome is Untrusted.NOT_NEWER


def test_a_key_set_of_another_root() -> None:
    """By an unknown name, by a known name above another's signature, and changed after signing."""
    thief = signing_key(b"T" * 32)
    assert verify_key_set(sign_key_set(BODY, thief), roots=ROOTS) is Untrusted.UNKNOWN_KEY
    assert verify_key_set(sign_key_set(BODY, ROOT), roots=()) is Untrusted.UNKNOWN_KEY
    headers: dict[Any, Any] = {ALG: ED25519, CONTENT_TYPE: KEY_SET_TYPE, KID: kid_of(public_key(ROOT))}
    forged = sign(headers, cbor.encode(_plain(BODY)), thief)
    assert verify_key_set(forged, roots=ROOTS) is Untrusted.FORGED
    data = sign_key_set(BODY, ROOT)
    assert verify_key_set(data.replace(b"version\x07", b"version\x08"), roots=ROOTS) is Untrusted.FORGED


@pytest.mark.parametrize(
    ("later_s", "expired"),
    [(14 * DAY_S, False), (14 * DAY_S + 119, False), (14 * DAY_S + 120, True)],
)
def test_an_expired_set_is_known_as_one(later_s: int, expired: bool) -> None:
    """It is still taken and still verifies: who uses it asks a supervisor."""
    key_set = _key_set()
    assert isinstance(key_set, KeySet)
    assert key_set.is_expired(Seconds(NOW + later_s)) is expired


@pytest.mark.parametrize(
    "changes",
    [
        {"expires": NOW + 14 * DAY_S + 1},
        {"expires": NOW},
        {"expires": NOW - 1},
        {"version": 0},
        {"version": 1 << 63},
        {"issued": -1},
        {"keys": (_entry(), _entry())},
        {"keys": (_entry(kid=b"1234"),)},
        {"keys": (_entry(kid=b""),)},
        {"keys": (_entry(pub=bytes(31)),)},
        {"keys": (_entry(nbf=NOW, naf=NOW),)},
        {"keys": (_entry(nbf=-1),)},
        {"keys": tuple(_entry(alg=-7) for _ in range(KEYS_MAX + 1))},
    ],
)
def test_a_set_against_its_own_rules(changes: dict[str, Any]) -> None:
    """Fourteen days at most; every key named by its thumbprint, once, with a time of its own."""
    assert _key_set(**changes) is Untrusted.MALFORMED


def test_a_key_of_an_algorithm_to_come() -> None:
    """Is passed over; the older name of Ed25519 is Ed25519."""
    key_set = _key_set(keys=(_entry(alg=-50, pub=b"post-quantum"), _entry(b"2", alg=EDDSA)))
    assert isinstance(key_set, KeySet)
    assert list(key_set.keys) == [_entry(b"2").kid]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        cbor.encode(_plain(BODY)),
        _signed(_plain(BODY), REVOCATIONS_TYPE),
        _signed(_plain(BODY), 42),
        _signed([]),
        _signed({}),
        _signed(_plain(BODY) | {"extra": 1}),
        _signed(_plain(BODY) | {"version": "7"}),
        _signed(_plain(BODY) | {"keys": [_plain(_entry()) | {"pub": "QQ=="}]}),
        _signed(_plain(BODY) | {"keys": [_plain(_entry()) | {"d": bytes(32)}]}),
        sign({ALG: ED25519, KID: kid_of(public_key(ROOT))}, cbor.encode(_plain(BODY)), ROOT),
        sign_key_set(BODY, ROOT) + b"\x00",
        _signed({"x": bytes(DOCUMENT_BYTES_MAX)}),
    ],
    ids=range(14),
)
def test_what_is_no_key_set(data: bytes) -> None:
    """Another list, unknown or missing members, other types, other headers, anything behind it, too long."""
    assert verify_key_set(data, roots=ROOTS) is Untrusted.MALFORMED


@given(st.binary(max_size=300), st.data())
def test_any_list_has_an_outcome(data: bytes, draw: st.DataObject) -> None:
    """Whatever bytes come, and a good list with bytes changed: an outcome, and never a set."""
    good = draw.draw(st.sampled_from([sign_key_set(BODY, ROOT), sign_revocations(CHANGES, ROOT)]))
    at = draw.draw(st.integers(0, len(good)))
    spoilt = good[:at] + data + good[at + len(data) :]
    for each in (data, spoilt):
        if each != good:
            assert isinstance(verify_key_set(each, roots=ROOTS), Untrusted)


# revocations


def _revocations(desk: Desk, held: int = 4, **changes: Any) -> Revocations | Untrusted:
    body = msgspec.structs.replace(CHANGES, **changes)
    return verify_revocations(sign_revocations(body, desk.hq), keys=desk.keys, held=held, now=desk.now)


def test_changes_that_headquarters_signed(desk: Desk) -> None:
    """Each order with the least generation that is still good, and until when it matters."""
    assert _revocations(desk) == Revocations(6, (Revocation(desk.ticket.pickup_id, 1, Seconds(NOW + DAY_S)),))


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        (3, Untrusted.GAP),
        (4, "taken"),
        (5, "taken"),
        (6, Untrusted.NOT_NEWER),
        (7, Untrusted.NOT_NEWER),
    ],
)
def test_no_change_is_left_out(desk: Desk, held: int, outcome: str) -> None:
    """A list begins where the store stands, or before; one that is old is not taken."""
    judged = _revocations(desk, held)
    assert ("taken" if isinstance(judged, Revocations) else judged) == outcome


def test_changes_by_whoever_else(desk: Desk) -> None:
    """By the root, by a thief under headquarters' name, by a key out of its time."""
    data = sign_revocations(CHANGES, ROOT)
    assert verify_revocations(data, keys=desk.keys, held=4, now=desk.now) is Untrusted.UNKNOWN_KEY
    data = sign_revocations(CHANGES, desk.hq).replace(b"least\x01", b"least\x02")
    assert verify_revocations(data, keys=desk.keys, held=4, now=desk.now) is Untrusted.FORGED
    data = sign_revocations(CHANGES, desk.hq)
    late = Seconds(desk.now + 61 * DAY_S)
    assert verify_revocations(data, keys=desk.keys, held=4, now=late) is Untrusted.KEY_RETIRED


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 3},
        {"after": -1},
        {"entries": (RevocationEntry(bytes(7), 1, NOW),)},
        {"entries": (RevocationEntry(bytes(9), 1, NOW),)},
        {"entries": (RevocationEntry(ID, 0, NOW),)},
        {"entries": (RevocationEntry(ID, 257, NOW),)},
        {"entries": (RevocationEntry(ID, 1, -1),)},
        {"entries": (RevocationEntry(ID, 1, 1 << 63),)},
        {"sequence": 1 << 63},
        {"entries": (RevocationEntry(ID, 1, NOW),) * (ENTRIES_MAX + 1)},
    ],
)
def test_a_list_against_its_own_rules(desk: Desk, changes: dict[str, Any]) -> None:
    """Nothing of it is taken."""
    assert _revocations(desk, **changes) is Untrusted.MALFORMED


def test_a_ticket_or_a_key_set_is_no_list_of_revocations(desk: Desk) -> None:
    """Each list says what it is under its signature."""
    for data in (desk.issued(), sign_key_set(BODY, desk.hq)):
        judged = verify_revocations(data, keys=desk.keys, held=4, now=desk.now)
        assert judged is Untrusted.MALFORMED


def test_all_generations_can_be_void(desk: Desk) -> None:
    """256 is above the last."""
    judged = _revocations(desk, entries=(RevocationEntry(ID, 256, NOW),))
    assert isinstance(judged, Revocations)
    assert judged.entries[0].least_generation == 256


@pytest.mark.parametrize(("later_s", "dropped"), [(30 * DAY_S - 1, False), (30 * DAY_S, True)])
def test_how_long_a_revocation_is_kept(later_s: int, dropped: bool) -> None:
    """Thirty days after the ticket's own end."""
    revocation = Revocation(PickupId(ID.hex()), 1, Seconds(NOW))
    assert revocation.may_be_dropped(Seconds(NOW + later_s)) is dropped

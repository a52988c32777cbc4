"""Every rule of the pickup code, on its bound and just beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.pickup import Refused, Seconds, Verified, cbor
from edge_agent.domain.pickup.cbor import Tagged
from edge_agent.domain.pickup.claims import Screen as ScreenClaims
from edge_agent.domain.pickup.claims import screen_claims
from edge_agent.domain.pickup.cose import ALG, CONTENT_TYPE, CWT_CLAIMS, ED25519, EDDSA, KID
from edge_agent.domain.pickup.issue import code, present, public_key, sign, signing_key

if TYPE_CHECKING:
    from tests.domain.pickup.conftest import Desk

DAY_S = 24 * 60 * 60
AUD, EXP, NBF, IAT, CTI, CNF, UNITS = 3, 4, 5, 6, 7, 8, -65537
OTHER_STORE = "S0456"
SIGNATURE = bytes(64)


def test_a_good_code(desk: Desk) -> None:
    """All that a redemption needs to know."""
    assert desk.judge(desk.screen(later_s=5)) == Verified(
        pickup_id=desk.ticket.pickup_id,
        generation=2,
        units=3,
        expires=desk.ticket.expires,
        proof_time=Seconds(desk.now + 5),
        kid=desk.key.kid.hex(),
        bearer=False,
    )


# the text


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_scanners_line_end_is_no_part_of_the_code(desk: Desk, end: str) -> None:
    """However it ends a line; a blank is a digit of base45 and stays one."""
    assert desk.outcome(desk.screen() + end) == "ok"
    assert desk.outcome(desk.screen() + " ") == "b45"
    assert desk.outcome(" " + desk.screen()) == "format"


@pytest.mark.parametrize(
    "text", ["", "PK1", "PK2:BB8", "pk1:BB8", "\ufeffPK1:BB8", "6921168509256", "码", "\ud800"]
)
def test_other_texts(desk: Desk, text: str) -> None:
    """They do not begin as a pickup code does."""
    assert desk.outcome(text) == "format"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("PK1:" + "0" * 636, "cbor"),
        ("PK1:" + "0" * 636 + "\r\n", "cbor"),
        ("PK1:" + "0" * 637, "format"),
        ("PK1:" + "0" * 637 + "\n", "format"),
        ("PK1:" + "\n" * 1_000_000, "format"),
        ("PK1:", "cbor"),
        ("PK1:码", "b45"),
        ("PK1:0", "b45"),
    ],
    ids=["640", "640 and its end", "641", "641 and its end", "many ends", "empty", "Chinese", "half a byte"],
)
def test_length_and_characters(desk: Desk, text: str, outcome: str) -> None:
    """640 characters at most, all of them digits."""
    assert desk.outcome(text) == outcome


# the shape


@pytest.mark.parametrize(
    ("shape", "outcome"),
    [
        ([b"\xa0", {}, b"", SIGNATURE], "cose"),
        (Tagged(17, [b"\xa0", {}, b"", SIGNATURE]), "cose"),
        (Tagged(18, {}), "cose"),
        (Tagged(18, [b"\xa0", {}, b""]), "cose"),
        (Tagged(18, [b"\xa0", {}, b"", SIGNATURE, b""]), "cose"),
        (Tagged(18, [{}, {}, b"", SIGNATURE]), "cose"),
        (Tagged(18, [b"\xa0", [], b"", SIGNATURE]), "cose"),
        (Tagged(18, [b"\xa0", {}, "", SIGNATURE]), "cose"),
        (Tagged(18, [b"\xa0", {}, b"", 64]), "cose"),
        (Tagged(18, [b"\x80", {}, b"", SIGNATURE]), "cose"),
        (Tagged(18, [b"", {}, b"", SIGNATURE]), "cbor"),
        (Tagged(18, [b"\xa1\x01\x38\x12", {}, b"", SIGNATURE]), "cbor"),
        (Tagged(18, [b"\xa0", {}, b"", SIGNATURE]), "format"),
        (Tagged(61, Tagged(18, [b"\xa0", {}, b"", SIGNATURE])), "cose"),
        (7, "cose"),
    ],
)
def test_the_shape_of_a_signed_message(desk: Desk, shape: Any, outcome: str) -> None:
    """`18([bstr of a map, map, bstr, bstr])` and nothing else: of the screen, and of the ticket in it."""
    assert desk.outcome(code(cbor.encode(shape))) == outcome
    assert desk.outcome(desk.screen(cbor.encode(shape))) == outcome


def test_what_stands_behind_a_message(desk: Desk) -> None:
    """A byte more, in each layer."""
    ticket = desk.issued()
    assert desk.outcome(desk.screen(ticket + b"\x00")) == "cbor"
    assert desk.outcome(code(sign(desk.screen_headers(), ticket, desk.phone) + b"\x00")) == "cbor"
    claims = cbor.encode(desk.claims()) + b"\x00"
    assert desk.outcome(desk.screen(desk.signed(claims))) == "cbor"


@pytest.mark.parametrize("spoilt", [{KID: b"11"}, {ALG: ED25519}, {CONTENT_TYPE: 0}])
def test_unprotected_headers(desk: Desk, spoilt: dict[Any, Any]) -> None:
    """Nobody signs them: refused in either layer."""
    ticket, screen = cbor.decode(desk.issued()), sign(desk.screen_headers(), desk.issued(), desk.phone)
    assert isinstance(ticket, Tagged)
    assert isinstance(ticket.value, list)
    ticket.value[1] = spoilt
    assert desk.outcome(desk.screen(cbor.encode(ticket))) == "format"
    outer = cbor.decode(screen)
    assert isinstance(outer, Tagged)
    assert isinstance(outer.value, list)
    outer.value[1] = spoilt
    assert desk.outcome(code(cbor.encode(outer))) == "format"


@pytest.mark.parametrize(
    ("algorithm", "outcome"),
    [(ED25519, "ok"), (EDDSA, "ok"), (-7, "format"), (-53, "format"), ("EdDSA", "format"), (19, "format")],
)
def test_the_algorithm_of_the_header(desk: Desk, algorithm: int | str, outcome: str) -> None:
    """Ed25519 by its new name or its old one, in either layer; the key itself knows no other."""
    ticket = desk.signed(desk.claims(), {ALG: algorithm, KID: desk.key.kid})
    assert desk.outcome(desk.screen(ticket)) == outcome
    assert desk.outcome(desk.shown(desk.issued(), desk.screen_headers() | {ALG: algorithm})) == outcome


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {ALG: ED25519},
        {KID: b"1234"},
        {ALG: ED25519, KID: "1234"},
        {ALG: ED25519, KID: 1234},
        {ALG: ED25519, KID: b"1234", CONTENT_TYPE: 0},
        {ALG: ED25519, KID: b"1234", 2: [KID]},
        {ALG: ED25519, KID: b"1234", CWT_CLAIMS: {}},
        {ALG: ED25519, "kid": b"1234"},
    ],
)
def test_the_headers_of_a_ticket(desk: Desk, headers: dict[Any, Any]) -> None:
    """Algorithm and key, and no others: not a critical one, not a screen's."""
    ticket = desk.signed(desk.claims(), headers)
    assert desk.outcome(desk.screen(ticket)) == "format"
    assert desk.outcome(code(ticket)) == "format"


@pytest.mark.parametrize("changes", [{KID: b"1234"}, {CONTENT_TYPE: 0}, {2: [CWT_CLAIMS]}, {"x": 1}])
def test_the_headers_of_a_screen(desk: Desk, changes: dict[Any, Any]) -> None:
    """Algorithm and claims, and no others."""
    assert desk.outcome(desk.shown(desk.issued(), desk.screen_headers() | changes)) == "format"


def test_a_screen_in_a_screen(desk: Desk) -> None:
    """Only headquarters' signature may stand inside."""
    inner = sign(desk.screen_headers(), desk.issued(), desk.phone)
    assert desk.outcome(desk.shown(inner, desk.screen_headers())) == "format"


# the key


def test_a_key_that_the_store_does_not_know(desk: Desk) -> None:
    """By its name: another name, a longer one, none at all."""
    for kid in (b"1234", desk.key.kid + b"\x00", b""):
        ticket = desk.signed(desk.claims(), {ALG: ED25519, KID: kid})
        assert desk.judge(desk.screen(ticket)) == Refused("unknown-key")  # type: ignore[arg-type]


def test_a_signature_that_is_not_headquarters(desk: Desk) -> None:
    """The name of a known key above another's signature; a signature of another length."""
    thief = signing_key(b"T" * 32)
    headers: dict[Any, Any] = {ALG: ED25519, KID: desk.key.kid}
    assert desk.outcome(desk.screen(sign(headers, cbor.encode(desk.claims()), thief))) == "forged"
    ticket = cbor.decode(desk.issued())
    assert isinstance(ticket, Tagged)
    assert isinstance(ticket.value, list)
    for signature in (b"", bytes(63), bytes(64), bytes(65)):
        ticket.value[3] = signature
        assert desk.outcome(desk.screen(cbor.encode(ticket))) == "forged"


def test_nothing_is_believed_before_its_signature(desk: Desk) -> None:
    """A forged ticket that is expired and for another store is forged, and names no order."""
    headers: dict[Any, Any] = {ALG: ED25519, KID: desk.key.kid}
    claims = cbor.encode({AUD: OTHER_STORE, EXP: 0})
    judged = desk.judge(desk.screen(sign(headers, claims, signing_key(b"T" * 32))))
    assert judged == Refused("forged")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("later_s", "outcome"),
    [
        (-DAY_S - 121, "key-retired"),
        (-DAY_S - 120, "ok"),
        (60 * DAY_S + 119, "ok"),
        (60 * DAY_S + 120, "key-retired"),
    ],
)
def test_the_time_of_a_key(desk: Desk, later_s: int, outcome: str) -> None:
    """From its begin to its end, 120 seconds more on either side."""
    ticket = desk.issued(expires=Seconds(desk.now + later_s + DAY_S))
    assert desk.outcome(desk.screen(ticket, later_s), later_s) == outcome


# the claims


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "ok"),
        ({AUD: b"S0123"}, "claims"),
        ({AUD: 123}, "claims"),
        ({AUD: ["S0123"]}, "claims"),
        ({AUD: "S01234567"}, "claims"),
        ({AUD: "S0123456"}, "wrong-store"),
        ({AUD: "长沙五一广场地铁"}, "wrong-store"),
        ({AUD: ""}, "wrong-store"),
        ({EXP: -1}, "claims"),
        ({EXP: "1795579200"}, "claims"),
        ({EXP: Tagged(1, 1_795_579_200)}, "claims"),
        ({EXP: 0}, "expired"),
        ({EXP: (1 << 64) - 1}, "claims"),
        ({NBF: -1}, "claims"),
        ({NBF: "0"}, "claims"),
        ({NBF: 0}, "ok"),
        ({CTI: bytes(8)}, "claims"),
        ({CTI: bytes(9)}, "ok"),
        ({CTI: bytes(10)}, "claims"),
        ({CTI: "123456789"}, "claims"),
        ({CTI: 7}, "claims"),
        ({UNITS: 0}, "claims"),
        ({UNITS: 1}, "ok"),
        ({UNITS: 64}, "ok"),
        ({UNITS: 65}, "claims"),
        ({UNITS: -3}, "claims"),
        ({UNITS: "3"}, "claims"),
        ({1: "hq"}, "claims"),
        ({2: "13800138000"}, "claims"),
        ({IAT: 0}, "claims"),
        ({9: 0}, "claims"),
        ({-65536: 0}, "claims"),
        ({"name": "张"}, "claims"),
    ],
)
def test_the_claims_of_a_ticket(desk: Desk, changes: dict[Any, Any], outcome: str) -> None:
    """Each of its type, and no others: no name, no phone number."""
    assert desk.outcome(desk.screen(desk.signed(desk.claims() | changes))) == outcome


@pytest.mark.parametrize("missing", [AUD, EXP, CTI])
def test_a_claim_that_is_missing(desk: Desk, missing: int) -> None:
    """A ticket is for a store, until a time, for an order."""
    claims = desk.claims()
    del claims[missing]
    assert desk.outcome(desk.screen(desk.signed(claims))) == "claims"


@pytest.mark.parametrize("claims", [[], 7, "S0123", b"\xa0"])
def test_claims_are_a_map(desk: Desk, claims: Any) -> None:
    """Signed or not, anything else says nothing."""
    assert desk.outcome(desk.screen(desk.signed(cbor.encode(claims)))) == "claims"


def test_a_ticket_without_units_is_for_one(desk: Desk) -> None:
    """One parcel is the rule."""
    claims = desk.claims()
    del claims[UNITS]
    judged = desk.judge(desk.screen(desk.signed(claims)))
    assert isinstance(judged, Verified)
    assert judged.units == 1


def test_the_generation_is_the_last_byte(desk: Desk) -> None:
    """0 to 255."""
    for generation in (0, 255):
        judged = desk.judge(desk.screen(desk.issued(generation=generation)))
        assert isinstance(judged, Verified)
        assert judged.generation == generation


@pytest.mark.parametrize(
    "cnf",
    [
        {},
        {1: {}},
        {1: [1, 6]},
        {2: b"kid"},
        {1: {1: 1, -1: 6, -2: bytes(31)}},
        {1: {1: 1, -1: 6, -2: bytes(33)}},
        {1: {1: 1, -1: 6, -2: "x" * 32}},
        {1: {1: 2, -1: 6, -2: bytes(32)}},
        {1: {1: 1, -1: 7, -2: bytes(32)}},
        {1: {1: 1, -1: 6, -2: bytes(32), 3: -19}},
        {1: {1: 1, -1: 6, -2: bytes(32), -4: bytes(32)}},
        {1: {1: 1, -2: bytes(32)}},
        {1: {1: 1, -1: 6, -2: bytes(32)}, 3: b"kid"},
        7,
        b"",
    ],
)
def test_the_phones_key_is_exactly_one(desk: Desk, cnf: Any) -> None:
    """An Ed25519 key in the shape of RFC 8747, with no member more or less."""
    assert desk.outcome(desk.screen(desk.signed(desk.claims() | {CNF: cnf}))) == "claims"


@pytest.mark.parametrize(
    ("claims", "outcome"),
    [
        ({IAT: 1_795_320_000}, "ok"),
        ({IAT: 1_795_320_000, AUD: "S0123"}, "ok"),
        ({}, "claims"),
        ({AUD: "S0123"}, "claims"),
        ({IAT: -1}, "claims"),
        ({IAT: "now"}, "claims"),
        ({IAT: 1_795_320_000, AUD: 123}, "claims"),
        ({IAT: 1_795_320_000, AUD: b"S0123"}, "claims"),
        ({IAT: 1_795_320_000, EXP: 1_795_320_030}, "claims"),
        ([1_795_320_000], "claims"),
        (1_795_320_000, "claims"),
        ({IAT: 0}, "stale-screen"),
        ({IAT: (1 << 64) - 1}, "stale-screen"),
    ],
)
def test_the_claims_of_a_screen(desk: Desk, claims: Any, outcome: str) -> None:
    """The phone's time, perhaps the store, and no others."""
    assert desk.outcome(desk.shown(desk.issued(), {ALG: ED25519, CWT_CLAIMS: claims})) == outcome


# time


@pytest.mark.parametrize(
    ("end_s", "outcome"),
    [
        (-121, "expired"),
        (-120, "expired"),
        (-119, "ok"),
        (15 * DAY_S - 1, "ok"),
        (15 * DAY_S, "ok"),
        (15 * DAY_S + 1, "claims"),
    ],
)
def test_the_end_of_a_ticket(desk: Desk, end_s: int, outcome: str) -> None:
    """120 seconds for clocks that differ, and never more than 15 days ahead."""
    assert desk.outcome(desk.screen(desk.issued(expires=Seconds(desk.now + end_s)))) == outcome


@pytest.mark.parametrize(("begin_s", "outcome"), [(-1, "ok"), (119, "ok"), (120, "ok"), (121, "not-yet")])
def test_the_begin_of_a_ticket(desk: Desk, begin_s: int, outcome: str) -> None:
    """With the same 120 seconds."""
    assert desk.outcome(desk.screen(desk.issued(not_before=Seconds(desk.now + begin_s)))) == outcome


@pytest.mark.parametrize(
    ("later_s", "outcome"),
    [(-91, "stale-screen"), (-90, "ok"), (0, "ok"), (30, "ok"), (31, "stale-screen")],
)
def test_the_age_of_a_screen(desk: Desk, later_s: int, outcome: str) -> None:
    """90 seconds old, or 30 ahead."""
    assert desk.outcome(desk.screen(later_s=later_s)) == outcome


# the store


@pytest.mark.parametrize(
    ("audience", "named", "outcome", "meant"),
    [
        ("S0123", None, "ok", None),
        ("S0123", "S0123", "ok", None),
        ("S0123", OTHER_STORE, "wrong-store", OTHER_STORE),
        ("S0123", "*", "wrong-store", "*"),
        (OTHER_STORE, None, "wrong-store", OTHER_STORE),
        (OTHER_STORE, "S0123", "wrong-store", OTHER_STORE),
        ("*", None, "pop", None),
        ("*", "S0123", "ok", None),
        ("*", OTHER_STORE, "wrong-store", OTHER_STORE),
        ("CS-EAST", "S0123", "ok", None),
        ("CS-WEST", "S0123", "wrong-store", "CS-WEST"),
        ("s0123", None, "wrong-store", "s0123"),
    ],
)
def test_where_a_code_is_good(
    desk: Desk, audience: str, named: str | None, outcome: str, meant: str | None
) -> None:
    """Here, or in a group of this store and shown for this store; a refusal tells where else."""
    text = desk.screen(desk.issued(audience=audience), store=named)
    judged = desk.judge(text)
    assert desk.outcome(text) == outcome
    if isinstance(judged, Refused):
        assert (judged.store, judged.pickup_id, judged.generation) == (meant, desk.ticket.pickup_id, 2)


# the proof


def test_another_phones_proof(desk: Desk) -> None:
    """A photograph of the ticket is of no use."""
    thief = signing_key(b"T" * 32)
    assert desk.outcome(present(desk.issued(), thief, desk.now)) == "pop"
    assert desk.outcome(present(desk.issued(phone=public_key(thief)), desk.phone, desk.now)) == "pop"


def test_a_ticket_without_its_proof(desk: Desk) -> None:
    """Whoever reads the ticket out of a screen has not the phone."""
    assert desk.outcome(code(desk.issued())) == "pop"


def test_a_phones_key_of_small_order(desk: Desk) -> None:
    """With such a key a signature can be made that holds for many messages; here none holds."""
    for point in (bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"):
        ticket = desk.signed(desk.claims() | {CNF: {1: {1: 1, -1: 6, -2: point}}})
        screen = cbor.decode(sign(desk.screen_headers(), ticket, desk.phone))
        assert isinstance(screen, Tagged)
        assert isinstance(screen.value, list)
        for signature in (bytes(64), point + bytes(32), b"\x01" + bytes(63)):
            screen.value[3] = signature
            assert desk.outcome(code(cbor.encode(screen))) == "pop"


def test_a_bearer_slip(desk: Desk) -> None:
    """Without a phone's key the ticket alone is good, and says so: the order must allow it."""
    judged = desk.judge(code(desk.issued(phone=None)))
    assert isinstance(judged, Verified)
    assert (judged.bearer, judged.proof_time) == (True, None)


def test_a_bearer_slip_is_for_one_store(desk: Desk) -> None:
    """On paper no store can be named at the counter: one for a group would be good in all of them."""
    assert desk.outcome(code(desk.issued(phone=None, audience="*"))) == "pop"
    assert desk.outcome(code(desk.issued(phone=None, audience=OTHER_STORE))) == "wrong-store"
    assert desk.outcome(code(desk.issued(phone=None, expires=Seconds(desk.now - 120)))) == "expired"


def test_a_screen_around_a_bearer_slip(desk: Desk) -> None:
    """There is no key by which it could be proved."""
    assert desk.outcome(desk.screen(desk.issued(phone=None))) == "pop"


def test_the_first_reason_is_told(desk: Desk) -> None:
    """In the order of the checks: time, store, proof."""
    thief = signing_key(b"T" * 32)
    late: dict[str, Any] = {"expires": Seconds(desk.now - 120), "audience": OTHER_STORE}
    assert desk.outcome(present(desk.issued(**late), thief, Seconds(0))) == "expired"
    assert desk.outcome(present(desk.issued(audience=OTHER_STORE), thief, Seconds(0))) == "wrong-store"
    assert desk.outcome(present(desk.issued(), thief, Seconds(0), OTHER_STORE)) == "pop"
    assert desk.outcome(present(desk.issued(), desk.phone, Seconds(0), OTHER_STORE)) == "stale-screen"
    late = {"expires": Seconds(desk.now - 120), "not_before": Seconds(desk.now + 121)}
    assert desk.outcome(desk.screen(desk.issued(**late))) == "expired"


def test_a_screen_says_what_it_says(desk: Desk) -> None:
    """Its claims are those that are written."""
    assert screen_claims(ScreenClaims(desk.now, "S0123")) == {IAT: desk.now, AUD: "S0123"}

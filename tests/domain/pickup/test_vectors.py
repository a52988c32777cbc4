"""The examples that every implementation agrees with, and public ones of COSE, which PK1 refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.pickup import Reason, Verified, verify
from edge_agent.domain.pickup.cose import PublicKey, is_signed_by, read_sign1
from edge_agent.domain.pickup.issue import code, public_key, signing_key
from edge_agent.domain.pickup.keys import SigningKeyEntry, keyring

if TYPE_CHECKING:
    from tests.domain.pickup.conftest import Desk

EXAMPLES = 23
REFUSED = {
    "A_3": Reason.FORMAT,
    "Appendix_C_2_1": Reason.FORMAT,
    "eddsa-sig-01": Reason.FORMAT,
    "eddsa-sig-02": Reason.FORMAT,
    "sign-fail-01": Reason.COSE,
    "sign-fail-02": Reason.FORMAT,
    "sign-fail-03": Reason.FORMAT,
    "sign-fail-04": Reason.FORMAT,
    "sign-fail-06": Reason.FORMAT,
    "sign-fail-07": Reason.FORMAT,
    "sign-pass-01": Reason.FORMAT,
    "sign-pass-02": Reason.FORMAT,
    "sign-pass-03": Reason.COSE,
}
"""A tag of another kind, or none, is no COSE_Sign1; the others have headers that PK1 has not."""


def test_every_example_has_its_outcome(vectors: dict[str, Any]) -> None:
    """And what is good says what the example says."""
    keys = keyring(
        SigningKeyEntry(
            bytes.fromhex(key["kid"]), key["alg"], bytes.fromhex(key["pub"]), key["nbf"], key["naf"]
        )
        for key in vectors["keys"]
    )
    assert keys is not None
    assert len(vectors["verify"]) == EXAMPLES
    for example in vectors["verify"]:
        judged = verify(
            example["code"],
            keys=keys,
            store=example["store"],
            groups=example["groups"],
            now=example["now"],
        )
        if isinstance(judged, Verified):
            told = {
                "pickup_id": judged.pickup_id,
                "generation": judged.generation,
                "units": judged.units,
                "expires": judged.expires,
            }
            assert ("ok", told) == (example["outcome"], {name: example[name] for name in told}), example[
                "name"
            ]
            assert (judged.bearer, judged.kid) == (False, vectors["keys"][0]["kid"])
        else:
            assert judged.reason == example["outcome"], example["name"]


def test_the_private_keys_of_the_examples_are_those_of_their_public_ones(vectors: dict[str, Any]) -> None:
    """Headquarters' as it is used here: a seed of 32 bytes."""
    public = public_key(signing_key(bytes.fromhex(vectors["hq_private"])))
    assert public.hex() == vectors["keys"][0]["pub"]


def test_a_public_example_verifies_over_its_own_protected_bytes(
    cose_vectors: dict[str, dict[str, Any]],
) -> None:
    """The Sig_structure is the one that others sign; changed payloads do not verify."""
    example = cose_vectors["eddsa-sig-01"]
    message = read_sign1(bytes.fromhex(example["output"]["cbor"]))
    key = PublicKey(bytes.fromhex(example["input"]["sign0"]["key"]["x_hex"]))
    assert message.signed == bytes.fromhex(example["intermediates"]["ToBeSign_hex"])
    assert is_signed_by(key, message)
    other = bytes.fromhex(example["output"]["cbor"]).replace(b"content.", b"content!")
    assert not is_signed_by(key, read_sign1(other))


@pytest.mark.parametrize("name", ["A_3", "Appendix_C_2_1", "eddsa-sig-01", "eddsa-sig-02"])
def test_the_sig_structure_is_the_published_one(cose_vectors: dict[str, dict[str, Any]], name: str) -> None:
    """Byte for byte, whatever the algorithm."""
    example = cose_vectors[name]
    message = read_sign1(bytes.fromhex(example["output"]["cbor"]))
    assert message.signed.hex() == example["intermediates"]["ToBeSign_hex"].lower()


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_public_examples_are_no_pickup_codes(
    desk: Desk, cose_vectors: dict[str, dict[str, Any]], name: str, reason: Reason
) -> None:
    """ES256, Ed448, unprotected headers, other tags: each is refused for what it is."""
    assert desk.outcome(code(bytes.fromhex(cose_vectors[name]["output"]["cbor"]))) == reason


def test_all_public_examples_are_judged(cose_vectors: dict[str, dict[str, Any]]) -> None:
    """None is left out above."""
    assert cose_vectors.keys() == REFUSED.keys()

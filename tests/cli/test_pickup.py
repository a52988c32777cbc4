"""`edge-agent pickup check`: a line of JSON for whatever is scanned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, Place

VECTORS = Path(__file__).parents[1] / "domain" / "pickup" / "vectors" / "pickup.json"
EXAMPLES: dict[str, Any] = {
    example["name"]: example for example in json.loads(VECTORS.read_text("utf-8"))["verify"]
}
GOOD = EXAMPLES["valid, three units, proof without store"]
NOW = ("--now", GOOD["now"])
FOR_ALL = EXAMPLES["group-wide, proof names this store"]


def _check(
    edge: Edge, code: str | bytes, *options: object, exits: int, store: str = "S0123"
) -> dict[str, Any]:
    ended = edge("pickup", "check", "--store", store, "--keys", VECTORS, *options, code, exits=exits)
    assert (ended.stderr, ended.stdout.count("\n")) == ("", 1)
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def test_a_good_code(edge: Edge, place: Place) -> None:
    """What was verified, exit 0; no store is opened nor made."""
    assert _check(edge, GOOD["code"], *NOW, exits=0) == {
        "outcome": "ok",
        "pickup_id": GOOD["pickup_id"],
        "generation": 0,
        "units": 3,
        "expires": GOOD["expires"],
        "proof_time": GOOD["now"],
        "kid": "55ec9055",
        "bearer": False,
    }
    assert not place.database.exists()


@pytest.mark.parametrize(
    "name", ["expired", "not base45", "signed by an unknown key", "an article's barcode"]
)
def test_a_refused_code(edge: Edge, name: str) -> None:
    """The reason, exit 1."""
    example = EXAMPLES[name]
    told = _check(edge, example["code"], "--now", example["now"], exits=1)
    assert told["outcome"] == example["outcome"]


def test_a_code_for_another_store(edge: Edge) -> None:
    """Which one, and for which order."""
    assert _check(edge, GOOD["code"], *NOW, exits=1, store="S0456") == {
        "outcome": "wrong-store",
        "pickup_id": GOOD["pickup_id"],
        "generation": 0,
        "store": "S0123",
    }


def test_the_groups_of_a_store(edge: Edge) -> None:
    """All stores are in `*`, unless others are named; several can be."""
    assert _check(edge, FOR_ALL["code"], *NOW, exits=0)["outcome"] == "ok"
    assert _check(edge, FOR_ALL["code"], *NOW, "--group", "EAST", exits=1)["outcome"] == "wrong-store"
    several = ("--group", "EAST", "--group", "*")
    assert _check(edge, FOR_ALL["code"], *NOW, *several, exits=0)["outcome"] == "ok"


def test_without_a_time_it_is_now(edge: Edge) -> None:
    """A screen of long ago, or of a time to come, is refused."""
    assert _check(edge, GOOD["code"], exits=1)["outcome"] in (
        "key-retired",
        "expired",
        "claims",
        "stale-screen",
    )


def test_a_code_that_is_no_text(edge: Edge) -> None:
    """Bytes that are no UTF-8 have their outcome too."""
    assert _check(edge, b"\xff\xfe", *NOW, exits=1) == {"outcome": "format"}
    assert _check(edge, b"PK1:\xff", *NOW, exits=1) == {"outcome": "b45"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"keys": [{}]}',
        b'{"x":' + b"[" * 100_000,
        b'{"keys": [{"kid": "xy", "alg": -19, "pub": "00", "nbf": 0, "naf": 1}]}',
        b'{"keys": [{"kid": "55ec9055", "alg": -19, "pub": "00", "nbf": 0, "naf": 1}]}',
    ],
    ids=["empty", "no text", "a list", "no keys", "no key", "deep", "no hexadecimals", "short"],
)
@pytest.mark.parametrize(
    ("lang", "said"), [("", "keys.json 不是公钥文件"), ("en_US.UTF-8", "keys.json holds no keys")]
)
def test_a_file_without_keys(edge: Edge, place: Place, content: bytes, lang: str, said: str) -> None:
    """One sentence says what it should be; exit 2, for nothing was judged."""
    (place.home / "keys.json").write_bytes(content)
    ended = edge("pickup", "check", "--store", "S0123", "--keys", "keys.json", "PK1:", lang=lang, exits=2)
    assert (ended.stdout, ended.stderr.count("\n")) == ("", 1)
    assert ended.stderr.startswith(said)


@pytest.mark.parametrize("path", ["nowhere.json", "/"])
def test_a_file_that_cannot_be_read(edge: Edge, path: str) -> None:
    """One sentence names it; exit 2."""
    ended = edge("pickup", "check", "--store", "S0123", "--keys", path, "PK1:", exits=2)
    assert (ended.stdout, ended.stderr.count("\n")) == ("", 1)
    assert path in ended.stderr

"""The wire: golden bytes of a request, and every way in which a message can be wrong."""

import base64
import hashlib
import json
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import StoreCode
from sync.wire import journal as wire
from sync.wire.journal import Batch, Codec, Fault, Malformed, Message

if TYPE_CHECKING:
    from tests.sync.conftest import Branch

EPOCH = "00112233445566778899aabbccddeeff"
BODIES = (
    '{"specversion":"1.0","id":"1","type":"staff.added","data":{"name":"王小丽 😀"}}'.encode(),
    b'{ "specversion" : "1.0", "id":"2", "type":"x\\u00e9\\/", "data": [1e5, -0.0, 12345678901234567890] }',
    b'{"specversion":"1.0","id":"3","type":"later.kind","data":null}',
)
BATCH = Batch(StoreCode("S0001"), EPOCH, 41, bytes(range(32)), BODIES)
PLAIN = (
    '[{"specversion":"1.0","id":"1","type":"staff.added","data":{"name":"王小丽 😀"}},'
    '{ "specversion" : "1.0", "id":"2", "type":"x\\u00e9\\/", "data": [1e5, -0.0, 12345678901234567890] },'
    '{"specversion":"1.0","id":"3","type":"later.kind","data":null}]'
).encode()


def test_golden_request() -> None:
    """A batch has exactly these headers, and its body is the stored bytes joined."""
    message = Codec().pack(BATCH, compressed=False)
    assert message.headers == {
        "content-type": "application/cloudevents-batch+json",
        "edge-store": "S0001",
        "edge-epoch": "00112233445566778899aabbccddeeff",
        "edge-first-seq": "41",
        "edge-prev-hash": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "content-digest": "sha-256=:EZzOH633XQgAZc2Jpgpo5TXEjfL+avJ46gczCfValVY=:",
    }
    assert message.content == PLAIN


def test_compression_is_zstd_under_the_digest() -> None:
    """The digest is over the bytes that are sent, compression included (RFC 9530)."""
    message = Codec().pack(BATCH)
    assert message.headers["content-encoding"] == "zstd"
    assert zstandard.decompress(message.content) == PLAIN
    digest = base64.b64encode(hashlib.sha256(message.content).digest()).decode()
    assert message.headers["content-digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize("compressed", [True, False])
def test_events_come_back_in_their_exact_bytes(compressed: bool) -> None:
    """White space, escapes, numbers beyond 64 bits and Chinese survive: nothing is re-encoded."""
    codec = Codec()
    message = codec.pack(BATCH, compressed=compressed)
    assert codec.unpack(message.headers, message.content) == BATCH


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), _JSON, max_size=4), max_size=8), st.booleans())
def test_any_events_come_back_in_their_exact_bytes(events: list[dict[str, object]], compressed: bool) -> None:
    """Unpacking inverts packing, whatever JSON the events are and however they were written."""
    bodies = tuple(
        json.dumps(event, ensure_ascii=bool(number % 2), indent=number % 3 or None).encode(
            "utf-8", "surrogatepass"
        )
        for number, event in enumerate(events)
    )
    batch = Batch(StoreCode("S1"), EPOCH, 1, bytes(32), bodies)
    codec = Codec()
    message = codec.pack(batch, compressed=compressed)
    assert codec.unpack(message.headers, message.content) == batch


def _message(content: bytes, **headers: str) -> Message:
    """A well-formed message around `content`, but for the headers named."""
    whole = Codec().pack(BATCH, compressed=False).headers
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return Message({**whole, "content-digest": wire.content_digest(content), **changed}, content)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault.MEDIA_TYPE, _message(PLAIN, content_type="application/json")),
        (Fault.HEADER, _message(PLAIN, edge_store="../../etc")),
        (Fault.HEADER, _message(PLAIN, edge_store="s0001")),
        (Fault.HEADER, _message(PLAIN, edge_epoch=EPOCH[:-1])),
        (Fault.HEADER, _message(PLAIN, edge_epoch=EPOCH.upper())),
        (Fault.HEADER, _message(PLAIN, edge_first_seq="0")),
        (Fault.HEADER, _message(PLAIN, edge_first_seq="-1")),
        (Fault.HEADER, _message(PLAIN, edge_first_seq="١")),
        (Fault.HEADER, _message(PLAIN, edge_first_seq="9" * 30)),
        (Fault.HEADER, _message(PLAIN, edge_prev_hash="00")),
        (Fault.DIGEST_MISSING, _message(PLAIN, content_digest="")),
        (Fault.DIGEST_MISSING, _message(PLAIN, content_digest="sha-512=:AAAA:")),
        (Fault.DIGEST_WRONG, _message(PLAIN, content_digest=wire.content_digest(b"other"))),
        (Fault.ENCODING_UNKNOWN, _message(PLAIN, content_encoding="gzip")),
        (Fault.NOT_ZSTD, _message(b"no frame at all", content_encoding="zstd")),
        (Fault.NOT_ZSTD, _message(zstandard.compress(PLAIN)[:-3], content_encoding="zstd")),
        (Fault.NOT_ZSTD, _message(zstandard.compress(PLAIN) * 2, content_encoding="zstd")),
        (Fault.NOT_JSON, _message(b"")),
        (Fault.NOT_JSON, _message(PLAIN[:-1])),
        (Fault.NOT_JSON, _message(b'{"specversion":"1.0"}')),
        (Fault.NOT_JSON, _message(b"[" * 100_000)),
        (Fault.TOO_LARGE, _message(b"[" + b"1," * 500 + b"1]")),
        (Fault.TOO_LARGE, _message(b'["' + b" " * wire.BATCH_BYTES_MAX + b'"]')),
    ],
)
def test_each_mistake_has_its_fault(fault: Fault, message: Message) -> None:
    """What is wrong with a message is said by its own code."""
    with pytest.raises(Malformed) as caught:
        Codec().unpack(message.headers, message.content)
    assert caught.value.fault is fault


@pytest.mark.parametrize("name", ["edge-store", "edge-epoch", "edge-first-seq", "edge-prev-hash"])
def test_a_missing_header_is_named(name: str) -> None:
    """Whoever reads the problem learns which header it was."""
    message = _message(PLAIN)
    del message.headers[name]
    with pytest.raises(Malformed, match=f"{name} is missing"):
        Codec().unpack(message.headers, message.content)


def test_a_bomb_is_refused_by_what_its_frame_says() -> None:
    """A frame that says it holds more than a batch may is not decompressed at all."""
    bomb = zstandard.compress(bytes(64 * wire.BATCH_BYTES_MAX))
    message = _message(bomb, content_encoding="zstd")
    with pytest.raises(Malformed) as caught:
        Codec().unpack(message.headers, message.content)
    assert len(bomb) < wire.CONTENT_BYTES_MAX
    assert caught.value.fault is Fault.TOO_LARGE


def test_a_bomb_that_hides_its_size_is_refused() -> None:
    """A frame that does not say how much it holds is not decompressed either."""
    bomb = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(64 * wire.BATCH_BYTES_MAX))
    message = _message(bomb, content_encoding="zstd")
    with pytest.raises(Malformed) as caught:
        Codec().unpack(message.headers, message.content)
    assert caught.value.fault is Fault.NOT_ZSTD


def test_a_digest_beside_others_is_found() -> None:
    """Content-Digest is a dictionary: other algorithms may stand beside sha-256."""
    message = _message(PLAIN)
    message.headers["content-digest"] = f"sha-512=:AAAA:, {message.headers['content-digest']}"
    assert Codec().unpack(message.headers, message.content) == BATCH


def test_an_empty_batch_counts_nothing(make_branch: "type[Branch]") -> None:
    """Its last event is the one before its first."""
    assert make_branch("S1", EPOCH, None, 3).batch(4).last_seq == 3


def test_every_fault_has_a_status_that_blames_the_right_side() -> None:
    """Each fault is answered by a 4xx or a 5xx status."""
    assert set(wire.STATUS) == set(Fault)
    assert all(400 <= status <= 503 for status in wire.STATUS.values())

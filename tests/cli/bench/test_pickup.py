"""`pickup.verify`, `pickup.format`: that what is measured is what it is called; never how long it takes."""

import pytest
from nacl.exceptions import BadSignatureError

from edge_agent.cli.bench import pickup as bench
from edge_agent.domain.pickup import Reason, Refused, Verified, base45
from edge_agent.domain.pickup.cose import SIGNATURE_BYTES
from edge_agent.domain.pickup.envelope import PREFIX
from edge_agent.domain.pickup.issue import code


def test_the_code_is_a_whole_one() -> None:
    """As long as they come, good, and proved by a phone: two signatures."""
    text = bench.screen()
    assert len(text) == 372
    judged = bench.judge(text, bench.public_keys())
    assert isinstance(judged, Verified)
    assert not judged.bearer


def test_the_floor_verifies_both_signatures() -> None:
    """Those of the code: with either of them spoilt it fails."""
    good = base45.decode(bench.screen().removeprefix(PREFIX))
    bench.raw(code(good))()
    ticket_end = len(good) - len(b"\x58\x40") - SIGNATURE_BYTES
    for end in (len(good), ticket_end):
        spoilt = good[: end - 1] + bytes((good[end - 1] ^ 1,)) + good[end:]
        with pytest.raises(BadSignatureError):
            bench.raw(code(spoilt))()


@pytest.mark.parametrize("text", bench.FOREIGN)
def test_what_is_told_by_its_look(text: str) -> None:
    """Without the prefix, or too long."""
    assert bench.judge(text, bench.public_keys()) == Refused(Reason.FORMAT)


def test_the_figures_have_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ratio and an absolute bound, as the design sets them."""
    monkeypatch.setattr(bench, "ROUNDS", 2)
    verify, look = bench.measure()
    assert (verify.name, verify.unit, verify.target) == ("pickup.verify", "µs", "≤ 1.3 × floor")
    assert (look.name, look.unit, look.target) == ("pickup.format", "µs", "≤ 10 µs")

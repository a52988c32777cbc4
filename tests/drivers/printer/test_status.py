"""The printer's own bytes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.status import Decoder, FenceAnswer, Noise, Status, state_of
from edge_agent.ports.devices import PrinterState

IDLE = (0x12, 0x12, 0x12, 0x12)

statuses = st.integers(0, 255).map(lambda byte: bytes([byte & 0b0110_1100 | 0b0001_0010]))
automatic = st.tuples(st.integers(0, 255), st.binary(min_size=3, max_size=3)).map(
    lambda drawn: bytes(
        [drawn[0] & 0b0110_1100 | 0b0001_0000, *(byte & 0b0110_1111 for byte in drawn[1])],
    )
)
flow = st.sampled_from([b"\x11", b"\x13"])


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """`data` in the pieces in which a network may bring it."""
    ends = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(ends)]


@given(st.lists(st.one_of(statuses, automatic, flow)), st.lists(st.integers(0, 1000)))
def test_what_was_not_asked_for_is_never_a_fence(sent: list[bytes], cuts: list[int]) -> None:
    """Late answers, automatic status and flow control, in any pieces, are no fence and no noise."""
    decoder = Decoder()
    answers = [answer for piece in pieces(b"".join(sent), cuts) for answer in decoder.feed(piece)]
    late = [Status(one[0]) for one in sent if len(one) == 1 and one not in (b"\x11", b"\x13")]
    assert answers == late


@given(st.lists(st.one_of(statuses, automatic, flow)))
def test_the_fence_is_found_behind_all_of_that(sent: list[bytes]) -> None:
    """Whatever came before, the fence's answer is seen."""
    assert Decoder().feed(b"".join(sent) + b"\x00")[-1] == FenceAnswer(paper_out=False)


@given(st.binary())
def test_any_bytes_are_answers_or_noise(data: bytes) -> None:
    """The decoder is total, and every fence it sees was one of four bytes."""
    answers = Decoder().feed(data)
    assert len(answers) <= len(data)
    assert sum(isinstance(answer, FenceAnswer) for answer in answers) <= sum(
        data.count(byte) for byte in (0x00, 0x03, 0x0C, 0x0F)
    )


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1))
def test_text_is_never_a_fence(text: str) -> None:
    """A device that greets with words is not taken for a printer that has printed."""
    assert not any(isinstance(answer, FenceAnswer) for answer in Decoder().feed(text.encode()))


@pytest.mark.parametrize(
    ("byte", "answer"),
    [
        (0x00, FenceAnswer(paper_out=False)),
        (0x03, FenceAnswer(paper_out=False)),
        (0x0C, FenceAnswer(paper_out=True)),
        (0x0F, FenceAnswer(paper_out=True)),
        (0x01, Noise(0x01)),  # half of near end
        (0x20, Noise(0x20)),
        (0x80, Noise(0x80)),
        (0xFF, Noise(0xFF)),
        (0x12, Status(0x12)),
        (0x92, Noise(0x92)),
    ],
)
def test_a_byte_is_what_its_fixed_bits_say(byte: int, answer: FenceAnswer | Noise | Status) -> None:
    """The fixed bits decide, and a byte that fits nothing is noise."""
    assert Decoder().feed(bytes([byte])) == [answer]


@pytest.mark.parametrize(
    ("place", "bits", "state"),
    [
        (0, 0x04, PrinterState.OK),  # the drawer's sensor
        (0, 0x08, PrinterState.ERROR),
        (0, 0x20, PrinterState.ERROR),
        (1, 0x04, PrinterState.COVER_OPEN),
        (1, 0x20, PrinterState.PAPER_OUT),
        (1, 0x40, PrinterState.ERROR),
        (2, 0x04, PrinterState.ERROR),
        (2, 0x08, PrinterState.ERROR),
        (2, 0x20, PrinterState.ERROR),
        (2, 0x40, PrinterState.ERROR),
        (3, 0x0C, PrinterState.PAPER_NEAR_END),
        (3, 0x04, PrinterState.PAPER_NEAR_END),
        (3, 0x60, PrinterState.PAPER_OUT),
        (3, 0x40, PrinterState.PAPER_OUT),
    ],
)
def test_each_bit_has_its_state(place: int, bits: int, state: PrinterState) -> None:
    """One bit set among idle answers is the state that the reference gives it."""
    answers = [Status(byte | bits * (index == place)) for index, byte in enumerate(IDLE)]
    assert state is state_of(answers)


def test_what_must_be_mended_first_is_told_first() -> None:
    """An open cover comes before missing paper, that before an error, that before the end of the roll."""
    everything = [0x2C, 0x64, 0x6C, 0x6C]
    order = [PrinterState.COVER_OPEN, PrinterState.PAPER_OUT, PrinterState.ERROR, PrinterState.PAPER_NEAR_END]
    mended = [(1, 0x04), (1, 0x20), (3, 0x60), (0, 0x28), (1, 0x40), (2, 0x6C), (3, 0x0C)]
    seen = []
    for place, bits in mended:
        state = state_of([Status(0x12 | byte) for byte in everything])
        if state not in seen:
            seen.append(state)
        everything[place] &= ~bits
    assert seen == order
    assert state_of([Status(0x12 | byte) for byte in everything]) is PrinterState.OK

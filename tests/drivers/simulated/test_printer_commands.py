"""The twin's reading of ESC/POS."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.simulated.printer_commands import Character, Command, CommandReader, Read, RealTimeReader

COMMANDS = [
    b"\x1b@",
    b"\x1ba\x01",
    b"\x1bp\x00\x19\xfa",
    b"\x1b*\x21\x02\x00abcdef",
    b"\x1b*\x00\x02\x00ab",
    b"\x1bD\x08\x10\x00",
    b"\x1dV\x01",
    b"\x1dVB\x10",
    b"\x1dr\x01",
    b"\x1d(k\x08\x001P0hello",
    b"\x1dv0\x00\x02\x00\x03\x00abcdef",
    b"\x1dk\x04ABC\x00",
    b"\x1dk\x49\x03ABC",
    b"\x1c!\x0c",
    b"\x10\x04\x01",
    b"\x10\x05\x02",
    b"\x10\x14\x01\x00\x01",
    b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    b"\x1bz",  # unknown
]
WATER = b"\x1c&" + "水".encode("gbk") + b"\x1c."


def read_all(*pieces: bytes) -> list[Read]:
    reader = CommandReader()
    found: list[Read] = []
    for piece in pieces:
        reader.feed(piece)
        found.extend(reader)
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[:2].hex())
def test_a_command_ends_where_the_reference_says(command: bytes) -> None:
    """What follows a command is text again; nothing of it is printed, nothing after it is swallowed."""
    assert read_all(command + b"A") == [Command(command[:2], command[2:]), Character(b"A")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[:2].hex())
def test_an_unfinished_command_waits(command: bytes) -> None:
    """Every beginning of a command is held back until the rest comes."""
    for end in range(1, len(command)):
        reader = CommandReader()
        reader.feed(command[:end])
        assert reader.next() is None
        reader.feed(command[end:])
        assert reader.next() == Command(command[:2], command[2:])


@given(st.lists(st.sampled_from([*COMMANDS, b"A", b"\n", WATER])), st.data())
def test_pieces_do_not_matter(sent: list[bytes], data: st.DataObject) -> None:
    """However a network cuts the bytes, the same is read, in real time too."""
    whole = b"".join(sent)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)))) | {0, len(whole)})
    pieces = [whole[start:end] for start, end in itertools.pairwise(cuts)]
    assert read_all(*pieces) == read_all(whole)
    at_once, in_pieces = RealTimeReader(), RealTimeReader()
    assert [one for piece in pieces for one in in_pieces.feed(piece)] == at_once.feed(whole)


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    """The reader is total: what it gives back and what it holds are all that was sent."""
    reader = CommandReader()
    reader.feed(data)
    read = list(reader)
    taken = b"".join(one.data if isinstance(one, Character) else one.name + one.arguments for one in read)
    assert data.startswith(taken)
    assert len(taken) + reader.bytes_held == len(data)


def test_chinese_characters_are_pairs_between_their_switches() -> None:
    """`FS &` pairs, `FS .` and `ESC @` do not; a pair may come in two pieces."""
    water = "水".encode("gbk")
    read = read_all(b"\x1c&" + water[:1], water[1:] + b"a\x1c." + water, b"\x1c&\x1b@" + water)
    characters = [one.data for one in read if isinstance(one, Character)]
    assert characters == [water, b"a", water[:1], water[1:], water[:1], water[1:]]


def test_real_time_commands_are_found_in_data_too() -> None:
    """A printer obeys a pulse wherever its bytes stand, and the data that holds them keeps its length."""
    job = b"\x1d(k\x08\x001P0\x10\x14\x01\x00\x01x"
    assert RealTimeReader().feed(job) == [Command(b"\x10\x14", b"\x01\x00\x01")]
    assert read_all(job) == [Command(b"\x1d(", job[2:-1]), Character(b"x")]

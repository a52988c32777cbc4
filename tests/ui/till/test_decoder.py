"""The decoder tells scanners from fingers, loses nothing, and keeps the order."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.till.decoder import RUN_LENGTH_MAX, Decoded, Key, Scan, ScanDecoder, Timing, Typed

ENTER, TAB, LINE_FEED = Key("enter", "\r"), Key("tab", "\t"), Key("ctrl+j", "\n")
USUAL = Timing()
ASCII = st.characters(min_codepoint=33, max_codepoint=126)
CODES = st.text(ASCII, min_size=6, max_size=40)
ENDS = st.sampled_from([(ENTER,), (TAB,), (ENTER, LINE_FEED), (ENTER, ENTER), (LINE_FEED,)])
SCANS = st.lists(st.tuples(CODES, ENDS, st.integers(0, 30), st.integers(0, 2000)), max_size=8)


def write(character: str) -> Key:
    return Key(character, character)


def play(keys: Iterable[tuple[Key, int]], timing: Timing = USUAL) -> list[Decoded]:
    """Everything that `keys`, each after a pause in milliseconds, decode to in the end."""
    decoder, now, decoded = ScanDecoder(timing), 0, []
    for key, pause in keys:
        now += pause
        decoded += decoder.feed(key, now)
    return decoded + decoder.release(now + 10_000)


def burst(
    code: str, ends: Iterable[Key] = (ENTER,), gap: int = 5, before: int = 1000
) -> list[tuple[Key, int]]:
    """A scanner's keys, after a pause."""
    keys = [*(write(character) for character in code), *ends]
    return [(key, gap if index else before) for index, key in enumerate(keys)]


def typing(text: str, pause: int = 150) -> list[tuple[Key, int]]:
    """A person's keys."""
    return [(write(character), pause) for character in text]


def shown(decoded: Iterable[Decoded]) -> str:
    """What was decoded, on one line: scans in angles, typed keys as they are."""
    return "".join(f"<{one.text}>" if isinstance(one, Scan) else one.key.character for one in decoded)


@given(SCANS)
def test_every_scan_comes_out_whole_and_in_order(scans: list[tuple[str, tuple[Key, ...], int, int]]) -> None:
    """Whatever the gaps up to the limit, the terminator and the pause between codes: exactly those scans."""
    keys = [key for code, ends, gap, before in scans for key in burst(code, ends, gap, before)]
    assert play(keys) == [Scan(code) for code, *_ in scans]


@given(st.lists(CODES, min_size=1, max_size=100))
def test_codes_of_one_read_are_told_apart(codes: list[str]) -> None:
    """A hundred codes with one and the same time stamp, as a paste delivers them, are a hundred scans."""
    keys = [(key, 0) for code in codes for key in [*map(write, code), ENTER]]
    assert play(keys) == [Scan(code) for code in codes]


@given(st.text(ASCII, max_size=40), st.integers(31, 2000))
def test_a_person_never_makes_a_scan(text: str, pause: int) -> None:
    """Keys slower than a scanner stay typed keys, however many, Enter included."""
    decoded = play([*typing(text, pause), (ENTER, pause)])
    assert [one.key for one in decoded if isinstance(one, Typed)] == [*map(write, text), ENTER]
    assert len(decoded) == len(text) + 1


@given(st.lists(st.tuples(ASCII, st.integers(0, 400)), max_size=60))
def test_no_character_is_lost_or_moved(keys: list[tuple[str, int]]) -> None:
    """Whatever the rhythm, the characters that come out are those that went in, in order."""
    decoded = play([(write(character), pause) for character, pause in keys])
    assert shown(decoded) == "".join(character for character, _ in keys)


@given(st.text(ASCII, min_size=1, max_size=5), CODES, st.integers(101, 3000))
def test_what_was_typed_before_a_scan_is_not_part_of_it(text: str, code: str, pause: int) -> None:
    """A quantity typed by hand stays typed when the scanner fires after it."""
    assert shown(play([*typing(text), *burst(code, before=pause)])) == f"{text}<{code}>"


@pytest.mark.parametrize("length", range(1, 6))
def test_a_short_burst_is_typing(length: int) -> None:
    """Fewer than six characters are keys, however fast: a script or a quick hand may send them."""
    code = "123456"[:length]
    assert shown(play(burst(code))) == f"{code}\r"


def test_a_stumble_within_a_scan_is_forgiven() -> None:
    """It is the median that counts: one slow character does not tear a code in two."""
    keys = burst("6901234567892")
    keys[4] = (keys[4][0], 90)
    assert play(keys) == [Scan("6901234567892")]


def test_the_second_cr_of_a_scanner_is_swallowed() -> None:
    """CR CR, and CR LF, are one end of one scan."""
    assert play([*burst("6901234567892", (ENTER, ENTER)), *burst("6901234567885", (ENTER, LINE_FEED))]) == [
        Scan("6901234567892"),
        Scan("6901234567885"),
    ]


@pytest.mark.parametrize(("after", "is_soon"), [(10, True), (250, True), (301, False)])
def test_an_enter_soon_after_a_scan_is_marked(after: int, is_soon: bool) -> None:
    """With a key between, Enter is kept; within 300 ms of the scan it is marked: it may confirm nothing."""
    decoded = play([*burst("6901234567892"), (Key("f5"), after // 2), (ENTER, after - after // 2)])
    assert decoded[-1] == Typed(ENTER, soon_after_scan=is_soon)


def test_an_enter_after_an_amount_is_a_persons() -> None:
    """No scanner waits for two keys before its second CR: a quick cashier is not slowed down."""
    keys = [(Key("plus", "+"), 50), (write("5"), 50), (write("0"), 50), (ENTER, 50)]
    assert play([*burst("6901234567892"), *keys])[-1] == Typed(ENTER)


def test_an_enter_long_after_a_scan_is_a_persons() -> None:
    """After 300 ms Enter means what it says."""
    assert play([*burst("6901234567892"), (ENTER, 301)]) == [Scan("6901234567892"), Typed(ENTER)]


@given(st.text(ASCII, min_size=1, max_size=40), st.integers(0, 900))
def test_a_programmed_prefix_makes_a_scan_of_anything(text: str, gap: int) -> None:
    """With a prefix, short and slow codes are scans too, and the prefix is not part of them."""
    keys = [(Key("ctrl+b", "\x02"), 500), *((write(character), gap) for character in text), (ENTER, gap)]
    assert play(keys, Timing(prefix="\x02")) == [Scan(text)]


def test_without_its_prefix_a_burst_is_still_a_scan() -> None:
    """A second scanner that lacks the prefix works by its speed."""
    assert play(burst("6901234567892"), Timing(prefix="~")) == [Scan("6901234567892")]


def test_keys_are_pending_until_decided() -> None:
    """What may be a scan is there to be echoed, and released when the pause is too long for a scanner."""
    decoder = ScanDecoder(Timing())
    assert decoder.feed(write("6"), 0) + decoder.feed(write("9"), 50) == []
    assert (decoder.pending, decoder.due_at_ms) == ("69", 151)
    assert decoder.release(150) == []
    assert [one.key.character for one in decoder.release(151) if isinstance(one, Typed)] == ["6", "9"]
    assert (decoder.pending, decoder.due_at_ms) == ("", None)


def test_a_sign_that_acts_never_waits() -> None:
    """`+` at the beginning is a key; within a burst it is part of the code."""
    decoder = ScanDecoder(Timing())
    assert decoder.feed(write("+"), 0, acts=True) == [Typed(write("+"))]
    decoded = [
        one for at, character in enumerate("690+12") for one in decoder.feed(write(character), at, acts=True)
    ]
    assert decoded + decoder.feed(ENTER, 9) == [Scan("690+12")]


def test_a_lone_digit_that_acts_waits_a_little() -> None:
    """A scan may begin with it: it is released after 40 ms, or goes with the burst."""
    decoder = ScanDecoder(Timing())
    decoder.feed(write("1"), 0, acts=True)
    assert decoder.due_at_ms == 41
    decoder.feed(write("A"), 10)
    assert decoder.due_at_ms == 111


@given(
    st.sampled_from(["f5", "up", "backspace", "escape", "ctrl+d"]), st.text(ASCII, min_size=1, max_size=20)
)
def test_a_function_key_ends_a_run_and_comes_after_it(name: str, text: str) -> None:
    """Keys that write nothing act at once, behind what was typed before them."""
    decoder = ScanDecoder(Timing())
    for at, character in enumerate(text):
        assert decoder.feed(write(character), at) == []
    assert decoder.feed(Key(name), len(text)) == [*(Typed(write(one)) for one in text), Typed(Key(name))]


def test_an_endless_burst_is_bounded() -> None:
    """A stuck key or a pasted book fills no memory: what is beyond the limit is cut off."""
    (scan,) = play(burst("7" * (RUN_LENGTH_MAX + 500), gap=1))
    assert scan == Scan("7" * RUN_LENGTH_MAX)

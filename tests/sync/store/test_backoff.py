"""The wait before another attempt."""

from hypothesis import given
from hypothesis import strategies as st

from sync.store.backoff import back_off_ms


class Fixed:
    """Chance that always says the same."""

    def __init__(self, byte: int) -> None:
        self._byte = byte

    def token_bytes(self, count: int) -> bytes:
        """The same byte so many times."""
        return bytes([self._byte] * count)


def test_it_doubles_up_to_the_maximum() -> None:
    """Without jitter: the minimum, twice, four times, …, and never more than the maximum."""
    assert [back_off_ms(failures, 500, 3_000, Fixed(0)) for failures in range(1, 6)] == [
        500,
        1_000,
        2_000,
        3_000,
        3_000,
    ]


def test_jitter_takes_up_to_half_away() -> None:
    """The most unlucky number halves the wait."""
    assert back_off_ms(3, 500, 30_000, Fixed(255)) == 1_001


@given(st.integers(1, 10_000), st.integers(10, 10_000), st.integers(0, 86_400_000), st.integers(0, 255))
def test_it_is_always_within_its_bounds(failures: int, min_ms: int, more_ms: int, byte: int) -> None:
    """However often it failed: at least half the minimum, at most the maximum."""
    wait = back_off_ms(failures, min_ms, min_ms + more_ms, Fixed(byte))
    assert min_ms // 2 <= wait <= min_ms + more_ms

"""What all tests share: files in memory, as many examples as there is time for, the longest tests first."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

_MEMORY = Path("/dev/shm")  # noqa: S108 the folder itself, for tempfile
_MEMORY_MIN_BYTES = 2_000_000_000
_LONGEST = Path(__file__).with_name("powercut")

# A busy machine must not fail a property: no example has a deadline. `make prove` takes the second profile.
hypothesis.settings.register_profile("test", deadline=None, max_examples=30)
hypothesis.settings.register_profile("prove", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("test")


def _is_roomy(folder: Path) -> bool:
    return (
        os.access(folder, os.W_OK)
        and not os.statvfs(folder).f_flag & os.ST_NOEXEC
        and shutil.disk_usage(folder).free > _MEMORY_MIN_BYTES
    )


# Two thirds of a test of the store's file are waits for a disk, which no test needs: what a power cut leaves
# is read off the recorded calls (powercut/).
if "TMPDIR" not in os.environ and _is_roomy(_MEMORY):
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long test at the end keeps one worker busy and the other waiting."""
    items.sort(key=lambda item: not item.path.is_relative_to(_LONGEST))

"""`edge-agent queue simulate`: the waits hold, the picture can be looked at, bad input is told."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from edge_agent.cli import main
from edge_agent.cli.queue_day.day import Bar, Outcome, live

pytestmark = pytest.mark.usefixtures("logs_as_before")


@pytest.mark.parametrize("seed", range(1, 9))
def test_most_customers_are_called_within_the_range_that_they_were_told(seed: int) -> None:
    """Eighty of a hundred at least, with a smaller error than a plain average's: on any day with bursts."""
    customers = [customer for day in live(Bar(), seed, 3) for customer in day]
    outcome = Outcome.of(customers)
    assert outcome.customers > 500
    assert outcome.hits_permille >= 800
    assert outcome.error_s < outcome.average_error_s


def test_the_same_seed_is_the_same_day() -> None:
    """A figure that somebody reports can be looked at again."""
    assert live(Bar(servers=3), 7, 1) == live(Bar(servers=3), 7, 1)
    assert live(Bar(servers=3), 7, 1) != live(Bar(servers=3), 8, 1)


def test_the_picture_has_every_customer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dot for each, in an SVG that any browser shows."""
    picture = tmp_path / "day.svg"
    assert main(["queue", "simulate", "--days", "1", "--seed", "3", "--plot", str(picture), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    dots = ET.parse(picture).getroot().findall("{http://www.w3.org/2000/svg}circle")  # noqa: S314 our own file
    assert len(dots) == told["customers"]


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback for a missing folder."""
    assert main(["queue", "simulate", "--days", "1", "--plot", str(tmp_path / "no" / "day.svg")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--days", "0"], ["--servers", "x"], ["--days", "101"]])
def test_a_number_out_of_bounds_is_refused(arguments: list[str]) -> None:
    """Argparse tells which one."""
    with pytest.raises(SystemExit) as stopped:
        main(["queue", "simulate", *arguments])
    assert stopped.value.code == 2

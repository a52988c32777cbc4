"""The scripted day against a shop that is not as the script thinks: it fails, and says so in one sentence."""

from pathlib import Path

import pytest

from config.demo import CATALOGUE
from edge_agent.cli import scripted_day
from edge_agent.cli.scripted_day import live_a_day
from edge_agent.cli.told import Declined

pytestmark = pytest.mark.usefixtures("logs_as_before")

FEW = 8


@pytest.fixture
def script_thinks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The catalogue as the script knows it, to be altered; the shop sells by the real one."""
    copied = tmp_path / "catalogue.csv"
    copied.write_bytes(CATALOGUE.read_bytes())
    monkeypatch.setattr(scripted_day, "CATALOGUE", copied)
    return copied


def _alter(catalogue: Path, column: str, made: str) -> None:
    """Write `made` in a column of every article that is sold by the piece and has a barcode."""
    heading, *rows = catalogue.read_text("utf-8").splitlines()
    place = heading.split(",").index(column)
    altered = []
    for row in rows:
        fields = row.split(",")
        if fields[place] and "each" in fields:
            fields[place] = made.format(fields[place])
        altered.append(",".join(fields))
    catalogue.write_text("\n".join([heading, *altered]), "utf-8")


def test_a_shop_that_sells_at_other_prices_fails_the_proof(
    script_thinks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The agent agrees with itself to the last table; the script's own prices still find it out."""
    _alter(script_thinks, "price_fen", "{}0")
    assert live_a_day(tmp_path / "day", FEW) == 1
    said = capsys.readouterr().out
    assert "  FAIL  each receipt costs what the script works out: " in said
    assert "  FAIL  receipts = journal = tables = Z, in fen: sold: script " in said
    assert said.endswith("3 of 30 proofs FAILED.\n")


def test_a_disagreement_is_one_sentence(script_thinks: Path, tmp_path: Path) -> None:
    """The agent knows no such barcode: the day ends at once, and both lanes go home."""
    _alter(script_thinks, "gtin", "6999999999997")
    with pytest.raises(Declined) as ended:
        live_a_day(tmp_path / "day", FEW)
    said = str(ended.value)
    assert said.startswith("The scripted day ended early: scan.unknown: ")
    assert "\n" not in said


def test_a_defect_is_one_sentence_and_the_log_tells_more(script_thinks: Path, tmp_path: Path) -> None:
    """What nobody expected is named with its kind; its traceback is in the kept folder's log."""
    script_thinks.write_text("sku,name,unit,price_fen\n")
    with pytest.raises(Declined, match=r"ended early: ZeroDivisionError .* with --keep FOLDER"):
        live_a_day(tmp_path / "day", FEW)
    assert "Traceback" in (tmp_path / "day" / "demo.log").read_text("utf-8")


def test_a_used_folder_is_refused(tmp_path: Path) -> None:
    """A day in a shop that is already open would prove nothing, and nothing of it is touched."""
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Declined, match="is not empty"):
        live_a_day(tmp_path, FEW)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_customer_who_is_not_served_in_time_ends_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing waits without end, a printer that never prints included."""
    monkeypatch.setattr(scripted_day, "PATIENCE_S", 0.0)
    with pytest.raises(Declined, match=r"customer \d was not served within 0 seconds"):
        live_a_day(tmp_path / "day", FEW)

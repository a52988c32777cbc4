"""Real input of the demo: a shop's catalogue and a month of baskets."""

from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue.csv"
BASKETS = Path(__file__).parent / "baskets.csv"

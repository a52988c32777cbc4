"""Input of the demo: a shop's real catalogue and baskets of a month, invented members and opening stock."""

from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue.csv"
OPTIONS = Path(__file__).parent / "options.csv"
PROMOTIONS = Path(__file__).parent / "promotions.csv"
BASKETS = Path(__file__).parent / "baskets.csv"
MEMBERS = Path(__file__).parent / "members.csv"
STOCK = Path(__file__).parent / "stock.csv"

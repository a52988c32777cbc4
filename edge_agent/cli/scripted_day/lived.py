"""A day that is over."""

import msgspec

from config.settings import Settings
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.shelf import Shelf
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.wire.figures import FiguresView
from edge_agent.wire.shifts import CloseCheck


class Evening(msgspec.Struct, frozen=True):
    """What the manager was told after the last drawer was closed."""

    figures: FiguresView
    close_check: CloseCheck
    provider_fen: int
    """What the payment provider says that customers have paid and not got back."""


class Lived(msgspec.Struct, frozen=True):
    """The day, its shop closed."""

    customers: int
    day: Day
    tally: Tally
    settings: Settings
    shelf: Shelf
    evening: Evening

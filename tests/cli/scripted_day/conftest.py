"""A short scripted day, lived once; each test has a copy of what it left on the disk."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import structlog
import uvloop

from config.demo import BASKETS, CATALOGUE
from config.load import load
from config.settings import Settings
from edge_agent.cli.demo_store import Shop, demo_store, state_of
from edge_agent.cli.scripted_day.baskets import Basket, baskets
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.lane import Lane, Tally
from edge_agent.cli.scripted_day.proof import Proof, prove
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.moments import DAY


@pytest.fixture(scope="session")
def script() -> list[Basket]:
    """The whole month."""
    articles = parse_catalogue(CATALOGUE.read_bytes()).articles
    return baskets(BASKETS.read_text("utf-8"), articles, len(BASKETS.read_text("utf-8").splitlines()))

"""`edge-hq batch place`: a batch of group buying and its orders, from a table."""

import argparse
import time
from functools import partial
from pathlib import Path

from edge_agent.domain.moments import DAY, SECOND, Millis
from edge_agent.ports.system import SystemChance
from sync.hq.batches import NewBatch, place_batch
from sync.hq.cli.batch_file import OPTIONAL, REQUIRED, orders_of
from sync.hq.cli.file import add_option, change, moment, number, store_code, text
from sync.hq.orders import DAYS_MAX
from sync.hq.phone import Phones

DAYS = 2


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("batch", help="batches of group buying")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    place = actions.add_parser("place", help="tell a store of a batch, and place its orders")
    columns = ",".join((*REQUIRED, *(f"[{column}]" for column in OPTIONAL)))
    place.add_argument(
        "file", type=Path, metavar="FILE.csv", help=f"a row for each line of an order: {columns}"
    )
    place.add_argument("--store", required=True, type=store_code, metavar="S")
    place.add_argument("--name", required=True, type=text, help="what people call it")
    place.add_argument(
        "--arrives", type=moment, metavar="ISO", help="when the goods come, like 2026-11-22T18:30; else now"
    )
    place.add_argument(
        "--days", type=number(1, DAYS_MAX), default=DAYS, help="to collect it, from then (%(default)s)"
    )
    add_option(place)
    place.set_defaults(run=_place)


def _place(arguments: argparse.Namespace) -> None:
    orders = orders_of(arguments.file, arguments.store)
    arrives_at = arguments.arrives or Millis(int(time.time()) * SECOND)
    closes_at = Millis(arrives_at + arguments.days * DAY)
    new = NewBatch(arguments.store, arguments.name, arrives_at, closes_at, orders)
    with Phones(arguments.db, SystemChance()).new_keys(len(orders)) as keys:
        held = change(arguments.db, partial(place_batch, new=new, phone_keys=keys))
    print(f"batch {held.batch.id} {held.batch.name} at {arguments.store}, {len(held.orders)} orders")
    for placed in held.orders:
        code = f"{placed.short_code[:4]} {placed.short_code[4:]}"
        print(f"{placed.order.number}  {code}  {placed.order.leader}".rstrip())

"""`edge-hq order place|list|show|reissue|revoke`: orders to be collected, and the phone with their codes."""

import argparse
import time
from datetime import datetime
from functools import partial
from pathlib import Path

import qrcode
from qrcode.image.pil import PilImage

from edge_agent.db.connection import translated
from edge_agent.db.files import appearing
from edge_agent.db.reads import Reads
from edge_agent.domain.moments import SECOND
from edge_agent.domain.orders import UNITS_MAX, PickupOrder
from edge_agent.domain.phones import Phone, read_phone
from edge_agent.domain.pickup import Seconds
from edge_agent.ports.system import SystemChance
from sync.hq import orders
from sync.hq.cli.file import add_option, change, moment, number, read, store_code, text
from sync.hq.cli.lines import PARCEL, lines_of
from sync.hq.orders import DAYS, DAYS_MAX, ZONE, NewOrder, Placed, placed
from sync.hq.phone import Phones, printed
from sync.hq.queries import orders as queries

_LIST_MAX = 1000


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands' options."""
    parser = commands.add_parser("order", help="orders to be collected in a store")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _add_place(actions)
    listed = actions.add_parser("list", help="the latest orders of a store")
    listed.add_argument("--store", required=True, type=store_code, metavar="S")
    listed.add_argument("--limit", type=number(1, _LIST_MAX), default=50, help="(%(default)s)")
    listed.set_defaults(run=_list)
    show = actions.add_parser("show", help="what the customer's phone shows now, good for ninety seconds")
    show.add_argument("--at", type=store_code, metavar="S", help="the store where it is shown")
    show.add_argument(
        "--slip", action="store_true", help="the printed slip instead, where the order allows it"
    )
    how = show.add_mutually_exclusive_group()
    how.add_argument("--text", action="store_true", help="the text alone")
    how.add_argument("--qr", type=Path, metavar="FILE.png", help="a picture instead of a drawing")
    show.set_defaults(run=_show)
    reissue = actions.add_parser("reissue", help="give it to another phone; what was shown before is void")
    reissue.set_defaults(run=_reissue)
    revoke = actions.add_parser("revoke", help="cancel it: no code of it is good any more")
    revoke.set_defaults(run=_revoke)
    for action in (show, reissue, revoke):
        action.add_argument("number", type=text, metavar="NUMBER", help="the order's, like W1122-0042")
    for action in (listed, show, reissue, revoke):
        add_option(action)


def _add_place(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    place = actions.add_parser("place", help="take an order and give its code to a phone")
    place.add_argument("--store", required=True, type=store_code, metavar="S")
    place.add_argument(
        "--line",
        type=text,
        action="append",
        dest="lines",
        required=True,
        metavar="SKU:QTY[:FEN[:NAME[:OPTION/…]]]",
        help="an article, 2 pieces or 0.5kg, with the amount paid for it",
    )
    place.add_argument(
        "--parcel",
        action="append_const",
        dest="lines",
        const=PARCEL,
        help="what follows lies in another parcel",
    )
    place.add_argument("--units", type=number(1, UNITS_MAX), help="parcels, where more than --parcel says")
    place.add_argument("--phone", type=_phone, help="the customer's mobile number")
    place.add_argument("--wanted", type=moment, metavar="ISO", help="the time slot, like 2026-11-22T18:30")
    place.add_argument(
        "--days", type=number(1, DAYS_MAX), default=DAYS, help="to collect it, from then (%(default)s)"
    )
    place.add_argument("--group", type=text, default="", help="the group of stores that may all hand it over")
    place.add_argument("--slip", action="store_true", help="a printed code is good for it")
    add_option(place)
    place.set_defaults(run=_place)


def _place(arguments: argparse.Namespace) -> None:
    lines, parcels = lines_of(arguments.lines)
    new = NewOrder(
        store=arguments.store,
        lines=lines,
        units=max(parcels, arguments.units or 1),
        phone=arguments.phone,
        wanted_at=arguments.wanted,
        days=arguments.days,
        group=arguments.group,
        allows_slip=arguments.slip,
    )
    with _phones(arguments).new_keys() as (key,):
        held = change(arguments.db, partial(orders.place, new=new, phone_key=key))
    _tell(held)


def _reissue(arguments: argparse.Namespace) -> None:
    with _phones(arguments).new_keys() as (key,):
        held = change(arguments.db, partial(orders.reissue, number=arguments.number, phone_key=key))
    _tell(held)


def _revoke(arguments: argparse.Namespace) -> None:
    change(arguments.db, partial(orders.revoke, number=arguments.number))
    print(f"order {arguments.number} is revoked")


def _list(arguments: argparse.Namespace) -> None:
    async def find(reads: Reads) -> list[Placed]:
        rows = await reads.all(queries.OF_STORE, arguments.store, arguments.limit)
        return [placed(row, row.number) for row in rows]

    for held in read(arguments.db, find):
        order = held.order
        told = f"{order.units} parcels  tail {order.tail or '-':4}  {_state(order)}"
        print(f"{order.number}  {_code(held)}  {told}")


def _show(arguments: argparse.Namespace) -> None:
    async def find(reads: Reads) -> Placed:
        row = await reads.one(queries.BY_NUMBER, arguments.number)
        return placed(row, arguments.number)

    held = read(arguments.db, find)
    now = Seconds(int(time.time()))
    shown = printed(held) if arguments.slip else _phones(arguments).show(held, now, arguments.at)
    if arguments.text:
        print(shown)
    elif arguments.qr:
        with translated(arguments.qr), appearing(arguments.qr) as file:
            _drawn(shown).make_image().save(file, "PNG")
        print(f"{arguments.qr} shows order {held.order.number}")
    else:
        _drawn(shown).print_ascii(invert=True)
        _tell(held)


def _drawn(code: str) -> "qrcode.QRCode[PilImage]":
    """At level M, as the mini-program draws it."""
    drawn = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, image_factory=PilImage)
    drawn.add_data(code)
    return drawn


def _tell(held: Placed) -> None:
    order = held.order
    tail = f", phone tail {order.tail}" if order.tail else ""
    print(
        f"order {order.number} at {held.store}, {order.units} parcels, pickup {order.id}.{order.generation}"
    )
    print(f"short code {_code(held)}{tail}, {_state(order)}")


def _state(order: PickupOrder) -> str:
    return "revoked" if order.is_cancelled else f"until {_time(order.expires_at)}"


def _code(held: Placed) -> str:
    return f"{held.short_code[:4]} {held.short_code[4:]}"


def _time(at: int) -> str:
    return datetime.fromtimestamp(at // SECOND, ZONE).isoformat(" ", "minutes")


def _phones(arguments: argparse.Namespace) -> Phones:
    return Phones(arguments.db, SystemChance())


def _phone(word: str) -> Phone:
    phone = read_phone(word)
    if phone is None:
        raise argparse.ArgumentTypeError(f"{word!r} is not a mobile number of eleven digits")
    return phone

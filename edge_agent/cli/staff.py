"""`edge-agent staff add|list`: who may sign in."""

import argparse
import getpass
import sys

from edge_agent.cli.store_file import add_options, settings_of, write
from edge_agent.cli.told import Declined, accepted, terminal_language, told
from edge_agent.db.database import StoreWriter
from edge_agent.services.pins import hash_pin
from edge_agent.services.staff import ROLES, add_staff, check_staff, list_staff
from edge_agent.wire.types import AddStaff, Problem, StaffView
from ui.client import Client

_PROMPTS = {
    "zh-CN": ("密码: ", "再输一次: ", "两次密码不同,没有添加。"),
    "en": ("PIN: ", "Again: ", "The PINs differ; nobody was added."),
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("staff", help="who may sign in")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="let a person sign in; the PIN is asked for, or read from a pipe")
    add.add_argument("staff", help="the number typed at sign-in")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="cashier")
    add_options(add)
    add.set_defaults(run=_add)
    everybody = actions.add_parser("list", help="everybody who may sign in")
    add_options(everybody)
    everybody.set_defaults(run=_list)


def _add(arguments: argparse.Namespace) -> int:
    language = terminal_language()
    added = AddStaff(arguments.staff, arguments.name, arguments.role, _ask_pin(language))
    accepted(check_staff(added))

    async def through(client: Client) -> StaffView | Problem:
        return await client.add_staff(added)

    async def into(writer: StoreWriter) -> StaffView:
        hashed = hash_pin(added.pin)
        return accepted(await writer.run(lambda tx: add_staff(tx, added, hashed)))

    person = told(write(settings_of(arguments), language, through, into))
    print(f"{person.staff} {person.name} {person.role}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    async def through(client: Client) -> tuple[StaffView, ...] | Problem:
        return await client.list_staff()

    async def into(writer: StoreWriter) -> tuple[StaffView, ...]:
        return await writer.run(list_staff)

    for person in told(write(settings_of(arguments), terminal_language(), through, into)):
        print(f"{person.staff} {person.name} {person.role}")
    return 0


def _ask_pin(language: str) -> str:
    """The PIN, asked for twice on a terminal; raises Declined when the two differ, or none is typed."""
    if sys.stdin is None or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
    first, again, differ = _PROMPTS[language]
    try:
        pin = getpass.getpass(first)
        if getpass.getpass(again) == pin:
            return pin
    except EOFError:
        print(file=sys.stderr)
    raise Declined(differ)

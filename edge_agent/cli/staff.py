"""`edge-agent staff add|list|disable|enable|unlock|pin`: who may sign in."""

import argparse
import getpass
import sys
from collections.abc import Callable

from edge_agent.cli.store_file import add_options, settings_of, write
from edge_agent.cli.told import Declined, accepted, terminal_language, told
from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.domain.errors import Refused
from edge_agent.services import staff
from edge_agent.services.pins import check_pin, hash_pin
from edge_agent.wire.problem import Problem
from edge_agent.wire.staff import AddStaff, SetPin, StaffView
from ui.client import Client

_PROMPTS = {
    "zh-CN": ("密码: ", "再输一次: ", "两次密码不同,没有改动。"),
    "en": ("PIN: ", "Again: ", "The PINs differ; nothing was changed."),
}
_STATES = {
    "zh-CN": ("已停用", "锁定,还有 {minutes} 分钟"),
    "en": ("disabled", "locked for {minutes} min"),
}
_CHANGES: dict[str, tuple[str, Callable[[JournalTx, str], StaffView | Refused]]] = {
    "disable": ("let a person sign in no more; running sessions end", staff.disable),
    "enable": ("let a person sign in again", staff.enable),
    "unlock": ("free an account that wrong PINs have locked", staff.unlock),
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("staff", help="who may sign in")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="let a person sign in; the PIN is asked for, or read from a pipe")
    add.add_argument("staff", help="the number typed at sign-in")
    add.add_argument("name")
    add.add_argument("--role", choices=staff.ROLES, default="cashier")
    add_options(add)
    add.set_defaults(run=_add)
    everybody = actions.add_parser("list", help="everybody who may sign in")
    add_options(everybody)
    everybody.set_defaults(run=_list)
    for name, (does, _) in _CHANGES.items():
        _add_change(actions, name, does).set_defaults(run=_change)
    pin = _add_change(actions, "pin", "give a person another PIN, asked for or read from a pipe")
    pin.set_defaults(run=_pin)


def _add_change(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, does: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=does)
    parser.add_argument("staff", help="the number typed at sign-in")
    add_options(parser)
    return parser


def _add(arguments: argparse.Namespace) -> int:
    language = terminal_language()
    added = AddStaff(arguments.staff, arguments.name, arguments.role, _ask_pin(language))
    _must(staff.check_staff(added))

    async def through(client: Client) -> StaffView | Problem:
        return await client.add_staff(added)

    async def into(writer: StoreWriter) -> StaffView:
        hashed = hash_pin(added.pin)
        return accepted(await writer.run(lambda tx: staff.add_staff(tx, added, hashed)))

    print(_line(told(write(settings_of(arguments), language, through, into)), language))
    return 0


def _list(arguments: argparse.Namespace) -> int:
    language = terminal_language()

    async def through(client: Client) -> tuple[StaffView, ...] | Problem:
        return await client.list_staff()

    async def into(writer: StoreWriter) -> tuple[StaffView, ...]:
        return await writer.run(staff.list_staff)

    for person in told(write(settings_of(arguments), language, through, into)):
        print(_line(person, language))
    return 0


def _change(arguments: argparse.Namespace) -> int:
    """Disable, enable or unlock."""
    language, number = terminal_language(), arguments.staff
    _must(staff.check_number(number))
    work = _CHANGES[arguments.action][1]

    async def through(client: Client) -> StaffView | Problem:
        return await client.change_staff(number, arguments.action)

    async def into(writer: StoreWriter) -> StaffView:
        return accepted(await writer.run(lambda tx: work(tx, number)))

    print(_line(told(write(settings_of(arguments), language, through, into)), language))
    return 0


def _pin(arguments: argparse.Namespace) -> int:
    language, number = terminal_language(), arguments.staff
    _must(staff.check_number(number))
    pin = _ask_pin(language)
    _must(check_pin(pin))

    async def through(client: Client) -> StaffView | Problem:
        return await client.set_pin(number, SetPin(pin))

    async def into(writer: StoreWriter) -> StaffView:
        hashed = hash_pin(pin)
        return accepted(await writer.run(lambda tx: staff.set_pin(tx, number, hashed)))

    print(_line(told(write(settings_of(arguments), language, through, into)), language))
    return 0


def _line(person: StaffView, language: str) -> str:
    disabled, locked = _STATES[language]
    words = [person.staff, person.name, person.role]
    if person.is_disabled:
        words.append(disabled)
    if person.locked_minutes:
        words.append(locked.format(minutes=person.locked_minutes))
    return " ".join(words)


def _must(refused: Refused | None) -> None:
    """Told before anything is opened, or even made; raises EdgeError with the refusal's code."""
    if refused:
        accepted(refused)


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

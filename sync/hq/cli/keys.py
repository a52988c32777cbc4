"""`edge-hq keys init|rotate|renew|show`: the offline root, and the keys that sign tickets."""

import argparse
import stat
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

from edge_agent.db.reads import Reads
from edge_agent.ports.system import SystemChance
from sync.hq import keys, root_file
from sync.hq.cannot import Cannot
from sync.hq.cli.file import add_option, change, read
from sync.hq.orders import ZONE
from sync.hq.queries import keys as queries
from sync.hq.queries.keys import KeySetRow, SigningKeyRow


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands' options."""
    parser = commands.add_parser("keys", help="the keys that sign pickup codes")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    init = actions.add_parser("init", help="make the offline root, the first key and the first key set")
    init.set_defaults(run=_init)
    rotate = actions.add_parser("rotate", help="publish the next key, ahead of its first ticket")
    rotate.set_defaults(run=_rotate)
    renew = actions.add_parser("renew", help="the same keys in a new set: one lives for fourteen days")
    renew.set_defaults(run=_renew)
    for action in (init, rotate, renew):
        action.add_argument("--root", type=Path, required=True, help="the file of the root; keep it offline")
        add_option(action)
    for action in (rotate, renew):
        action.add_argument("--another-root", action="store_true", help="than that of the set before")
    show = actions.add_parser("show", help="the keys, and the set that is in force")
    add_option(show)
    show.set_defaults(run=_show)


def _init(arguments: argparse.Namespace) -> None:
    """A root that is there already is used again: headquarters may begin anew with it."""
    change(arguments.db, keys.must_be_none)  # else a root would be left behind that signs nothing
    seed = root_file.begin(arguments.root, SystemChance())
    key_set = change(arguments.db, partial(keys.begin, root=seed))
    public = keys.public_of(seed).hex()
    print(f"root {public} in {arguments.root}: keep it offline")
    print(f'each store needs it in its configuration: [pickup] roots = ["{public}"]')
    print(_told(key_set))
    _warn_of_readers(arguments.root)


def _rotate(arguments: argparse.Namespace) -> None:
    unit = partial(keys.rotate, root=root_file.read(arguments.root), by_another_root=arguments.another_root)
    rotated = change(arguments.db, unit)
    print(f"key {rotated.kid} signs from {_time(rotated.begins)}")
    if rotated.is_short_notice:
        print(
            "stores that were not reached until then refuse its tickets: the key before may not sign longer",
            file=sys.stderr,
        )
    print(_told(rotated.key_set))
    _warn_of_readers(arguments.root)


def _renew(arguments: argparse.Namespace) -> None:
    unit = partial(keys.renew, root=root_file.read(arguments.root), by_another_root=arguments.another_root)
    print(_told(change(arguments.db, unit)))
    _warn_of_readers(arguments.root)


def _warn_of_readers(root: Path) -> None:
    """On most sticks a file has no owner, so it is no more than a warning."""
    if root.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        print(f"others can read {root}: keep it offline, and `chmod 600` it", file=sys.stderr)


def _show(arguments: argparse.Namespace) -> None:
    key_set, signing = read(arguments.db, _read_keys)
    print(f"root {key_set.root.hex()}")
    print(_told(key_set))
    for key in signing:
        stops = key.naf - keys.STOPS_BEFORE_S
        print(f"key {key.kid} signs from {_time(key.nbf)} to {_time(stops)}, holds until {_time(key.naf)}")


async def _read_keys(reads: Reads) -> tuple[KeySetRow, list[SigningKeyRow]]:
    key_set = await reads.one(queries.KEY_SET)
    if key_set is None:
        raise Cannot(keys.NO_KEY)
    return key_set, list(await reads.all(queries.SIGNING_KEYS))


def _told(key_set: KeySetRow) -> str:
    return f"key set {key_set.version} holds until {_time(key_set.expires)}: renew it before"


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, ZONE).isoformat(" ", "minutes")

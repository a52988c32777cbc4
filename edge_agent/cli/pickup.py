"""`edge-agent pickup check`: what a pickup code is worth at a store, without handing anything over."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from edge_agent.cli.told import system_sentence, terminal_language
from edge_agent.domain.pickup import Keyring, Refused, Seconds, Verified, verify
from edge_agent.domain.pickup.keys import SigningKeyEntry, keyring

_ANY_STORE = "*"
"""The group that every store belongs to."""
_FILE_BYTES_MAX = 1 << 20
_UNUSABLE = 2
"""The exit code where nothing was judged."""
_NO_KEYS = {
    "zh-CN": "{path} 不是公钥文件:应为 {shape},kid 与 pub 用十六进制。",
    "en": "{path} holds no keys: write {shape}, kid and pub in hexadecimal.",
}
_SHAPE = '{"keys": [{"kid", "alg", "pub", "nbf", "naf"}]}'


class _KeyRow(msgspec.Struct, frozen=True):
    """A key in the file; `kid` and `pub` in hexadecimal, times in Unix seconds."""

    kid: str
    alg: int
    pub: str
    nbf: int
    naf: int


class _KeyFile(msgspec.Struct, frozen=True):
    """What else is in the file is for others."""

    keys: list[_KeyRow]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("pickup", help="what a pickup code is worth")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="verify a code, and hand nothing over")
    check.add_argument("code", metavar="CODE", help="the text as scanned, PK1:…")
    check.add_argument("--store", required=True, metavar="S", help="the store's code")
    check.add_argument(
        "--group", action="append", metavar="G", help="a group that the store belongs to (default: *)"
    )
    check.add_argument("--keys", required=True, type=Path, metavar="KEYS.json", help="the public keys")
    check.add_argument(
        "--now", type=int, metavar="T", help="the time, in Unix seconds (default: this clock's)"
    )
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    """Print the outcome as a line of JSON; 1 when the code is refused, 2 when the keys cannot be read."""
    try:
        keys = _read_keys(arguments.keys)
    except OSError as error:
        return _unusable(system_sentence(error))
    if keys is None:
        return _unusable(_NO_KEYS[terminal_language()].format(path=arguments.keys, shape=_SHAPE))
    groups = tuple(arguments.group or (_ANY_STORE,))
    now = Seconds(int(time.time()) if arguments.now is None else arguments.now)
    outcome = verify(arguments.code, keys=keys, store=arguments.store, groups=groups, now=now)
    print(msgspec.json.encode(_told(outcome)).decode())
    return 1 if isinstance(outcome, Refused) else 0


def _read_keys(path: Path) -> Keyring | None:
    """None when the file is none of keys; raises OSError."""
    with path.open("rb") as file:
        data = file.read(_FILE_BYTES_MAX)
    try:
        return keyring(map(_entry, msgspec.json.decode(data, type=_KeyFile).keys))
    except (ValueError, RecursionError):  # msgspec's own are ValueErrors too
        return None


def _entry(row: _KeyRow) -> SigningKeyEntry:
    return SigningKeyEntry(bytes.fromhex(row.kid), row.alg, bytes.fromhex(row.pub), row.nbf, row.naf)


def _told(outcome: Verified | Refused) -> dict[str, Any]:
    """`ok` and what was verified, or the reason and what headquarters signed."""
    if isinstance(outcome, Verified):
        return {"outcome": "ok", **msgspec.structs.asdict(outcome)}
    told = msgspec.structs.asdict(outcome)
    return {
        "outcome": told.pop("reason"),
        **{name: value for name, value in told.items() if value is not None},
    }


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return _UNUSABLE

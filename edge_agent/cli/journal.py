"""`edge-agent journal verify|export|replay`: the journal proved, copied out, and rebuilt into a new file."""

import argparse
import sys
from pathlib import Path

from config.load import load
from edge_agent.db import snapshot


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("journal", help="prove the journal, export it, or rebuild a file from it")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="check the chain, and the tables against a replay")
    verify.set_defaults(run=_verify)
    export = actions.add_parser("export", help="every event as NDJSON, its exact bytes")
    export.add_argument("--out", type=Path, metavar="FILE", help="a new file instead of standard output")
    export.set_defaults(run=_export)
    replay = actions.add_parser("replay", help="rebuild the projected tables into a new file")
    replay.add_argument("out", type=Path, metavar="OUT.db", help="the file to make")
    replay.set_defaults(run=_replay)
    for action in (verify, export, replay):
        action.add_argument(
            "--db", type=Path, metavar="FILE", help="a store's file (this store's by default)"
        )
        action.add_argument("--config", type=Path, help="the store's TOML file")
        action.add_argument("--state-dir", type=Path, help="where the database lives")


def _verify(arguments: argparse.Namespace) -> int:
    path = _database(arguments)
    with snapshot.opened(path) as connection:
        verified = snapshot.verify(connection, path)
    head = verified.head
    end = f"head {head.epoch} {head.seq} {head.hash.hex()}" if head else "no head"
    print(f"ok: {verified.events} events, {end}, {verified.tables} tables as replayed{_uncompared(verified)}")
    return 0


def _uncompared(verified: snapshot.Verified) -> str:
    if not verified.stale:
        return ""
    return f"; not compared, another release made them: {', '.join(verified.stale)}"


def _export(arguments: argparse.Namespace) -> int:
    with snapshot.opened(_database(arguments)) as connection:
        if arguments.out:
            count = snapshot.export_to(connection, arguments.out)
            print(f"ok: {count} events in {arguments.out}")
        else:
            for line in snapshot.export(connection):
                sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    with snapshot.opened(_database(arguments)) as connection:
        count = snapshot.rebuild(connection, arguments.out)
    print(f"ok: {count} events replayed into {arguments.out}")
    return 0


def _database(arguments: argparse.Namespace) -> Path:
    if arguments.db:
        path: Path = arguments.db
        return path
    return load(arguments.config, state_dir=arguments.state_dir).database

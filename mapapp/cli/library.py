"""``mapapp library | rename | remove | pack``: the sets that a person added."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the commands to the parser of all commands."""
    listing = commands.add_parser("library", help="list the sets that you added")
    listing.add_argument("--json", action="store_true", help="as a JSON array")
    renaming = commands.add_parser("rename", help="give a set another title")
    renaming.add_argument("id", metavar="ID")
    renaming.add_argument("title", metavar="TITLE")
    removing = commands.add_parser("remove", help="move a set to the trash")
    removing.add_argument("id", metavar="ID")
    packing = commands.add_parser("pack", help="copy a set whole, for proposing it")
    packing.add_argument("id", metavar="ID")
    packing.add_argument("folder", metavar="DIR", type=Path)
    for parser, run in ((listing, _list), (renaming, _rename), (removing, _remove), (packing, _pack)):
        parser.add_argument("--library", type=Path, default=None, metavar="DIR", help="another library than your own")
        parser.set_defaults(run=run)


def _list(args: argparse.Namespace) -> int:
    import json

    from geodata.library import listing
    from mapapp.cli.check import library_of

    rows = listing(library_of(args))
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        if row["problem"]:
            print(f"{row['id']:20} damaged: {row['problem']}")
        else:
            kind = row["role"] or f"values for {row['joined']}"
            print(f"{row['id']:20} {kind}, {row['features']} rows, {row['period']}, {row['licence']}: {row['title']}")
    if not rows:
        print("Your library is empty. Add a set: mapapp add FILE --id ID")
    return 0


def _rename(args: argparse.Namespace) -> int:
    from geodata.library import rename
    from mapapp.cli.check import library_of

    print(f"{args.id} is called {rename(args.id, args.title, library_of(args))} now.")
    return 0


def _remove(args: argparse.Namespace) -> int:
    from geodata.worker import call
    from mapapp.cli.check import library_of

    print(f"Moved {call('geodata.library:remove', _job(args, library_of(args)))} to the trash.")
    return 0


def _pack(args: argparse.Namespace) -> int:
    from geodata.worker import call
    from mapapp.cli.check import library_of

    out = call("geodata.library:pack", _job(args, library_of(args)) | {"target": str(args.folder)})
    print(f"Packed: {out}")
    print("To propose it, copy the folder into geodata/data/boundaries/ and send the change; see CONTRIBUTING.md.")
    return 0


def _job(args: argparse.Namespace, library: Path) -> dict[str, object]:
    return {"set_id": args.id, "library": str(library)}

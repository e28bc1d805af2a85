"""``mapapp library | rename | compare | remove | pack``: the sets that a person added."""

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
    comparing = commands.add_parser("compare", help="tell where a set of governorates differs from the atlas")
    comparing.add_argument("id", metavar="ID")
    comparing.add_argument("--json", action="store_true", help="as a JSON array of here, there and km2")
    removing = commands.add_parser("remove", help="move a set to the trash")
    removing.add_argument("id", metavar="ID")
    packing = commands.add_parser("pack", help="copy a set whole, for proposing it")
    packing.add_argument("id", metavar="ID")
    packing.add_argument("folder", metavar="DIR", type=Path)
    runs = (_list, _rename, _compare, _remove, _pack)
    for parser, run in zip((listing, renaming, comparing, removing, packing), runs, strict=True):
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


def _compare(args: argparse.Namespace) -> int:
    import json

    from geodata.worker import call
    from mapapp.cli.check import LIMIT_S, how_to_see, library_of

    found = call("geodata.differences:compare", _job(args, library_of(args)), LIMIT_S)
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    print(f"{'in ' + args.id:20} {'in the atlas':20} {'km2':>12}")
    for it in found:
        print(f"{it['here'] or '-':20} {it['there'] or '-':20} {it['km2']:12,.2f}")
    if not found:
        print("The same areas.")
    else:
        print(how_to_see(f"{args.id}.differences,{args.id}", args))
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

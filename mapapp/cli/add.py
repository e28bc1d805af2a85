"""``mapapp add | update``: a file against which no error stands becomes a layer, or takes the place of one."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, Final

_ABOUT: Final = {
    "id": "small Latin letters, digits and hyphens", "title": "how the layer is called", "licence": "such as CC-BY-4.0",
    "source": "author, title, year", "url": "where the source is", "authors": "who drew it, divided by ;",
    "period": "EDTF: 1921, 1921-08 or 1920/1925", "measure": "of a CSV: what is measured",
    "subject": "of a CSV: what the figures are a share of", "unit": "of a CSV: percent unless given",
}  # fmt: skip


def register(commands: Any) -> None:
    """Add the commands to the parser of all commands."""
    from mapapp.cli.check import add_reading

    adding = commands.add_parser("add", help="add a boundary file or a table of values as a layer")
    updating = commands.add_parser("update", help="replace a set by a newer file, with the choices made before")
    updating.add_argument("id", metavar="ID", help="the set")
    for parser in (adding, updating):
        add_reading(parser)
    for name, words in _ABOUT.items():
        adding.add_argument(f"--{name}", default="", required=name == "id", metavar=name.upper(), help=words)
        if name != "id":
            updating.add_argument(f"--{name}", default="", metavar=name.upper(), help=words)
    adding.set_defaults(run=_add)
    updating.set_defaults(run=_update)


def _told(args: argparse.Namespace) -> dict[str, Any]:
    from mapapp.cli.check import choices_of

    return choices_of(args) | {name: getattr(args, name) for name in _ABOUT if getattr(args, name)}


def _add(args: argparse.Namespace) -> int:
    done = _take(args, _told(args), renew=False)
    return done if isinstance(done, int) else _say(args, done, f"Added {done['id']} in {done['folder']}")


def _update(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from geodata.library import folder_of
    from geodata.proposal import kept_choices
    from geodata.sets import PACKAGE
    from mapapp.cli.check import library_of

    package = folder_of(library_of(args), args.id) / PACKAGE
    kept = kept_choices(json.loads(package.read_text(encoding="utf-8")), _told(args))
    done = _take(args, asdict(kept), renew=True)
    return done if isinstance(done, int) else _say(args, done, f"Updated {args.id}; the set before is in the trash.")


def _take(args: argparse.Namespace, choices: dict[str, Any], renew: bool) -> int | dict[str, Any]:
    """Inspect a file and take it into the library; return what came of it, or the exit code of a refusal."""
    from geodata.report import ReadError
    from geodata.worker import call
    from mapapp.cli.check import LIMIT_S, asked, library_of, show

    found, _choices = asked(args, choices)
    found = found.standing()
    if not found.ok:
        show(found, args.json)
        print("Nothing was changed." if renew else "Nothing was added.", file=sys.stderr)
        return found.exit_code
    try:
        job = {"proposal": found.ticket(), "library": str(library_of(args)), "renew": renew}
        done: dict[str, Any] = call("geodata.contribute:accept_job", job, LIMIT_S)
    except ReadError as error:
        print(f"mapapp: {error} Nothing was {'changed' if renew else 'added'}.", file=sys.stderr)
        return 1
    if args.json:
        show(found, as_json=True)
    else:
        for it in found.findings:
            if it.severity.value == "warning":
                print(f"warning  {it.code}: {it.where}: {it.message}")
    return done


def _say(args: argparse.Namespace, done: dict[str, Any], first: str) -> int:
    from mapapp.cli.check import how_to_see

    if not args.json:
        print(first)
        print("Layers: " + ", ".join(done["layers"]))
        print(how_to_see(done["layers"][0], args))
    return 0

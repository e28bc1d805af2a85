"""``mapapp add``: a file against which no error stands becomes a layer."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

_ABOUT: Final = {
    "id": "small Latin letters, digits and hyphens", "title": "how the layer is called", "licence": "such as CC-BY-4.0",
    "source": "author, title, year", "url": "where the source is", "authors": "who drew it, divided by ;",
    "period": "EDTF: 1921, 1921-08 or 1920/1925", "measure": "of a CSV: what is measured",
    "subject": "of a CSV: what the figures are a share of", "unit": "of a CSV: percent unless given",
}  # fmt: skip


def register(commands: Any) -> None:
    """Add the command to the parser of all commands."""
    from mapapp.cli.check import add_reading

    parser = commands.add_parser("add", help="add a boundary file or a table of values as a layer")
    add_reading(parser)
    for name, words in _ABOUT.items():
        parser.add_argument(f"--{name}", default="", required=name == "id", metavar=name.upper(), help=words)
    parser.set_defaults(run=_add)


def _add(args: argparse.Namespace) -> int:
    from geodata.report import ReadError
    from geodata.worker import call
    from mapapp.cli.check import LIMIT_S, asked, choices_of, library_of, show

    choices = choices_of(args) | {name: getattr(args, name) for name in _ABOUT if getattr(args, name)}
    found, _choices = asked(args, choices)
    found = found.standing()
    if not found.ok:
        show(found, args.json)
        print("Nothing was added.", file=sys.stderr)
        return found.exit_code
    try:
        job = {"proposal": found.ticket(), "library": str(library_of(args))}
        done = call("geodata.contribute:accept_job", job, LIMIT_S)
    except ReadError as error:
        print(f"mapapp: {error} Nothing was added.", file=sys.stderr)
        return 1
    if args.json:
        show(found, as_json=True)
        return 0
    for it in found.findings:
        if it.severity.value == "warning":
            print(f"warning  {it.code}: {it.where}: {it.message}")
    print(f"Added {done['id']} in {done['folder']}")
    print("Layers: " + ", ".join(done["layers"]))
    print(f"See it: mapapp export map.png --layers water,{done['layers'][0]}")
    return 0

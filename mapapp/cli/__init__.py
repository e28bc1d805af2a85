"""The commands: thin, over the same functions as the window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geodata.plain import PlainParser
from mapapp import __version__

LANGUAGES = ("kk", "ru", "en")  # geodata's list would be read before the first picture stands


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = PlainParser(
        prog="mapapp", description="Dala Atlas: five governorates of 1921, the figures of an essay, and Turksib."
    )
    root.add_argument("--version", action="version", version=f"Dala Atlas {__version__}")
    root.add_argument("--screenshot", metavar="FILE", type=Path, help="paint the window, save it as PNG and leave")
    root.add_argument("--size", metavar="WxH", help="size of the window for --screenshot, 1280x720 unless given")
    root.add_argument("--lang", choices=LANGUAGES, help="language of the window")
    root.add_argument("--select", metavar="PROVINCE", help="select a province at the start, such as aktobe")
    root.add_argument("--open", metavar="FILE", type=Path, help="open a saved view (.dala)")
    root.add_argument(
        "--watch", metavar="DIR", type=Path, nargs="?", const=True,
        help="draw the map anew when a file of the data folder is saved; DIR is another one than the shipped",
    )  # fmt: skip
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    layers = commands.add_parser("layers", help="list the layers, bottom to top")
    layers.add_argument("--json", action="store_true", help="as a JSON array")
    layers.add_argument("--library", type=Path, default=None, metavar="DIR", help="another library than your own")
    facts = commands.add_parser("facts", help="list the statements of the essay and of second sources")
    facts.add_argument("--json", action="store_true", help="as one JSON array of all claims and events")
    from mapapp.cli import add, check, export, library

    for module in (export, check, add, library):
        module.register(commands)
    return root


def _layers(as_json: bool, folder: Path | None) -> int:
    import json

    from geodata.catalog import read_catalog
    from geodata.resources import library

    catalog = read_catalog(library=folder or library())
    rows = [
        {"id": spec.id, "group": spec.group, "kind": spec.kind, "visible": spec.visible, "title": dict(spec.titles)}
        for spec in catalog.layers
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for spec in catalog.layers:
            print(f"{spec.id:18} {'on ' if spec.visible else 'off'}  {spec.titles['en']}")
    return 0


def _facts(as_json: bool) -> int:
    import json

    from geodata.catalog import read_catalog
    from geodata.claims import as_records
    from mapapp.texts import figure

    catalog = read_catalog()
    if as_json:
        print(
            json.dumps(
                list(as_records((*catalog.claims, *catalog.others), catalog.events)), ensure_ascii=False, indent=1
            )
        )
        return 0
    for claim in catalog.claims:
        title = catalog.measures[claim.measure].titles["en"]
        print(f"line {claim.line:>2}  {catalog.name(claim.place, 'en')}: {title}: {figure(claim, 'en') or '-'}")
        print(f"         «{claim.fragment}»")
    for claim in catalog.others:
        title, source = catalog.measures[claim.measure].titles["en"], catalog.sources[claim.source]
        print(f"{source.trust:8} {catalog.name(claim.place, 'en')}: {title}: {figure(claim, 'en')}  ({source.url})")
    for event in catalog.events:
        print(f"line {event.line:>2}  {event.when}: {event.texts['en']}")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; without one, open the window.

    Returns
    -------
    int
        0, or 2 after an error that one sentence on standard error explains, or 130 after Ctrl+C; commands that check
        a file return more, see ``docs/check.md``.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    try:
        return _run(parser().parse_args(arguments)) if arguments else _window(argparse.Namespace())
    except KeyboardInterrupt:
        print("mapapp: stopped. Nothing was changed.", file=sys.stderr)
        return 130
    except Exception as error:
        return _told(error)


def _told(error: Exception) -> int:
    """Say in one sentence what went wrong; what nobody expected is raised again."""
    from geodata.report import GeodataError

    if isinstance(error, GeodataError):
        print(f"mapapp: {error}", file=sys.stderr)
    elif isinstance(error, OSError):
        print(f"mapapp: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
    else:
        raise error
    return 2


def _run(args: argparse.Namespace) -> int:
    if hasattr(args, "run"):
        return int(args.run(args))
    match args.command:
        case "layers":
            return _layers(args.json, args.library)
        case "facts":
            return _facts(args.json)
        case _:
            return _window(args)


def _window(args: argparse.Namespace) -> int:
    if getattr(args, "screenshot", None) is not None:
        from mapapp.qt.startup.app import screenshot

        return screenshot(args.screenshot, args.lang, args.size or "1280x720", args.select)
    if getattr(args, "size", None) is not None:
        parser().error("the following arguments are required: --screenshot FILE beside --size")
    from mapapp.qt.startup.start import run

    watch = getattr(args, "watch", None)
    if watch is True:
        from geodata.resources import shipped

        watch = shipped()
    return run(getattr(args, "lang", None), getattr(args, "select", None), getattr(args, "open", None), watch)

"""``mapapp check``: what is wrong with a boundary file or a table of values, where, and what to do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geodata.proposal import Proposal

_ROLES: Final = ("provinces", "units", "context")
LIMIT_S: Final = 300.0


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how a file is to be read."""
    parser.add_argument("file", metavar="FILE", type=Path, help="boundary file, folder or zip of a Shapefile, or CSV")
    parser.add_argument("--layer", default="", metavar="L", help="layer of a file that has several")
    parser.add_argument("--role", choices=_ROLES, default=None, help="what the areas are (default provinces)")
    parser.add_argument("--encoding", default="", metavar="E", help="utf-8, cp1251, kz1048, ptcp154 or cp866")
    parser.add_argument("--crs", default="", metavar="C", help="reference system, such as EPSG:4326")
    parser.add_argument("--swap-axes", action="store_true", help="take latitude and longitude the other way round")
    parser.add_argument("--name-field", default="", metavar="F", help="column that holds the names")
    parser.add_argument("--value-field", default="", metavar="F", help="of a CSV: column of figures, if not called low")
    parser.add_argument("--high-field", default="", metavar="F", help="of a CSV: column of upper ends of ranges")
    parser.add_argument("--match", action="append", default=[], metavar="NAME=ID", help="a name means this place")
    parser.add_argument("--join-to", default="", metavar="SET", help="of a CSV: the boundaries that it speaks of")
    parser.add_argument("--breaks", default="", metavar="N,N", help="of a CSV: class breaks (default 0,25,50,75,100)")
    parser.add_argument("--library", type=Path, default=None, metavar="DIR", help="another library than your own")
    parser.add_argument("--json", action="store_true", help="print JSON (docs/check.md); never asks")


def register(commands: Any) -> None:
    """Add the command to the parser of all commands."""
    parser = commands.add_parser("check", help="check a boundary file or a table of values")
    add_reading(parser)
    parser.add_argument(
        "--html", type=Path, default=None, metavar="REPORT", help="write the report as a page with a map"
    )
    parser.add_argument("--mend", type=Path, default=None, metavar="COPY.gpkg", help="write a mended copy as well")
    parser.set_defaults(run=_check)


def choices_of(args: argparse.Namespace) -> dict[str, Any]:
    """Return what the options choose, as `geodata.proposal.Choices` reads it.

    Raises
    ------
    ReadError
        If a match or a break is not written as it should be.
    """
    from geodata.report import ReadError

    found: dict[str, Any] = {"swap_axes": args.swap_axes, "matches": {}}
    for name in ("layer", "role", "encoding", "crs", "name_field", "value_field", "high_field", "join_to"):
        if getattr(args, name):
            found[name] = getattr(args, name)
    for pair in args.match:
        name, equals, place = pair.rpartition("=")
        if not equals:
            raise ReadError(f"Expected NAME=ID after --match, found {pair!r}.", "Such as --match Kustanay=kostanay.")
        found["matches"][name] = place
    if args.breaks:
        try:
            found["breaks"] = [float(part) for part in args.breaks.split(",")]
        except ValueError as error:
            raise ReadError(f"Expected numbers after --breaks, found {args.breaks!r}.", "Such as 0,50,100.") from error
    return found


def library_of(args: argparse.Namespace) -> Path:
    """Return the library that a command works on."""
    from geodata.resources import library

    chosen: Path | None = args.library
    return chosen or library()


def how_to_see(layers: str, args: argparse.Namespace) -> str:
    """Return the line that draws layers of a set; it can be typed as it stands."""
    from mapapp.checkreport import typed

    library = ["--library", str(args.library)] if args.library else []
    return "See it: " + typed(["mapapp", "export", "map.png", "--layers", f"water,{layers}", *library])


def inspected(args: argparse.Namespace, choices: dict[str, Any]) -> Proposal:
    """Inspect the file in a process of its own; whatever happens to it becomes a report."""
    from geodata.proposal import Choices, Proposal
    from geodata.report import Finding, ReadError, Severity
    from geodata.worker import call

    job = {"paths": [str(args.file)], "choices": choices, "library": str(library_of(args))}
    try:
        return Proposal.from_dict(call("geodata.contribute:inspect_job", job, LIMIT_S, _progress(args.json)))
    except ReadError as error:
        found = Finding(error.code or "not-readable", Severity.ERROR, "file", error.found, error.hint)
        return Proposal([str(args.file)], "", 0, False, "boundaries", Choices.of(choices), (found,))
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)


def _progress(quiet: bool) -> Any:
    def tell(share: float, what: str) -> None:
        if sys.stderr.isatty() and not quiet:
            print(f"\r\033[K{share:4.0%} {what}", end="", file=sys.stderr, flush=True)

    return tell


def asked(args: argparse.Namespace, choices: dict[str, Any]) -> tuple[Proposal, dict[str, Any]]:
    """Inspect, and where a person sits at the keyboard ask for the reference system that a file lacks."""
    found = inspected(args, choices)
    lacking = any(it.code == "no-crs" for it in found.findings)
    if not lacking or args.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return found, choices
    print("The file does not say its coordinate reference system. By its numbers it could be:")
    guesses = found.crs.get("guesses", [])
    for number, guess in enumerate(guesses, 1):
        print(f"  {number}  {guess['title']}: its middle would be at {guess['lon']}° E, {guess['lat']}° N")
    answer = input("Number, EPSG code, or Enter to leave it open: ").strip()
    if not answer:
        return found, choices
    picked = guesses[int(answer) - 1]["crs"] if answer.isdigit() and 0 < int(answer) <= len(guesses) else answer
    choices = choices | {"crs": picked}
    return inspected(args, choices), choices


def show(found: Proposal, as_json: bool) -> None:
    """Print a report, for people or as JSON."""
    if as_json:
        import json

        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        from mapapp.checkreport import as_text

        print(as_text(found))


def _check(args: argparse.Namespace) -> int:
    from geodata.worker import call

    found, choices = asked(args, choices_of(args))
    show(found, args.json)
    if args.html is not None:
        from mapapp.checkpage import write_html

        write_html(found, args.html)
        print(f"Report: {args.html}", file=sys.stderr)
    if args.mend is not None and found.readable:
        job = {"paths": [str(args.file)], "choices": choices, "out": str(args.mend)}
        done = call("geodata.contribute:mend", job, LIMIT_S)
        print(f"Mended copy: {done['out']}", file=sys.stderr)
        if done["left_out"]:
            print(f"  left out, as no area was left: {', '.join(done['left_out'][:20])}", file=sys.stderr)
        for when in ("before", "after"):
            counts = ", ".join(f"{code} {count}" for code, count in done[when]["findings"].items()) or "nothing"
            print(f"  {when:7} {done[when]['km2']:,.1f} km²; found: {counts}", file=sys.stderr)
    return found.exit_code

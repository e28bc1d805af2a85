"""``python -m geodata check | arc | list | join``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from geodata.catalog import read_catalog
from geodata.plain import PlainParser
from geodata.report import GeodataError, ReadError


def _parser() -> PlainParser:
    root = PlainParser(prog="python -m geodata", description="Look at the atlas's data, and check it.")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="validate all shipped data and print areas")
    check.add_argument("--essay", type=Path, metavar="FILE", help="the essay, to prove every quotation")
    check.add_argument("--reference", type=Path, metavar="DIR", help="reference geography, to measure our lines")
    arc = commands.add_parser("arc", help="rebuild the pieces, and draw one arc (or all) beside the reference")
    arc.add_argument(
        "id", nargs="?", default="", help="id of an arc, such as ilek-dzhambeity; all of them unless given"
    )
    arc.add_argument("--reference", type=Path, metavar="DIR", help="reference geography, to draw and measure beside")
    arc.add_argument("--out", type=Path, default=Path("arc.svg"), metavar="FILE", help="where (default arc.svg)")
    for command in (check, arc):
        command.add_argument("--data", type=Path, metavar="DIR", help="another data folder than the shipped one")
    commands.add_parser("list", help="list the measures")
    join = commands.add_parser("join", help="print a measure by province")
    join.add_argument("measure", metavar="MEASURE", help="id of a measure, such as crop-failure")
    join.add_argument("--date", default="1921-08", help="EDTF date (default 1921-08)")
    return root


def _check(data: Path | None, essay: Path | None, reference: Path | None) -> int:
    from geodata.checks import Subject, run

    report = run(Subject(read_catalog(data), essay, reference))
    for line in report.lines():
        print(line)
    print("All checks passed." if report.ok else "The data has errors.")
    return 0 if report.ok else 1


def _arc(data: Path | None, arc_id: str, reference: Path | None, out: Path) -> int:
    from geodata.arcpicture import draw_arcs

    for line in draw_arcs(read_catalog(data), arc_id, reference, out):
        print(line)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 for errors in the data, or 2 where something could not be read."""
    args = _parser().parse_args(argv)
    try:
        if (data := getattr(args, "data", None)) is not None and not data.is_dir():
            raise ReadError(f"Expected a data folder at {data}, found none.", "Check the path.")
        match args.command:
            case "check":
                return _check(args.data, args.essay, args.reference)
            case "arc":
                return _arc(args.data, args.id, args.reference, args.out)
            case "list":
                for measure in read_catalog().measures.values():
                    print(f"{measure.id:26} {measure.kind:10} {measure.titles['en']}")
            case _:
                from geodata.join import choropleth_frame

                frame = choropleth_frame(read_catalog(), args.measure, args.date)
                for message in frame.attrs["findings"]:
                    print(message)
                print(frame.drop(columns=["geometry", "claims"]).to_string(index=False))
    except GeodataError as error:
        print(f"geodata: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"geodata: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

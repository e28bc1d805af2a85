"""``python -m geodata check | list | join``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geodata.catalog import read_catalog
from geodata.report import GeodataError


def _parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m geodata", description="Look at the atlas's data, and check it.")
    commands = root.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="validate all shipped data and print areas")
    check.add_argument("--essay", type=Path, metavar="FILE", help="the essay, to prove every quotation")
    check.add_argument("--reference", type=Path, metavar="DIR", help="reference geography, to measure our lines")
    commands.add_parser("list", help="list the measures")
    join = commands.add_parser("join", help="print a measure by province")
    join.add_argument("measure", help="id of a measure, such as crop-failure")
    join.add_argument("--date", default="1921-08", help="EDTF date (default 1921-08)")
    return root


def _check(essay: Path | None, reference: Path | None) -> int:
    from geodata.checks import Subject, run

    report = run(Subject(read_catalog(), essay, reference))
    for finding in report:
        hint = f" {finding.hint}" if finding.hint else ""
        print(f"{finding.severity.value:7} {finding.code}: {finding.where}: {finding.message}{hint}")
    print("All checks passed." if report.ok else "The data has errors.")
    return 0 if report.ok else 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 for errors in the data, or 2 where something could not be read."""
    args = _parser().parse_args(argv)
    try:
        match args.command:
            case "check":
                return _check(args.essay, args.reference)
            case "list":
                for measure in read_catalog().measures.values():
                    print(f"{measure.id:26} {measure.kind:10} {measure.titles['en']}")
            case _:
                from geodata.join import choropleth_frame

                frame = choropleth_frame(read_catalog(), args.measure, args.date)
                print(frame.drop(columns=["geometry", "claims"]).to_string(index=False))
    except GeodataError as error:
        print(f"geodata: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a report advises is typed as it stands, and leads on."""

import re
import shlex
from dataclasses import asdict
from pathlib import Path

import pytest

from geodata.contribute import inspect, mend
from geodata.proposal import Proposal
from mapapp.checkreport import command, to_do, verdict
from mapapp.cli import parser
from mapapp.cli.check import choices_of

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"


def typed(line: str, command: str = "check") -> Proposal:
    """Do what a command line asks for, in this process."""
    words = shlex.split(line)
    assert words[:2] == ["mapapp", command]
    args = parser().parse_args(words[1:])
    return inspect([args.file], choices_of(args))


def first(name: str, role: str) -> Proposal:
    return typed(f"mapapp check {shlex.quote(str(CORPUS / name))} --role {role}")


def advice(found: Proposal, code: str) -> str:
    return next(to_do(found, it.hint) for it in found.standing().findings if it.code == code)


def codes(found: Proposal) -> set[str]:
    return {it.code for it in found.findings}


OPTIONS = [
    ("cp1251-without-prj.zip", "provinces", "no-crs", ""),
    ("no-crs-metres.geojson", "units", "no-crs", ""),
    ("crs-link.geojson", "units", "no-crs", ""),
    ("crs-link-in-disguise.geojson", "units", "crs-unread", ""),
    ("swapped-axes.geojson", "units", "swapped-axes", ""),
    ("swapped-axes.geojson", "units", "outside-region", "--swap-axes"),
    ("near-name.geojson", "provinces", "match-unconfirmed", ""),
    ("unmatched-name.geojson", "provinces", "unmatched-name", "=aktobe"),
    ("two-fields-of-names.geojson", "provinces", "name-field-guessed", ""),
    ("several-layers.gpkg", "provinces", "several-layers", "--layer provinces"),
    ("several-folders.kml", "units", "several-layers", "--layer Beta"),
    ("cp1251-undeclared.zip", "provinces", "encoding-guessed", ""),
    ("cpg-says-utf8-but-cp1251.zip", "provinces", "encoding-contradicts", "--encoding cp1251"),
]


@pytest.mark.parametrize(("name", "role", "code", "filled"), OPTIONS, ids=lambda it: it or "-")
def test_an_option_that_the_report_names_settles_the_matter(name: str, role: str, code: str, filled: str) -> None:
    found = first(name, role)
    said = advice(found, code)
    option = re.search(r'--[a-z-]+( ("[^"]+"|[\w:.-]+))?', said)
    assert option
    if filled.startswith("--"):
        assert filled.split()[0] in said
        chosen = filled
    else:
        chosen = option[0].replace("=ID", filled or "=ID").rstrip(".,")
    after = typed(f"{command('check', found)} {chosen}")
    assert code not in {it.code for it in after.standing().findings}
    assert after.standing().exit_code == 0


@pytest.mark.parametrize("name", ["unmatched-name.geojson", "duplicate-name-of-a-governorate.geojson"])
def test_what_is_no_governorate_is_taken_as_a_unit(name: str) -> None:
    found = first(name, "provinces")
    assert not found.ok
    assert first(name, "units").ok


def test_columns_of_other_names_are_taken_by_the_options_that_the_report_names(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("губерния;падёж, %\nУральская;74,5\n", encoding="utf-8")
    found = typed(f"mapapp check {shlex.quote(str(table))}")
    assert codes(found) >= {"value-columns"}
    said = advice(found, "value-columns")
    assert "--name-field COLUMN --value-field COLUMN" in said
    options = ("--name-field губерния", "--value-field 'падёж, %'")
    after = typed(f"{command('check', found)} {' '.join(options)}")
    assert after.ok
    assert all(it in command("check", after).replace("'губерния'", "губерния") for it in options)


MENDED = {
    "bowtie.geojson": "invalid-geometry", "hole-outside-shell.geojson": "invalid-geometry",
    "ring-of-three-points.geojson": "invalid-geometry", "infinite-coordinate.parquet": "invalid-geometry",
    "overlap-large.geojson": "overlap", "repeated-polygon.geojson": "overlap",
    "overlap-just-under-1-km2.geojson": "overlap-small", "sliver-between-neighbours.geojson": "sliver",
    "null-geometry.geojson": "null-geometry", "empty-geometry.geojson": "empty-geometry",
    "not-polygons.geojson": "not-polygons", "mixed-geometry.geojson": "not-polygons",
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_a_mended_copy_is_without_the_fault_and_keeps_the_papers(name: str, tmp_path: Path) -> None:
    found = first(name, "context")
    said = advice(found, MENDED[name])
    line = said[said.index("mapapp check") :].replace("COPY.gpkg", shlex.quote(str(tmp_path / "Көшірме.gpkg")))
    args = parser().parse_args(shlex.split(line)[1:])
    theirs = (CORPUS / name).read_bytes()
    if name == "not-polygons.geojson":
        with pytest.raises(Exception, match="Expected areas to mend, found none"):
            mend([args.file], choices_of(args), args.mend)
        return
    done = mend([args.file], choices_of(args), args.mend)
    after = inspect([args.mend], {"role": "context"})
    assert MENDED[name] not in codes(after)
    assert after.ok
    assert len(done["left_out"]) == found.features - after.features
    assert (CORPUS / name).read_bytes() == theirs
    for key in ("title", "licence", "source", "authors", "period"):
        assert asdict(after.choices)[key] == asdict(found.choices)[key]


def test_the_verdict_is_a_command_that_adds_the_file() -> None:
    found = first("good-units.geojson", "units")
    line = verdict(found).partition("It can be added: ")[2].replace("ID", "mine")
    args = parser().parse_args(shlex.split(line)[1:])
    assert (args.command, args.role, args.id, args.licence) == ("add", "units", "mine", "")
    lacking = verdict(first("no-licence.geojson", "units"))
    assert lacking.endswith("--id ID --licence LICENCE")


def test_a_choice_is_kept_in_the_commands_that_follow() -> None:
    options = (
        "--role units --layer cells --encoding cp1251 --crs EPSG:4326 --swap-axes --name-field name --match 'A b=ural'"
    )
    found = typed(f"mapapp check {CORPUS / 'several-layers.gpkg'} {options}")
    assert choices_of(parser().parse_args(shlex.split(command("check", found))[1:])) == choices_of(
        parser().parse_args(["check", "x", *shlex.split(options)])
    )

"""Tables of values: which column is which, and which papers beside a file speak of it."""

import json
from pathlib import Path

import pytest

from geodata.inspection import inspect
from geodata.readers import tables
from geodata.report import ReadError


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text("Place,низ,верх,LOW\nОрал,74.5,80,x\nБөкей,20,,\n", encoding="utf-8")
    return path


def test_columns_are_known_by_their_names_in_any_case(table: Path) -> None:
    found = tables.read(table)
    assert found.columns == ("Place", "низ", "верх", "LOW")
    assert found.rows[0] == {"place": "Орал", "low": "x"}


def test_a_column_that_a_person_chose_stands_before_one_of_the_same_name(table: Path) -> None:
    found = tables.read(table, columns={"low": "низ", "high": "верх"})
    assert [(row["low"], row["high"]) for row in found.rows] == [("74.5", "80"), ("20", "")]


def test_a_column_has_one_meaning(table: Path) -> None:
    assert tables.read(table, columns={"low": "Place"}).lacking() == ("place",)


def test_a_column_that_is_not_there_is_named(table: Path) -> None:
    with pytest.raises(ReadError, match="found 'вверх'"):
        tables.read(table, columns={"high": "вверх"})


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("place;падёж, %\nОрал;74,5\n", ["Орал", "74,5"]),
        ("place,low,note\nОрал,74.5,a; b; c\nБөкей,20,d; e; f\n", ["Орал", "74.5", "a; b; c"]),
        ("place\tlow\nОрал\t74,5\n", ["Орал", "74,5"]),
        ('place,low\n"Орал, қала",74.5\n', ["Орал, қала", "74.5"]),
        ("place;low;note\nОрал;74,5\nБөкей;1;2\n", ["Орал", "74,5"]),
        ("place,low\n", None),
    ],
)
def test_cells_are_divided_by_what_makes_even_rows(tmp_path: Path, text: str, row: list[str] | None) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    found = tables.read(path)
    assert found.columns[0] == "place"
    assert (found.cells[0] if row else len(found.cells)) == (row or 0)


@pytest.mark.parametrize(("listed", "licence"), [("own.csv", "CC0-1.0"), ("other.csv", "")])
def test_a_package_speaks_of_the_files_that_it_names(table: Path, listed: str, licence: str) -> None:
    package = {"licenses": [{"name": "CC0-1.0"}], "resources": [{"path": listed}]}
    table.with_name("datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert inspect([table], {"value_field": "низ"}).choices.licence == licence


@pytest.mark.parametrize(
    "package", ["[]", "{", '{"resources": 5}', '{"resources": [1]}', '{"licenses": [{"name": "X"}]}']
)
def test_a_package_that_names_no_file_says_nothing(table: Path, package: str) -> None:
    table.with_name("datapackage.json").write_text(package, encoding="utf-8")
    assert inspect([table], {"value_field": "низ"}).choices.licence == ""

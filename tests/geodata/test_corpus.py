"""Maps named for what is wrong with them lead to what was written down before the checks were."""

import csv
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.checks.codes import CODES, REFUSALS
from geodata.contribute import inspect
from geodata.report import Severity

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
MANUAL = Path(__file__).resolve().parents[2] / "docs/check.md"
TABLE = list(csv.DictReader((CORPUS / "expectations.csv").read_text(encoding="utf-8").splitlines()))
NOT_OF_A_FILE = {
    "too-large", "too-many", "out-of-time", "out-of-memory", "reader-ended", "several-files", "missing-file",
    "match-unconfirmed",
}  # fmt: skip
"""Codes that other limits, several files or the command add lead to; tests of the readers and commands have them."""


def choices(row: dict[str, str]) -> dict[str, str]:
    words = shlex.split(row["options"])
    found = {flag.lstrip("-").replace("-", "_"): value for flag, value in zip(words[::2], words[1::2], strict=True)}
    return found if row["role"] == "values" else found | {"role": row["role"]}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['file']} {row['role']} {row['options']}".strip())
def test_a_file_leads_to_what_its_name_says(row: dict[str, str]) -> None:
    found = inspect([CORPUS / row["file"]], choices(row))
    codes = {it.code for it in found.findings if it.severity is not Severity.NOTE}
    notes = {it.code for it in found.findings} - codes
    assert (" ".join(sorted(codes)), found.exit_code) == (row["codes"], int(row["exit"]))
    assert " ".join(sorted(notes)) == row["notes"]
    for it in found.findings:
        assert it.message
        assert it.hint or it.severity is Severity.NOTE, it.code


def test_every_file_is_expected_to_lead_to_something() -> None:
    files = {path.name for path in CORPUS.iterdir()} - {"expectations.csv"}
    assert files == {row["file"] for row in TABLE}
    assert len(files) >= 40


def test_every_code_has_a_file_where_it_fires_and_one_where_it_nearly_does() -> None:
    firing = {code for row in TABLE for code in (row["codes"] + " " + row["notes"]).split()}
    nearly = {code for row in TABLE for code in row["nearly"].split()}
    every = set(CODES) | REFUSALS
    assert every - firing == NOT_OF_A_FILE
    assert every - nearly == NOT_OF_A_FILE
    for row in TABLE:
        assert not set((row["codes"] + " " + row["notes"]).split()) & set(row["nearly"].split()), row["file"]


def test_the_script_makes_the_same_bytes(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(CORPUS.parent)!r}); import make_corpus as m, pathlib; "
    code += f"m.OUT = pathlib.Path({str(tmp_path / 'made')!r}); m.main()"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    for path in CORPUS.iterdir():
        if path.name != "expectations.csv" and path.suffix not in {".gpkg", ".parquet"}:
            assert (tmp_path / "made" / path.name).read_bytes() == path.read_bytes(), path.name


def manual_row(code: str) -> str:
    """Give the row of a code in the manual, which says what the check says."""
    it = CODES[code]
    severity = f"{it.severity.value}, error in role {it.role}" if it.role else it.severity.value
    return f"| `{code}` | {severity} | {it.message} | {it.hint} |"


def test_the_manual_says_of_every_code_what_the_check_says() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    assert [manual_row(code) for code in CODES if manual_row(code) not in manual] == []
    assert sorted(re.findall(r"^\| `([a-z-]+)` \| (?:error|warning|note)", manual, re.MULTILINE)) == sorted(CODES)
    assert ", ".join(f"`{code}`" for code in sorted(REFUSALS)) in manual

"""Words in three languages."""

import ast
import errno
import os
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from geodata.catalog import Catalog
from geodata.checks.codes import CODES
from mapapp import texts
from mapapp.findingwords import HINTS
from mapapp.settings import Settings, load, save

ROOT = Path(__file__).resolve().parents[2] / "mapapp"
WITH_FLAGS = re.compile(r"--|mapapp ")
ERRORS = {"GeodataError", "ReadError", "CrsError", "JoinError", "UnknownError"}


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Give every node of every source file."""
    sources = (*ROOT.rglob("*.py"), *(ROOT.parent / "geodata").rglob("*.py"))
    return tuple(node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def messages() -> frozenset[str]:
    """Gather every literal that ``t`` or ``N_`` is given, and the sentences of every error that keeps them apart."""
    found = set(wordings())
    for node in nodes():
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in {"t", "_t", "N_"}:
            found.update(texts[:1])
        elif name in ERRORS and any(keyword.arg for keyword in node.keywords):
            found.update(text for text in texts if text)
    return frozenset(found)


def wordings() -> set[str]:
    """Gather what checks say in the window: every message, and every hint but those that name a flag."""
    hints = {code: it.hint for code, it in CODES.items() if it.hint and code not in HINTS}
    assert {code for code, hint in hints.items() if WITH_FLAGS.search(hint)} == set()
    return {it.message for it in CODES.values()} | set(hints.values())


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_message_is_translated(language: str) -> None:
    catalogue = texts._catalogue(language)
    assert len(messages()) > 40
    assert {message for message in messages() if catalogue.gettext(message) == message} - {"m"} == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    catalogue = texts._catalogue(language)
    for message in messages():
        assert set(re.findall(r"{(\w+)}", catalogue.gettext(message))) == set(re.findall(r"{(\w+)}", message))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_translation_outlives_its_message(language: str, catalog: Catalog) -> None:
    """A message that no call names is a literal in a table of words, a unit of the data, or said by the system."""
    literals = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    units = {claim.unit for claim in (*catalog.claims, *catalog.others)}
    said = messages() | literals | units | {os.strerror(code) for code in errno.errorcode}
    with (ROOT / "i18n" / language / "LC_MESSAGES" / "mapapp.po").open("rb") as file:
        assert {str(message.id) for message in read_po(file)} - said == set()


def test_figures_are_hedged_in_words(catalog: Catalog) -> None:
    def said(claim_id: str, language: str) -> str:
        found = next(claim for claim in catalog.claims if claim.id == claim_id)
        return texts.figure(found, language).replace("\N{NO-BREAK SPACE}", " ")

    assert said("c28-crop-failure-aktobe", "en") == "not stated in the source"
    assert said("c28-crop-failure-aktobe", "kk") == "дереккөзде көрсетілмеген"
    assert said("c28-crop-failure-orenburg", "ru") == "80,3 %"
    assert said("c25-burned-sowings", "en") == "50–80 %"
    assert said("c25-livestock-deaths-ural", "kk") == "кейбір уездерде 100 %"
    assert said("c26-relief-soap", "en") == "at least 100 pood"


@pytest.mark.parametrize(
    ("value", "ending"),
    [(100, "ге"), (50, "ге"), (40, "қа"), (80, "ге"), (90, "ға"), (6, "ға"), (25, "ке"), (70, "ке")],
)  # fmt: skip
def test_kazakh_numbers_take_the_ending_of_their_reading(value: float, ending: str) -> None:
    assert texts._kk_up_to(value) == ending


@pytest.mark.parametrize(
    ("edtf", "language", "said"),
    [
        ("1921-08", "en", "August 1921"),
        ("1921-08", "kk", "1921 ж. тамыз"),
        ("1921", "ru", "1921"),
        ("1918/1921", "en", "1918 – 1921"),
        ("../1925", "en", "until 1925"),
        ("../1925", "kk", "1925 жылға дейін"),
        ("../1922-03", "kk", "1922 ж. наурызға дейін"),
        ("1921-12-08/..", "kk", "1921 ж. 8 желтоқсаннан бастап"),
        ("1930/..", "ru", "с 1930 г."),
        ("1921-08/..", "ru", "с августа 1921 г."),
        ("../1921-12-08", "ru", "до 8 декабря 1921 г."),
        ("1921-12-08", "ru", "8 декабря 1921 г."),
        ("1921-22/..", "ru", "с: лето 1921 г."),
        ("1921/", "en", "from 1921"),
        ("1921~", "en", "1921 (approximate)"),
        ("1921-08?", "ru", "август 1921 г. (под вопросом)"),
        ("192X", "kk", "1920-жылдар"),
        ("1921-XX", "en", "1921"),
        ("1921-22", "ru", "лето 1921 г."),
        ("1920-24/1921-23", "en", "winter of 1920 – autumn of 1921"),
    ],
)
def test_dates_are_written_for_people(edtf: str, language: str, said: str) -> None:
    assert texts.date(edtf, language) == said


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "Құжаттар менің" / "settings.toml"
    save(Settings("kk", True, "/тест"), path)
    assert load(path) == Settings("kk", True, "/тест")


@pytest.mark.parametrize(
    "damage", ["not toml [", "version = 9", "version = 1\nlanguage = 3\n", 'version = 1\nlanguage = "xx"']
)
def test_damaged_settings_are_kept_beside(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(damage, encoding="utf-8")
    assert load(path) == Settings()
    assert (tmp_path / "settings.toml.bak").read_text(encoding="utf-8") == damage

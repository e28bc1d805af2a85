"""A file on its way from a drop to a layer, through the real widgets."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QProgressDialog

from geodata.report import Severity
from mapapp.proposals import look
from mapapp.qt.dialogs.metadata import short_name
from mapapp.qt.files.contributions import grouped
from tests.patience import PATIENCE_MS

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "Кітапхана менің"


@pytest.fixture
def window(open_window, catalog, view, library: Path):
    return open_window(replace(catalog, library=library), view)


@pytest.fixture
def propose(qtbot, window, library: Path) -> Callable:
    """Return a dialog over a file of the corpus, looked at in this process."""
    from mapapp.qt.dialogs.contribute import ProposalDialog

    def made(name: str, **choices: object):
        found = look([str(CORPUS / name)], choices or None, str(library))
        dialog = ProposalDialog(window.library.builder, window.library.view, library, found, parent=window)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog, timeout=PATIENCE_MS):
            dialog.show()
        return dialog

    return made


def drop(window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(400, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def proposed(qtbot, window):
    qtbot.waitUntil(lambda: window.contributions.dialog is not None, timeout=PATIENCE_MS)
    return window.contributions.dialog


def settled(qtbot, dialog) -> None:
    """Wait until no choice is being looked at any more."""
    qtbot.waitUntil(lambda: not dialog._soon.isActive() and dialog._task is None, timeout=PATIENCE_MS)


def write(qtbot, dialog, **fields: str) -> None:
    for name, text in fields.items():
        if name == "licence":
            dialog.metadata.licence.setCurrentText(text)
        else:
            dialog.metadata.fields[name].clear()
            qtbot.keyClicks(dialog.metadata.fields[name], text)


def take(qtbot, window, dialog) -> None:
    settled(qtbot, dialog)
    assert dialog.take.isEnabled(), dialog.status.text()
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.contributions.dialog is None, timeout=PATIENCE_MS)


ABOUT = {"source": "Invented, 2026", "licence": "CC0-1.0", "period": "1921-08"}


def test_a_shapefile_in_cp1251_without_prj_is_led_to_a_layer_and_undo_takes_it_back(qtbot, window, library) -> None:
    drop(window, CORPUS / "cp1251-without-prj.zip")
    dialog = proposed(qtbot, window)
    assert dialog.tabs.currentWidget() is dialog.reading
    assert not dialog.take.isEnabled()
    assert dialog.facts.text().endswith("no reference system · cp1251")
    samples = {
        dialog.reading.encodings.topLevelItem(row).text(0): dialog.reading.encodings.topLevelItem(row).text(1)
        for row in range(dialog.reading.encodings.topLevelItemCount())
    }
    assert "Кустанайская губерния" in samples["cp1251"]
    assert "Кустанайская губерния" not in samples["cp866"]
    dialog.reading.guesses.setCurrentItem(dialog.reading.guesses.topLevelItem(0))
    settled(qtbot, dialog)
    assert dialog.proposal.crs["used"] == "EPSG:4326"
    assert dialog.status.text() == "Still missing under “About”: source, licence, period."
    assert dialog.tabs.tabText(3) == "About (3)"
    write(qtbot, dialog, title="Theirs", **ABOUT)
    take(qtbot, window, dialog)
    qtbot.waitUntil(lambda: window.layers.current == "theirs", timeout=PATIENCE_MS)
    assert window.scene.layer("theirs").visible
    order = [layer.id for layer in window.scene.layers]
    assert order.index("theirs") > order.index("provinces")
    assert "Invented, 2026, CC0-1.0" in window.scene.credits
    assert (library / "theirs/original/cp1251-without-prj.zip").is_file()
    with_it = window._store.view
    assert "Undo takes it off" in window.centre.notice.text()
    window.actions_["undo"].trigger()
    assert not window.centre.notice.isVisible()
    assert "theirs" not in [layer.id for layer in window.scene.layers]
    window.actions_["redo"].trigger()
    assert window._store.view == with_it
    assert window.scene.layer("theirs").visible


def test_names_are_read_anew_with_each_encoding(qtbot, propose) -> None:
    dialog = propose("kz1048-undeclared.zip")
    names = [dialog.names.table.item(row, 0).text() for row in range(dialog.names.table.rowCount())]
    assert any("қ" in name.lower() or "ө" in name.lower() for name in names)
    other = next(
        dialog.reading.encodings.topLevelItem(row)
        for row in range(dialog.reading.encodings.topLevelItemCount())
        if dialog.reading.encodings.topLevelItem(row).text(0) == "cp866"
    )
    dialog.reading.encodings.setCurrentItem(other)
    settled(qtbot, dialog)
    assert dialog.proposal.encoding["used"] == "cp866"
    again = [dialog.names.table.item(row, 0).text() for row in range(dialog.names.table.rowCount())]
    assert again != names


def test_a_near_name_waits_for_the_person(qtbot, propose) -> None:
    dialog = propose("near-name.geojson")
    assert dialog.tabs.currentWidget() is dialog.names
    assert dialog.tabs.tabText(1) == "Names (1)"
    assert not dialog.take.isEnabled()
    rows = range(dialog.names.table.rowCount())
    box = next(it for row in rows if isinstance(it := dialog.names.table.cellWidget(row, 1), QComboBox))
    assert box.currentText() == "choose…"
    assert box.itemText(1).startswith("Kostanay · ")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(qtbot, dialog)
    assert dialog.proposal.choices.matches == {"Kustanayskoya": "kostanay"}
    assert dialog.tabs.tabText(1) == "Names"
    assert dialog.take.isEnabled(), dialog.status.text()


def test_a_finding_in_the_list_moves_the_map_and_a_mark_on_the_map_picks_the_finding(qtbot, propose) -> None:
    dialog = propose("overlap-large.geojson", role="units")
    assert dialog.tabs.currentWidget() is dialog.findings
    before = dialog.map.viewport
    first = dialog.findings.list.item(0)
    assert "overlap by" in first.text()
    qtbot.mouseClick(
        dialog.findings.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=dialog.findings.list.visualItemRect(first).center(),
    )
    now = dialog.map.viewport
    assert now.scale > before.scale
    kind, parts = dialog._looked.places[0]
    assert kind == "polygon"
    middle = (
        QPointF(*now.to_mm(sum(parts[0][::2]) / len(parts[0][::2]), sum(parts[0][1::2]) / len(parts[0][1::2]))) * 3.78
    )
    assert dialog.map.rect().contains(middle.toPoint())
    picture = dialog.map.grab().toImage()
    colours = [
        picture.pixelColor(middle.toPoint() + QPoint(dx, dy)).name()
        for dx in range(-60, 60, 2) for dy in range(-60, 60, 2)
        if picture.rect().contains(middle.toPoint() + QPoint(dx, dy))
    ]  # fmt: skip
    assert "#a02020" in colours
    dialog.findings.list.setCurrentRow(-1)
    dialog.tabs.setCurrentIndex(0)
    layer = next(it for it in dialog.map._scene.layers if it.id == "error")
    at = QPointF(*now.to_mm(*layer.shapes.anchors[0])) * 3.78
    qtbot.mouseClick(dialog.map, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert dialog.findings.current == 0
    assert dialog.tabs.currentWidget() is dialog.findings


def test_a_broken_file_says_so_and_cannot_be_taken(propose) -> None:
    dialog = propose("truncated.gpkg")
    assert dialog.facts.text() == "The file could not be opened."
    assert dialog.tabs.currentWidget() is dialog.findings
    assert "save it anew" in dialog.findings.list.item(0).text()
    assert not dialog.take.isEnabled()
    assert "cannot be added" in dialog.status.text()


def test_errors_stand_against_adding_and_a_mended_copy_does_away_with_them(
    qtbot, propose, tmp_path: Path, monkeypatch
) -> None:
    dialog = propose("overlap-large.geojson", role="units")
    write(qtbot, dialog, **ABOUT)
    settled(qtbot, dialog)
    assert not dialog.take.isEnabled()
    assert dialog.status.text() == "Errors that stand against adding: 1; see “Findings”."
    assert dialog.findings.mend.isVisible()
    before = (CORPUS / "overlap-large.geojson").read_bytes()
    (tmp_path / "there.gpkg").touch()
    for name in ("there.gpkg", "mended.gpkg"):
        chosen = (str(tmp_path / name), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, chosen=chosen, **_k: chosen)
        qtbot.mouseClick(dialog.findings.mend, Qt.MouseButton.LeftButton)
        if name == "there.gpkg":
            assert "there.gpkg is there already" in dialog.findings.outcome.text()
    qtbot.waitUntil(lambda: dialog.findings.take_copy.isVisible(), timeout=PATIENCE_MS)
    told = dialog.findings.outcome.text()
    assert "Before: 16,435.5 km²; overlaps 1" in told
    assert "overlaps 0" in told
    assert (CORPUS / "overlap-large.geojson").read_bytes() == before
    qtbot.mouseClick(dialog.findings.take_copy, Qt.MouseButton.LeftButton)
    settled(qtbot, dialog)
    assert dialog.file.text() == "mended.gpkg"
    assert dialog.take.isEnabled(), dialog.status.text()


def test_the_form_says_what_is_missing_and_what_is_wrong(qtbot, propose, library: Path) -> None:
    dialog = propose("no-licence.geojson", role="units")
    assert dialog.status.text() == "Still missing under “About”: licence."
    write(qtbot, dialog, licence="CC0-1.0", period="long ago")
    settled(qtbot, dialog)
    assert "long ago is no EDTF date" in dialog.status.text() or not dialog.take.isEnabled()
    assert "long ago is no EDTF date" in dialog.metadata.why.text()
    write(qtbot, dialog, period="1897", id="Not An Id")
    settled(qtbot, dialog)
    assert "small Latin letters" in dialog.metadata.why.text()
    write(qtbot, dialog, id="rivers")
    assert "“rivers” is taken" in dialog.metadata.why.text()
    write(qtbot, dialog, id="rivers-of-mine")
    settled(qtbot, dialog)
    assert dialog.take.isEnabled(), dialog.status.text()


def test_the_layer_of_a_file_can_be_chosen(qtbot, propose) -> None:
    dialog = propose("several-layers.gpkg")
    assert dialog.reading.layer.isVisible()
    other = next(n for n in range(dialog.reading.layer.count()) if n != dialog.reading.layer.currentIndex())
    dialog.reading.layer.setCurrentIndex(other)
    dialog.reading.layer.activated.emit(other)
    settled(qtbot, dialog)
    assert dialog.proposal.layer == dialog.reading.layer.itemData(other)


def test_what_no_governorate_bears_is_proposed_as_units(propose) -> None:
    assert propose("good-units.geojson").proposal.choices.role == "units"
    assert propose("good-provinces.geojson").proposal.choices.role == "provinces"


def test_two_files_are_proposed_one_after_the_other_and_one_can_be_left(qtbot, window, library: Path) -> None:
    drop(window, CORPUS / "good-units.geojson", CORPUS / "one-feature.geojson")
    first = proposed(qtbot, window)
    assert first.windowTitle() == "Add a file (1/2)"
    qtbot.mouseClick(first.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.contributions.dialog not in (None, first), timeout=PATIENCE_MS)
    second = window.contributions.dialog
    assert second.windowTitle() == "Add a file (2/2)"
    assert second.file.text() == "one-feature.geojson"
    second.reject()
    assert not library.exists()


def test_a_cancel_half_way_leaves_nothing(qtbot, window, library: Path) -> None:
    before = window._store.view
    drop(window, CORPUS / "many-vertices.fgb")
    bar = window.findChild(QProgressDialog)
    bar.canceled.emit()
    qtbot.waitUntil(lambda: window.contributions._looking is None, timeout=PATIENCE_MS)
    assert window.contributions.dialog is None
    assert window.centre.notice.text() == "Cancelled; nothing was added."
    assert window._store.view == before
    assert not library.exists()


def test_a_table_of_values_becomes_a_choropleth(qtbot, window, library: Path) -> None:
    drop(window, CORPUS / "values-good.csv")
    dialog = proposed(qtbot, window)
    assert dialog.reading.join_to.isVisible() or dialog.tabs.currentWidget() is not dialog.reading
    assert "what is measured" in dialog.status.text()
    write(qtbot, dialog, measure="Seed lost", subject="share of the seed", unit="percent", **ABOUT)
    take(qtbot, window, dialog)
    qtbot.waitUntil(lambda: window.layers.current == "seed-lost", timeout=PATIENCE_MS)
    layer = window.scene.layer("seed-lost")
    assert layer.visible
    assert layer.subject == "share of the seed"
    assert not window.scene.layer("crop-failure").visible
    assert layer.unhatched is None
    assert window.scene.title == "Seed lost"
    window.select("aktobe")
    told = window.details.browser.toPlainText()
    assert "Seed lost" in told
    assert "Invented, 2026" in told
    assert "«»" not in told
    said = dict(zip(layer.shapes.ids, layer.figures, strict=True))
    assert dict(said["aktobe"])["qualifier"] == "not stated"


def test_columns_of_a_table_are_told_by_the_person(qtbot, window, tmp_path: Path) -> None:
    table = tmp_path / "падёж.csv"
    rows = ("губерния;падёж, %;до, %;примечание", "Уральская;74,5;80;", "Букеевская;20;;по отчёту")
    table.write_bytes("\n".join(rows).encode("cp1251"))
    drop(window, table)
    dialog = proposed(qtbot, window)
    assert dialog.tabs.currentWidget() is dialog.reading
    assert "columns of names" in dialog.status.text()
    for box, index in ((dialog.reading.field, 0), (dialog.reading.value, 1), (dialog.reading.high, 3)):
        assert box.isVisible()
        box.setCurrentIndex(index)
        box.activated.emit(index)
        qtbot.waitUntil(lambda: dialog._task is None and not dialog._soon.isActive(), timeout=PATIENCE_MS)
    assert dialog.reading.value.currentText() == "падёж, %: 74,5, 20"
    assert not dialog.proposal.standing().errors
    write(qtbot, dialog, measure="Deaths", subject="livestock", **ABOUT)
    take(qtbot, window, dialog)
    qtbot.waitUntil(lambda: window.layers.current == "deaths", timeout=PATIENCE_MS)
    layer = window.scene.layer("deaths")
    said = {place: dict(row) for place, row in zip(layer.shapes.ids, layer.figures, strict=True)}
    assert (said["ural"]["low"], said["ural"]["high"]) == (74.5, 80.0)
    assert (said["bokei"]["low"], said["bokei"]["high"]) == (20.0, 20.0)


def test_files_of_one_shapefile_belong_together() -> None:
    folder = Path("/tmp/ы")
    names = ["a.dbf", "a.shp", "b.geojson", "a.prj", "c.shp"]
    groups = grouped([folder / name for name in names])
    assert [[path.name for path in group] for group in groups] == [
        ["a.shp", "a.dbf", "a.prj"],
        ["b.geojson"],
        ["c.shp"],
    ]


def test_a_dropped_view_is_opened_as_before(window, tmp_path: Path) -> None:
    from mapapp import viewfile

    wanted = window._store.view.with_date("1922")
    viewfile.write(wanted, tmp_path / "mine.dala")
    drop(window, tmp_path / "mine.dala")
    assert window._store.view == wanted


@pytest.mark.parametrize(
    ("title", "name"), [("Уездер, 1897 ж.", "uezder-1897-j"), ("!!!", "set"), ("Rivers", "rivers-2")]
)
def test_a_short_name_says_what_the_title_says(title: str, name: str) -> None:
    assert short_name(title, ["rivers"]) == name


def test_every_finding_is_worded_in_the_language_of_the_window(window, library: Path) -> None:
    from mapapp.findingwords import words
    from mapapp.proposals import Looked

    for name in (
        "overlap-large.geojson",
        "near-name.geojson",
        "no-licence.geojson",
        "truncated.gpkg",
        "swapped-axes.geojson",
    ):
        looked = Looked.of(look([str(CORPUS / name)], None, str(library)))
        for found in looked.proposal.standing().findings:
            english = words(found, looked.wordings, "en", str)
            for language in ("kk", "ru"):
                said = words(found, looked.wordings, language, str)
                assert said[0] != english[0]
                assert "--" not in "".join(said)
                assert found.severity in Severity


def test_the_window_s_process_never_imports_what_the_worker_is_for(library: Path) -> None:
    """Walk a proposal through in a fresh process and look at its modules."""
    code = f"""
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from geodata.catalog import read_catalog
from mapapp.qt.startup.app import dressed, make_window
from mapapp.view import opening_view
app = dressed()
catalog = read_catalog(library=Path({str(library)!r}))
folder = Path({str(library.parent)!r})
window, store = make_window(catalog, opening_view(catalog, "en"), folder / "s.toml", folder / "shapes.bin")
window.show()
while window.scene is None:
    QTest.qWait(50)
window.contributions.take([Path({str(CORPUS / "good-units.geojson")!r})])
while window.contributions.dialog is None:
    QTest.qWait(50)
window.contributions.open_library()
QTest.qWait(50)
print(sorted({{"geopandas", "pandas", "pyogrio", "shapely", "pyproj", "folium"}} & set(sys.modules)))
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr[-2000:]

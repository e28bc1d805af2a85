"""Where people who brought a file stumbled: what the window says and shows to them on the way."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox, QMainWindow, QWidget

from mapapp.proposals import Looked, look
from tests.patience import PATIENCE_MS

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "Кітапхана"


@pytest.fixture
def window(open_window, catalog, view, library: Path):
    return open_window(replace(catalog, library=library), view)


@pytest.fixture
def propose(qtbot, window, library: Path) -> Callable:
    """Return a dialog over a file, looked at in this process."""
    from mapapp.qt.dialogs.contribute import ProposalDialog

    def made(path: Path, language: str = "en", **choices: object):
        found = look([str(path)], choices or None, str(library))
        view = window.library.view.with_language(language)
        dialog = ProposalDialog(window.library.builder, view, library, found, parent=window)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog, timeout=PATIENCE_MS):
            dialog.show()
        return dialog

    return made


def areas(path: Path, **shapes: list[list[float]]) -> Path:
    """Write areas by name, each a ring of positions that is closed here."""
    features = [
        {
            "type": "Feature", "properties": {"name": name.replace("_", " ")},
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        }
        for name, ring in shapes.items()
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


SQUARE = [[50.0, 48.0], [52.0, 48.0], [52.0, 50.0], [50.0, 50.0]]


@pytest.mark.parametrize(("language", "bokei", "figure"), [("kk", "Бөкей", ","), ("ru", "Букеевская", ",")])
def test_findings_name_places_and_write_figures_as_the_language_does(propose, language, bokei, figure) -> None:
    dialog = propose(CORPUS / "cp1251-without-prj.zip", language, role="provinces", crs="EPSG:4326")
    said = [dialog.findings.list.item(row).text() for row in range(dialog.findings.list.count())]
    told = "\n".join(said)
    assert bokei in told
    assert not {"Bokei", "Orenburg", "Aktobe", "Kostanay", "this atlas"} & set(told.replace(":", " ").split())
    away = next(text for text in said if text.startswith(bokei) and "90" in text)
    assert figure in away
    assert "." not in away.rstrip(".")


def test_why_a_shape_is_not_valid_and_where_is_said_in_the_language(propose, tmp_path) -> None:
    bowtie = areas(tmp_path / "bowtie.geojson", Темирский=[[54.0, 47.0], [57.0, 49.0], [57.0, 47.0], [54.0, 49.0]])
    dialog = propose(bowtie, "ru", role="units")
    said = dialog.findings.list.item(0).text()
    assert "контур пересекает сам себя (55,50° в. д., 48,00° с. ш.)" in said
    # Both halves of it are on the map.
    west = min(x for ring in dialog._looked.outline for x in ring[::2])
    east = max(x for ring in dialog._looked.outline for x in ring[::2])
    assert east - west > 200_000


def test_uyezds_are_proposed_as_units_though_a_governorate_is_called_alike(tmp_path, library) -> None:
    path = areas(tmp_path / "uyezds.geojson", Уральский_уезд=SQUARE, Ural_uyezd=[[x + 3, y] for x, y in SQUARE])
    assert Looked.of(look([str(path)], None, str(library))).proposal.choices.role == "units"
    path = areas(tmp_path / "provinces.geojson", Уральская_губерния=SQUARE)
    assert Looked.of(look([str(path)], None, str(library))).proposal.choices.role == "provinces"


def test_a_file_without_reference_system_sends_to_the_list_that_chooses_one(propose) -> None:
    dialog = propose(CORPUS / "cp1251-without-prj.zip")
    assert dialog.status.text() == "The file does not say its reference system; choose it under “Reading”."


def test_boxes_of_names_show_the_whole_name(qtbot, propose) -> None:
    dialog = propose(CORPUS / "cp1251-without-prj.zip", "kk", role="provinces", crs="EPSG:4326", encoding="cp866")
    dialog.tabs.setCurrentWidget(dialog.names)
    boxes = dialog.names.table.findChildren(QComboBox)
    assert boxes
    for box in boxes:
        qtbot.waitUntil(lambda box=box: box.width() >= box.sizeHint().width(), timeout=PATIENCE_MS)
        assert box.sizeHint().width() > box.fontMetrics().horizontalAdvance(box.currentText())


def test_a_picked_name_shows_the_whole_area(propose) -> None:
    dialog = propose(CORPUS / "good-provinces.geojson", role="provinces")
    dialog.tabs.setCurrentWidget(dialog.names)
    dialog.names.table.setCurrentCell(0, 0)
    spot = dialog._looked.spots[0]
    shown = dialog.map._frame
    ring = next(
        ring for ring in dialog._looked.outline
        if min(ring[::2]) <= spot[0] <= max(ring[::2]) and min(ring[1::2]) <= spot[1] <= max(ring[1::2])
    )  # fmt: skip
    assert shown[0] < min(ring[::2])
    assert shown[2] > max(ring[::2])
    assert shown[1] < min(ring[1::2])
    assert shown[3] > max(ring[1::2])


def test_cancelling_the_taking_keeps_the_form_and_what_was_written(qtbot, window, propose, library) -> None:
    dialog = propose(CORPUS / "good-units.geojson")
    dialog.metadata.fields["source"].setFocus()
    qtbot.keyClicks(dialog.metadata.fields["source"], "Drawn by hand")
    dialog.taken.connect(lambda proposal: window.contributions._accept(dialog, proposal, ""))
    dialog._accept_file()
    begun = library / f".new-{window.contributions.reader.process.processId()}-0"
    other = library / ".new-1-0"  # of another window
    for folder in (begun, other):
        folder.mkdir(parents=True)
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._taking is None, timeout=PATIENCE_MS)
    assert dialog.isVisible()
    assert dialog.status.text() == "Cancelled; nothing was added."
    assert "Drawn by hand" in dialog.metadata.fields["source"].text()
    qtbot.waitUntil(lambda: [*library.iterdir()] == [other], timeout=PATIENCE_MS)
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_percent_is_written_as_people_do(qtbot, propose) -> None:
    dialog = propose(CORPUS / "values-good.csv")
    unit = dialog.metadata.fields["unit"]
    assert unit.text() == "%"
    assert dialog.proposal.choices.unit == "percent"
    unit.clear()
    qtbot.keyClicks(unit, "heads")
    assert dialog.proposal.choices.unit == "heads"
    unit.clear()
    qtbot.keyClicks(unit, "%")
    assert dialog.proposal.choices.unit == "percent"


def test_a_dropped_link_is_answered(window) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/map.geojson")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))
    assert window.centre.notice.text().startswith("What was dropped is no file of this computer.")


def test_a_notice_is_as_tall_as_its_words(qtbot, window) -> None:
    notice = window.centre.notice
    for count in range(1, 40):
        window.tell("word " * count)
        qtbot.wait(1)
        assert notice.label.height() >= notice.label.heightForWidth(notice.label.width()), count


def test_the_first_notice_of_a_window_is_as_tall_as_its_words(qtbot, fonts) -> None:
    from mapapp.qt.centre import Centre

    centre = Centre(QWidget(), QWidget())
    qtbot.addWidget(centre)
    centre.resize(800, 600)
    with qtbot.waitExposed(centre, timeout=PATIENCE_MS):
        centre.show()
    centre.tell("word " * 30)
    label = centre.notice.label
    assert label.height() >= label.heightForWidth(label.width())


@pytest.mark.parametrize(("lower", "maximized"), [(200, False), (0, True)])
def test_a_first_window_that_would_not_fit_takes_the_screen(qtbot, lower: int, maximized: bool) -> None:
    from mapapp.qt.startup.shell import Shell

    shell = Shell()
    qtbot.addWidget(shell)
    room = QGuiApplication.primaryScreen().availableGeometry()
    shell.move_in(QMainWindow(), QSize(room.width(), room.height() - lower))
    assert shell.isMaximized() is maximized

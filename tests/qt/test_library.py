"""The library through its dialog: what it lists, what it does, and what the map makes of it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from geodata.catalog import Catalog, read_catalog
from geodata.contribute import accept
from geodata.inspection import inspect
from geodata.proposal import Choices
from tests.patience import PATIENCE_MS

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
ABOUT = {"licence": "CC0-1.0", "source": "Invented", "period": "1921-08"}


def add(library: Path, name: str, set_id: str, role: str) -> None:
    chosen = Choices(role=role, id=set_id, title=set_id.title(), **ABOUT)
    accept(inspect([CORPUS / name], chosen, library=library), library)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("library")
    add(made, "good-provinces.geojson", "theirs", "provinces")
    add(made, "good-units.geojson", "cells", "units")
    return made


@pytest.fixture
def library(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "Кітапхана менің"))


@pytest.fixture(scope="module")
def cache(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from mapapp import compiled

    made = tmp_path_factory.mktemp("cache") / "shapes.bin"
    compiled.load(read_catalog(library=filled), made)
    return made


@pytest.fixture
def window(qtbot, library: Path, cache: Path, tmp_path: Path, fonts) -> Iterator:
    from mapapp.qt.startup.app import make_window
    from mapapp.view import opening_view

    shutil.copytree(cache.parent, tmp_path / "cache")
    catalog = read_catalog(library=library)
    made, _store = make_window(
        catalog, opening_view(catalog, "en"), tmp_path / "settings.toml", tmp_path / "cache" / "shapes.bin"
    )
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made, timeout=PATIENCE_MS):
        made.show()
    qtbot.waitUntil(lambda: made.scene is not None, timeout=PATIENCE_MS)
    return made


@pytest.fixture
def dialog(window, qtbot):
    window.actions_["library"].trigger()
    made = window.contributions.library_dialog
    qtbot.addWidget(made)
    return made


def press(qtbot, dialog, name: str) -> None:
    assert dialog.buttons[name].isEnabled()
    qtbot.mouseClick(dialog.buttons[name], Qt.MouseButton.LeftButton)


def cells(dialog) -> dict[str, list[str]]:
    rows = range(dialog.table.rowCount())
    told = [[dialog.table.item(row, column).text() for column in range(5)] for row in rows]
    return {row[0]: row[1:] for row in told}


def test_sets_are_listed_with_role_period_licence_and_state(dialog) -> None:
    assert cells(dialog) == {
        "Cells": ["Units", "August 1921", "CC0-1.0", "on the map"],
        "Theirs": ["Governorates", "August 1921", "CC0-1.0", "on the map"],
    }
    assert not dialog.buttons["compare"].isEnabled()


def test_a_set_is_taken_off_the_map_and_put_back_and_undo_follows(qtbot, window, dialog) -> None:
    dialog.pick("cells")
    press(qtbot, dialog, "show")
    assert "cells" not in [layer.id for layer in window.scene.layers]
    assert cells(dialog)["Cells"][-1] == "not on the map"
    window.actions_["undo"].trigger()
    assert cells(dialog)["Cells"][-1] == "on the map"
    window.actions_["redo"].trigger()
    press(qtbot, dialog, "show")
    assert window.scene.layer("cells").visible


def test_a_set_is_renamed_packed_and_moved_to_the_trash(
    qtbot, window, dialog, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.pick("cells")
    monkeypatch.setattr(QInputDialog, "exec", lambda asked: asked.setTextValue("Торлар, 1921 ж.") or True)
    press(qtbot, dialog, "rename")
    qtbot.waitUntil(lambda: "Торлар, 1921 ж." in cells(dialog), timeout=PATIENCE_MS)
    assert window.layers.item("cells").text(0) == "Торлар, 1921 ж."
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(tmp_path / "out"))
    press(qtbot, dialog, "pack")
    qtbot.waitUntil(lambda: "Packed" in window.centre.notice.text(), timeout=PATIENCE_MS)
    assert (
        json.loads((tmp_path / "out/cells/datapackage.json").read_text(encoding="utf-8"))["title"] == "Торлар, 1921 ж."
    )
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    press(qtbot, dialog, "remove")
    qtbot.waitUntil(lambda: "Торлар, 1921 ж." not in cells(dialog), timeout=PATIENCE_MS)
    assert not (library / "cells").exists()
    assert "cells" not in [layer.id for layer in window.scene.layers]


def test_a_newer_file_is_proposed_with_the_choices_made_before(
    qtbot, window, dialog, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.pick("cells")
    newer = str(CORPUS / "one-feature.geojson")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (newer, ""))
    press(qtbot, dialog, "update")
    qtbot.waitUntil(lambda: window.contributions.dialog is not None, timeout=PATIENCE_MS)
    proposal = window.contributions.dialog
    assert proposal.windowTitle() == "Update a set"
    assert proposal.proposal.choices.role == "units"
    assert not proposal.metadata.fields["id"].isEnabled()
    assert proposal.take.isEnabled(), proposal.status.text()
    qtbot.mouseClick(proposal.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Updated" in window.centre.notice.text(), timeout=PATIENCE_MS)
    assert json.loads((library / "cells/datapackage.json").read_text(encoding="utf-8"))["version"] == "2"
    assert len(window.scene.layer("cells").shapes.ids) == 1


def test_a_set_stands_in_for_august_1921_and_figures_join_to_it(qtbot, window, dialog) -> None:
    own = window.scene.layer("crop-failure").shapes
    dialog.pick("theirs")
    press(qtbot, dialog, "stand_in")
    layer = window.scene.layer("crop-failure")
    assert layer.shapes is window.library.builder.shapes["set/theirs"]
    assert dict(layer.figures[layer.shapes.ids.index("kostanay")])["low"] == 74.5
    assert window.scene.date_line == "Boundaries: Theirs, in place of those of August 1921"
    assert "Theirs: Invented, CC0-1.0." in window.scene.credits
    assert "The figures stand in the boundaries of “Theirs”, not in the atlas's own." in window.scene.notices
    assert window.scene.areas is layer.shapes
    assert cells(dialog)["Theirs"][-1] == "stands in for 1921"
    window.actions_["undo"].trigger()
    assert window.scene.layer("crop-failure").shapes is own
    assert window.scene.date_line == "Boundaries as of August 1921"


def test_a_set_is_compared_with_the_atlas_in_km2(qtbot, window, dialog) -> None:
    dialog.pick("theirs")
    press(qtbot, dialog, "compare")
    layer = window.scene.layer("theirs.differences")
    assert layer.visible
    assert [row.text.split(":")[0] for row in layer.legend] == [
        "To another governorate than in the atlas", "Only in Theirs", "Only in the atlas",
    ]  # fmt: skip
    largest = max(range(len(layer.shapes.sizes)), key=lambda index: layer.shapes.sizes[index])
    assert layer.tips[largest].startswith("In Theirs: no governorate. In the atlas: Kostanay. 1,045")


def test_a_damaged_set_and_one_that_is_gone_say_so_and_keep_their_place(qtbot, window, dialog, library: Path) -> None:
    before = [layer.id for layer in window.scene.layers]
    (library / "cells/areas.geojson").write_text("{}", encoding="utf-8")
    shutil.rmtree(library / "theirs")
    window.library.check()
    qtbot.waitUntil(
        lambda: len([row for row in cells(dialog).values() if row[-1] == "damaged or gone"]) == 2, timeout=PATIENCE_MS
    )
    assert [layer.id for layer in window.scene.layers] == before
    assert window.scene.layer("cells").kind == "missing"
    assert window.scene.layer("cells").title == "Cells"
    assert "its data is gone" in window.layers.item("cells").toolTip(0)
    assert any("Cells" in line and "data is gone" in line for line in window.scene.notices)
    dialog.pick("cells")
    assert dialog.said.text().startswith("⚠")
    dialog.pick("theirs")
    assert "Its folder is gone" in dialog.said.text()


def test_what_was_taken_off_the_map_stays_off_at_the_next_start(window, library: Path, tmp_path: Path) -> None:
    from mapapp import settings
    from mapapp.view import with_new_sets

    window.library.hide_set("cells")
    known = settings.load(tmp_path / "settings.toml").sets
    assert set(known) == {"cells", "theirs"}
    catalog = read_catalog(library=library)
    assert with_new_sets(window._store.view, catalog, known) == window._store.view
    assert "cells" in [layer.id for layer in with_new_sets(window._store.view, catalog).layers]


def test_a_stand_in_that_is_gone_is_told_of(builder, view) -> None:
    scene = builder.build(view.with_boundaries("nowhere"))
    assert any("“nowhere” is gone" in line for line in scene.notices)
    assert scene.date_line == "Boundaries as of August 1921"


def test_differences_add_up(filled: Path) -> None:
    """What only the set has, less what only the atlas has, is how much larger the set is."""
    import shapely

    from geodata.arcs import provinces
    from geodata.areas import read_areas
    from geodata.differences import differences
    from geodata.geometry import area_km2

    catalog: Catalog = read_catalog(library=filled)
    own = catalog.set("theirs")
    found = differences(own, catalog)
    more = sum(it.km2 for it in found if it.there is None) - sum(it.km2 for it in found if it.here is None)
    theirs = sum(area_km2(shape) for shape in read_areas(own)[2])
    ours = sum(area_km2(shape) for shape in provinces(catalog, "1921-08-01").values())
    assert more == pytest.approx(theirs - ours, abs=5)
    assert not any(shapely.is_empty(it.shape) for it in found)
    assert differences(replace(own, role="provinces"), catalog) == found

"""A person explores: layers are ordered, named and styled; places are found; the table and the map are one."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage, QInputMethodEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication

from mapapp import symbols, viewfile
from mapapp.view import LayerState, opening_view
from tests.patience import PATIENCE_MS

ID = Qt.ItemDataRole.UserRole


def picture(window) -> QImage:
    return window.canvas.grab().toImage()


def colour(window, position) -> str:
    return picture(window).pixelColor(position.toPoint()).name()


def legend(window) -> list[str]:
    return [text.text for text in window.canvas._furniture.legend(window.scene).texts]


def rows(window) -> list[str]:
    return [item.data(0, ID) for item in window.layers._items()]


def choose(window, layer: str) -> None:
    window.layers.tree.setCurrentItem(window.layers.item(layer))


def styled(window, layer: str):
    choose(window, layer)
    window.actions_["style"].trigger()
    return window.layers.style_dialog


def cell(window, province: str, title: str) -> str:
    model = window.table.model
    titles = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    return model.index(model.provinces.index(province), titles.index(title)).data()


@pytest.fixture
def bare(window):
    for layer in ("towns", "rivers", "turksib-stations", "border", "provinces"):
        window.layers.item(layer).setCheckState(0, Qt.CheckState.Unchecked)
    return window


# the layer panel


def test_layers_stand_under_their_groups_topmost_first(window) -> None:
    tree = window.layers.tree
    headings = [tree.topLevelItem(i).text(0) for i in range(tree.topLevelItemCount())]
    assert headings == ["Places", "Railways", "Second sources", "Boundaries", "Waters", "Figures"]
    assert rows(window) == [layer.id for layer in reversed(window.scene.layers)]


def test_a_group_switches_its_layers_together(qtbot, window) -> None:
    heading = window.layers.item("rivers").parent()
    heading.setCheckState(0, Qt.CheckState.Unchecked)
    assert not window.scene.layer("rivers").visible
    assert not window.scene.layer("water").visible
    window.layers.item("water").setCheckState(0, Qt.CheckState.Checked)
    assert heading.checkState(0) is Qt.CheckState.PartiallyChecked


def test_the_order_of_layers_decides_what_covers_what(bare, at) -> None:
    place = at(50.5, 50.3)
    bare.layers.item("listed-1921").setCheckState(0, Qt.CheckState.Checked)
    assert bare.scene.layer("crop-failure").symbols[3].fill == symbols.RAMP[3]
    choose(bare, "listed-1921")
    bare.actions_["lower"].trigger()
    assert rows(bare)[-2:] == ["crop-failure", "listed-1921"]
    assert bare.scene.layer("listed-1921").symbols == (symbols.LISTED,)
    assert colour(bare, place) != symbols.RAMP[3]
    bare.actions_["undo"].trigger()
    assert rows(bare)[-1] == "crop-failure"


def test_a_row_is_dragged_to_another_place(window) -> None:
    choose(window, "rivers")
    window.layers.tree.dropped.emit("rivers", window.layers.item("towns"), True)
    assert rows(window)[0] == "rivers"
    assert window.scene.layers[-1].id == "rivers"
    window.layers.tree.dropped.emit("rivers", None, False)
    assert rows(window)[-1] == "rivers"
    window.layers.tree.dropped.emit("rivers", window.layers.item("water"), False)
    assert rows(window).index("rivers") == rows(window).index("water") + 1


def test_a_new_name_reaches_the_legend_and_an_empty_one_brings_the_old_back(window) -> None:
    window.layers.item("rivers").setText(0, "Great rivers")
    assert "Great rivers" in legend(window)
    window.layers.item("rivers").setText(0, "")
    assert window.layers.item("rivers").text(0) == "Rivers"
    assert "Rivers" in legend(window)


def test_a_removed_layer_comes_back_by_undo_or_from_the_list(window) -> None:
    choose(window, "rivers")
    window.actions_["remove"].trigger()
    assert "rivers" not in rows(window)
    assert "Rivers" not in legend(window)
    window.actions_["undo"].trigger()
    assert "rivers" in rows(window)
    choose(window, "rivers")
    window.actions_["remove"].trigger()
    window.layers.add_menu.aboutToShow.emit()
    action, _line, *_more = window.layers.add_menu.actions()
    assert action.text() == "Rivers"
    action.trigger()
    assert rows(window)[0] == "rivers"
    assert window.scene.layer("rivers").visible


def test_an_opacity_drag_is_one_step_of_undo(window) -> None:
    choose(window, "crop-failure")
    for value in (90, 70, 50, 30):
        window.layers.opacity.setValue(value)
    window.actions_["undo"].trigger()
    assert window.scene.layer("crop-failure").opacity == 1.0
    assert not window.actions_["undo"].isEnabled()


def test_zooming_to_a_layer_fills_the_map_with_it(window, at) -> None:
    before = at(69.0, 43.0)
    choose(window, "turksib")
    window.actions_["zoom_to_layer"].trigger()
    ends = [at(72.7, 42.9), at(80.2, 50.4)]
    legend = window.canvas._furniture.legend_box(window.scene, window.canvas.viewport)
    assert all(end.x() < legend.left() * 3.78 for end in ends)
    assert all(window.canvas.rect().contains(end.toPoint()) for end in ends)
    assert ends[0].y() - ends[1].y() > window.canvas.height() * 0.6
    assert at(69.0, 43.0) != before


def test_a_legend_taller_than_the_map_is_scrolled(window) -> None:
    from PySide6.QtGui import QWheelEvent

    for layer in window.scene.layers:
        window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Checked)
    canvas = window.canvas
    box = canvas._furniture.legend_box(window.scene, canvas.viewport)
    assert box.bottom() * 3.78 <= canvas.height()
    place = QPointF(box.center().x() * 3.78, 40)
    before, scale = picture(window), canvas.viewport.scale
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    canvas.wheelEvent(QWheelEvent(place, place, QPoint(0, 0), QPoint(0, -1200), *none, False))
    after = picture(window)
    assert canvas.viewport.scale == scale
    left = round(box.left() * 3.78)
    assert before.copy(left, 0, 190, 200) != after.copy(left, 0, 190, 200)
    assert before.copy(0, 0, left - 4, 400) == after.copy(0, 0, left - 4, 400)


# styles


def test_another_ramp_colours_map_and_legend(bare, at) -> None:
    dialog = styled(bare, "crop-failure")
    assert "safe for the colour-blind" in dialog.ramp.itemText(0)
    dialog.ramp.setCurrentIndex(dialog.ramp.findData("PuBu"))
    wanted = symbols.ramp("PuBu", 4)[3]
    assert colour(bare, at(50.5, 50.3)) == wanted
    swatches = {swatch.row.symbol.fill for swatch in bare.canvas._furniture.legend(bare.scene).swatches}
    assert wanted in swatches
    assert not set(symbols.RAMP) & swatches


def test_breaks_by_hand_move_the_classes(bare, at) -> None:
    dialog = styled(bare, "crop-failure")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("manual"))
    dialog.breaks.setText("0; 50; 78; 100")
    dialog.breaks.editingFinished.emit()
    assert "50 ≤ x < 78 %" in legend(bare)
    assert colour(bare, at(64.5, 51.5)) == symbols.ramp("", 3)[1]


def test_a_figure_beyond_the_breaks_has_a_class_of_its_own(bare, at) -> None:
    dialog = styled(bare, "crop-failure")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("manual"))
    dialog.breaks.setText("50; 75; 90")
    dialog.breaks.editingFinished.emit()
    assert "outside the class breaks" in legend(bare)
    assert "not stated in the source" in legend(bare)
    assert colour(bare, at(47.4, 48.9)) not in symbols.ramp("", 2)


@pytest.mark.parametrize("wrong", ["0; fifty; 100", "100; 50", "7", "0; 1; 2; 3; 4; 5; 6"])
def test_wrong_breaks_are_refused_and_leave_the_map_alone(bare, wrong: str) -> None:
    dialog = styled(bare, "crop-failure")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("manual"))
    before = legend(bare)
    dialog.breaks.setText(wrong)
    dialog.breaks.editingFinished.emit()
    assert "Expected" in dialog.why.text()
    assert legend(bare) == before


def test_reasons_are_given_in_the_language_of_the_window(bare) -> None:
    bare.bar.language.setCurrentIndex(bare.bar.language.findData("kk"))
    dialog = styled(bare, "crop-failure")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("quantiles"))
    dialog.classes.setValue(5)
    assert dialog.why.text().startswith("5 аралыққа кемінде 5 әртүрлі сан керек, бары: 4.")


def test_a_scheme_that_the_figures_do_not_carry_is_said_why(bare) -> None:
    dialog = styled(bare, "crop-failure")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("quantiles"))
    four = legend(bare)
    dialog.classes.setValue(5)
    assert "at least 5 different figures for 5 classes, found 4" in dialog.why.text()
    assert legend(bare) == four
    assert dialog.classes.value() == 4


@pytest.mark.parametrize("scheme", ["equal-interval", "quantiles", "natural"])
def test_each_scheme_keeps_aktobe_apart(bare, scheme: str) -> None:
    dialog = styled(bare, "crop-failure")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData(scheme))
    layer = bare.scene.layer("crop-failure")
    assert layer.breaks != layer.shipped_breaks
    assert layer.symbols[layer.symbol_of[layer.shapes.ids.index("aktobe")]] == symbols.NOT_STATED


def test_wider_outlines_and_no_names(bare) -> None:
    bare.layers.item("provinces").setCheckState(0, Qt.CheckState.Checked)
    dialog = styled(bare, "provinces")
    before = bare.scene.layer("provinces").symbols[0].width_mm
    dark = sum(QColor(picture(bare).pixel(x, 300)).lightness() < 80 for x in range(bare.canvas.width()))
    dialog.width_.setValue(4.0)
    assert bare.scene.layer("provinces").symbols[0].width_mm == before * 4
    assert sum(QColor(picture(bare).pixel(x, 300)).lightness() < 80 for x in range(bare.canvas.width())) > dark
    assert any(item.label.text == "Aktobe" for item in bare.canvas._placed(bare.scene, bare.canvas.viewport))
    dialog.names.setChecked(False)
    assert not any(item.label.text == "Aktobe" for item in bare.canvas._placed(bare.scene, bare.canvas.viewport))


# details


def test_the_figure_that_the_map_shows_comes_first(window) -> None:
    def order(first: str, second: str) -> bool:
        text = window.details.browser.toPlainText()
        return text.index(first) < text.index(second)

    window.details.browser.anchorClicked.emit(QUrl("select:ural"))
    assert order("99 %", "100 % in some uyezds")
    assert order("100 % in some uyezds", "Area as drawn here")
    window.layers.item("livestock-deaths").setCheckState(0, Qt.CheckState.Checked)
    window.layers.item("crop-failure").setCheckState(0, Qt.CheckState.Unchecked)
    for place in ("bokei", "ural"):
        window.details.browser.anchorClicked.emit(QUrl(f"select:{place}"))
    assert order("100 % in some uyezds", "99 %")


def test_the_republic_has_a_page_with_its_contradiction(window) -> None:
    window.details.tabs.setCurrentIndex(1)
    text = window.details.browsers["republic"].toPlainText()
    assert "2,832,000" in text
    assert "1,558,927" in text
    assert "At odds with" in text
    assert "Шұбалаң" in text
    assert "Famine relief commissions by March 1922" in text


def test_bars_grow_with_their_figures(window) -> None:
    from mapapp.qt.look.theme import of
    from mapapp.qt.panels.bars import bar_chart

    colour = of(window.palette()).bar
    image = bar_chart([("a", 10), ("b", 5), ("c", 0)], "en", window.palette(), window.font())
    lengths = [
        sum(image.pixelColor(x, y).name() == colour for x in range(image.width())) for y in range(image.height())
    ]
    bars = sorted({length for length in lengths if length}, reverse=True)
    assert bars[0] == image.width()
    assert bars[1] == pytest.approx(image.width() / 2, abs=1)
    assert bars[2] <= 1


def test_events_stand_in_the_order_of_their_dates(window) -> None:
    window.details.tabs.setCurrentIndex(2)
    text = window.details.browsers["events"].toPlainText()
    assert text.index("XIV party congress") < text.index("XV party congress") < text.index("Turksib is finished")


@pytest.mark.parametrize(("scheme", "said"), [("copy", "Kostanay: Crop failure: 74.5"), ("cite", "«Қостанай(74,5%)»")])
def test_a_claim_is_copied(window, scheme: str, said: str) -> None:
    window.select("kostanay")
    window.details.browser.anchorClicked.emit(QUrl(f"{scheme}:c28-crop-failure-kostanay"))
    text = QGuiApplication.clipboard().text()
    assert text.startswith(said)
    assert "line 28" in text
    assert "Copied" in window.centre.notice.text()


# search


def look_for(window, text: str) -> list[str]:
    window.search.clear()
    written = QInputMethodEvent()  # keys of QTest know only Latin letters
    written.setCommitString(text)
    QGuiApplication.sendEvent(window.search, written)
    return [window.search.hits.item(i).text() for i in range(window.search.hits.count())]


@pytest.mark.parametrize("spelling", ["Орал", "Уральск", "Oral", "uralsk", "УРАЛЬСКАЯ ГУБЕРНИЯ"])
def test_every_spelling_finds_the_province(qtbot, window, spelling: str) -> None:
    assert look_for(window, spelling)[0].startswith("Ural")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.details.browser.toPlainText().startswith("Ural")


@pytest.mark.parametrize("spelling", ["turksib", "Турксиб", "Түрксіб"])
def test_who_bears_a_name_comes_before_who_has_it_as_an_alias(window, spelling: str) -> None:
    first, second, *_more = look_for(window, spelling)
    assert first.startswith("Turksib")
    assert second.startswith("Lugovaya")
    assert "group" not in first


def test_a_typing_error_proposes(qtbot, window) -> None:
    found = look_for(window, "Kostnay")
    assert found[0].startswith("Nothing bears this name")
    assert found[1].startswith("Kostanay")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.details.browser.toPlainText().startswith("Kostanay")


def test_a_town_is_brought_into_view(qtbot, window, at) -> None:
    look_for(window, "Chelkar")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    found, map_ = at(59.61, 47.84), window.canvas.rect()
    legend = window.canvas._furniture.legend_box(window.scene, window.canvas.viewport)
    assert abs(found.y() - map_.center().y()) < 12
    assert abs(found.x() - legend.left() * 3.78 / 2) < 16


def test_words_of_a_statement_are_found(qtbot, window) -> None:
    found = look_for(window, "2832")
    found = found if "2,832" in " ".join(found) else look_for(window, "ашаршылық зонасы")
    found = look_for(window, "Crop failure")
    assert any("Aktobe · not stated in the source" in text for text in found)


def test_nothing_found_says_what_to_do(qtbot, window) -> None:
    assert look_for(window, "zzzzqqq") == ["Nothing found. Try another spelling or fewer letters."]
    before = window.scene
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.scene is before


# table


def test_the_table_says_not_stated(window) -> None:
    assert cell(window, "aktobe", "Crop failure") == "not stated in the source"
    assert cell(window, "orenburg", "Livestock deaths") == "no statement in the source"
    assert cell(window, "ural", "Livestock deaths").replace("\N{NO-BREAK SPACE}", " ") == "100 % in some uyezds"


def test_the_table_and_the_map_select_together(qtbot, window, at) -> None:
    window.docks["table"].show()
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=at(64.5, 51.5).toPoint())
    view = window.table.view
    assert view.currentIndex().siblingAtColumn(0).data() == "Kostanay"
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert window.scene.selection is not None
    assert window.scene.selection != "kostanay"
    name = view.currentIndex().siblingAtColumn(0).data()
    assert window.details.browser.toPlainText().startswith(name)


def test_the_value_is_announced(window) -> None:
    window.docks["table"].show()
    model = window.table.model
    index = model.index(model.provinces.index("aktobe"), 1)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Aktobe, Crop failure: not stated in the source"


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_what_is_missing_is_sorted_last_both_ways(window, order: Qt.SortOrder) -> None:
    window.table.view.sortByColumn(1, order)
    names = [window.table.sorter.index(row, 0).data() for row in range(5)]
    figures = ["Bokei", "Kostanay", "Orenburg", "Ural"]
    assert names == [*(figures if order is Qt.SortOrder.AscendingOrder else reversed(figures)), "Aktobe"]


def test_rows_are_filtered_and_copied(window) -> None:
    window.docks["table"].show()
    window.table.filter.setText("bokei")
    assert window.table.sorter.rowCount() == 1
    window.table.copy()
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t")[:2] == ["Governorate", "Crop failure"]
    assert row.split("\t")[0] == "Bokei"
    window.table.filter.setText("nothing at all")
    assert window.table.empty.isVisible()
    assert "Clear the filter" in window.table.empty.text()


# views, sessions, states


def drop(window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))


def test_a_saved_view_dropped_on_the_window_comes_back(qtbot, window, tmp_path: Path) -> None:
    window.layers.item("rivers").setCheckState(0, Qt.CheckState.Unchecked)
    window.select("aktobe")
    window.canvas.zoom(2.0)
    window.canvas._come_to_rest()
    saved, frame = window._store.view, window.canvas.viewport
    path = tmp_path / "менің көрінісім.dala"
    window.views.save(path)
    window.actions_["reset"].trigger()
    assert window.scene.layer("rivers").visible
    drop(window, path)
    qtbot.wait(20)
    assert window._store.view == saved
    assert window.canvas.viewport.scale == pytest.approx(frame.scale, rel=1e-3)
    window.views.recent.aboutToShow.emit()
    assert window.views.recent.actions()[0].text() == path.name


def test_a_damaged_view_changes_nothing_and_says_so(window, tmp_path: Path) -> None:
    path = tmp_path / "broken.dala"
    path.write_text("dala-atlas-view = ", encoding="utf-8")
    before = window._store.view
    drop(window, path)
    assert window._store.view == before
    assert "Expected a map view in TOML" in window.centre.notice.text()
    drop(window, tmp_path / "gone.dala")
    assert "gone.dala" in window.centre.notice.text()


def test_a_layer_whose_data_is_gone_keeps_its_place_and_says_so(window, tmp_path: Path, catalog) -> None:
    path = tmp_path / "old.dala"
    view = opening_view(catalog, "en")
    viewfile.write(view.with_added(LayerState("my-uyezds", visible=True, name="My uyezds")), path)
    drop(window, path)
    assert rows(window)[0] == "my-uyezds"
    assert window.layers.item("my-uyezds").text(0) == "My uyezds"
    assert any("“My uyezds” is kept, but its data is gone" in text for text in window.scene.notices)
    assert "its data is gone" in " ".join(legend(window))


def test_the_session_is_kept_while_the_person_works(qtbot, catalog, shapes, tmp_path: Path, fonts) -> None:
    from mapapp import compiled
    from mapapp.qt.startup.app import furnish
    from mapapp.qt.startup.shell import Shell

    config, cache = tmp_path / "config", tmp_path / "cache"
    compiled.write(cache / "shapes.bin", shapes, compiled.cache_key(catalog))
    first = Shell()
    qtbot.addWidget(first)
    window = furnish(first, config, cache, "en", None, None)
    window.layers.item("rivers").setCheckState(0, Qt.CheckState.Unchecked)
    window.select("bokei")
    qtbot.waitUntil(lambda: (config / "session.dala").is_file(), timeout=PATIENCE_MS)
    # The first window is never closed: the program crashed.
    second = Shell()
    qtbot.addWidget(second)
    again = furnish(second, config, cache, None, None, None)
    assert again._store.view == window._store.view
    assert not again.scene.layer("rivers").visible
    assert again.details.browser.toPlainText().startswith("Bokei")


def test_a_damaged_session_is_kept_beside_and_told(qtbot, catalog, shapes, tmp_path: Path, fonts) -> None:
    from mapapp import compiled
    from mapapp.qt.startup.app import furnish
    from mapapp.qt.startup.shell import Shell

    config, cache = tmp_path / "config", tmp_path / "cache"
    config.mkdir()
    (config / "session.dala").write_text("{", encoding="utf-8")
    compiled.write(cache / "shapes.bin", shapes, compiled.cache_key(catalog))
    shell = Shell()
    qtbot.addWidget(shell)
    window = furnish(shell, config, cache, "en", None, None)
    assert "Expected a map view" in window.centre.notice.text()
    assert (config / "session.dala.bak").read_text(encoding="utf-8") == "{"
    assert window.scene.layer("crop-failure").visible


def test_the_next_start_shows_the_last_picture_while_it_is_true(
    qtbot, qapp, catalog, shapes, tmp_path: Path, fonts
) -> None:
    from mapapp import compiled
    from mapapp.qt.startup import stills
    from mapapp.qt.startup.app import furnish
    from mapapp.qt.startup.shell import Shell
    from mapapp.qt.startup.start import shown_from

    config, cache = tmp_path / "config", tmp_path / "cache"
    watched = shown_from(config)
    compiled.write(cache / "shapes.bin", shapes, compiled.cache_key(catalog))
    shell = Shell()
    qtbot.addWidget(shell)
    window = furnish(shell, config, cache, "en", None, None)
    with qtbot.waitExposed(shell, timeout=PATIENCE_MS):
        shell.show()
    qtbot.waitUntil(lambda: window.grab() and not window.canvas.pictures.busy, timeout=PATIENCE_MS)
    shown = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    spot = window.canvas.mapTo(window, place_of(window, "kostanay"))
    shell.close()
    qapp.setPalette(QPalette())  # the next start reads the picture before the program has its own colours
    still = stills.read(cache / "still.bin", watched)
    assert still is not None
    assert still.title == "Dala Atlas"
    assert still.image == shown
    third = Shell()
    qtbot.addWidget(third)
    with qtbot.waitSignal(third.pictured, timeout=PATIENCE_MS):
        third.show_still(still)
    grabbed = third.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    middle = QPoint(shown.width() // 2, shown.height() // 2)
    assert grabbed.pixelColor(middle) == shown.pixelColor(middle)
    # A click on the picture reaches the living window.
    qtbot.mouseClick(third.centralWidget(), Qt.MouseButton.LeftButton, pos=spot)
    living = furnish(third, config, cache, None, None, None)
    qtbot.waitUntil(lambda: living._store.view.selection == "kostanay", timeout=PATIENCE_MS)
    (config / "session.dala").write_text("changed", encoding="utf-8")
    assert stills.read(cache / "still.bin", watched) is None


def test_keys_and_the_wheel_on_the_picture_reach_the_living_map(
    qtbot, qapp, catalog, shapes, tmp_path: Path, fonts
) -> None:
    from mapapp import compiled
    from mapapp.qt.startup.app import furnish
    from mapapp.qt.startup.shell import Shell
    from mapapp.qt.startup.stills import Still

    config, cache = tmp_path / "config", tmp_path / "cache"
    compiled.write(cache / "shapes.bin", shapes, compiled.cache_key(catalog))

    def opened(turn: int, typed: str = ""):
        """Return the living window on whose picture the wheel was turned or keys were typed."""
        shell = Shell()
        qtbot.addWidget(shell)
        image = QImage(1280, 720, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        with qtbot.waitSignal(shell.pictured, timeout=PATIENCE_MS):
            shell.show_still(Still(image, "Dala Atlas", 0, 0, False))
        picture = shell.centralWidget()
        if turn:
            at = QPointF(640, 360)
            QApplication.sendEvent(picture, QWheelEvent(
                at, picture.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            ))  # fmt: skip
        if typed:
            qtbot.keySequence(picture, typed)
        living = furnish(shell, config, cache, "en", None, None)
        qtbot.waitUntil(lambda: living.canvas.has_painted, timeout=PATIENCE_MS)
        qtbot.wait(20)  # what was kept follows the living window by one turn of the event loop
        living._keep = None  # the next one begins with the whole map again
        return living

    fitted = opened(0).canvas.viewport.scale
    assert opened(120).canvas.viewport.scale == pytest.approx(fitted * 1.0015**120)
    assert opened(0, "-").canvas.viewport.scale == pytest.approx(fitted * 0.8)
    searching = opened(0, "Ctrl+F")
    assert searching.search.isAncestorOf(searching.focusWidget()) or searching.focusWidget() is searching.search


def place_of(window, province: str) -> QPoint:
    areas = window.scene.areas
    x, y = window.canvas.viewport.to_mm(*areas.anchors[areas.ids.index(province)])
    return QPointF(x * 3.78, y * 3.78).toPoint()


@pytest.mark.parametrize("damage", [b"", b"dala", b"x" * 3000])
def test_a_damaged_picture_is_no_picture(window, tmp_path: Path, damage: bytes) -> None:
    from mapapp.qt.startup import stills

    (tmp_path / "still.bin").write_bytes(damage)
    assert stills.read(tmp_path / "still.bin", ()) is None


def test_every_command_has_words_and_the_menus_follow_the_language(window) -> None:
    assert [menu.title() for menu in window.actions_.menus.values()] == ["File", "Edit", "View", "Layer", "Help"]
    window.bar.language.setCurrentIndex(window.bar.language.findData("kk"))
    assert window.actions_["style"].text() == "Стиль…"
    actions = [action for menu in window.actions_.menus.values() for action in menu.actions()]
    assert all(action.text() for action in actions if not action.isSeparator())

"""The date of the boundaries in the window, and what the details say beyond the essay."""

from PySide6.QtCore import Qt

from mapapp import symbols


def choose(window, date: str) -> None:
    window.timeline.dates.setCurrentIndex(window.timeline.dates.findData(date))


def click(qtbot, window, position) -> str:
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=position.toPoint())
    return window.details.browser.toPlainText()


def test_the_window_opens_in_august_1921(window) -> None:
    assert window.timeline.dates.currentData() == "1921-08"
    assert window.scene.notices == ()


def test_a_date_picks_its_provinces(qtbot, window, at) -> None:
    assert click(qtbot, window, at(63.0, 48.9)).startswith("Kostanay")
    choose(window, "1923-11")
    assert any("boundaries of August 1921" in notice for notice in window.scene.notices)
    assert click(qtbot, window, at(63.0, 48.9)).startswith("Aktobe")


def test_figures_keep_their_colour_at_another_date(window, at) -> None:
    for layer in ("towns", "rivers", "turksib-stations", "border", "provinces"):
        window.layers.item(layer).setCheckState(0, Qt.CheckState.Unchecked)
    choose(window, "1923-11")
    image = window.canvas.grab().toImage()
    assert image.pixelColor(at(63.0, 48.9).toPoint()).name() == symbols.RAMP[2]


def test_a_date_without_provinces_says_so(qtbot, window, at) -> None:
    choose(window, "1928-01-17")
    assert any("no governorates" in notice for notice in window.scene.notices)
    assert "Click a governorate" in click(qtbot, window, at(63.0, 48.9))


def test_undo_takes_the_date_back_and_the_choice_follows(window) -> None:
    window.timeline.later.click()
    assert window.timeline.dates.currentData() == "1921-11-19"
    window.actions_["undo"].trigger()
    assert window.timeline.dates.currentData() == "1921-08"


def test_the_choice_speaks_the_language(window) -> None:
    window.bar.language.setCurrentIndex(window.bar.language.findData("kk"))
    assert "Ойыл уезі → Ақтөбе" in window.timeline.dates.itemText(window.timeline.dates.findData("1921-11-19"))


def test_turksib_can_be_clicked(qtbot, window, at) -> None:
    said = click(qtbot, window, at(80.02, 47.42))
    assert said.startswith("Turksib")
    assert "1,452 km" in said
    assert "Rails met in fact" in said


def test_a_view_with_turksib_selected_is_kept(window, catalog) -> None:
    from mapapp import viewfile

    window.select("turksib")
    view = window._store.view
    assert viewfile.loads(viewfile.dumps(view), catalog) == view


def test_details_set_our_area_beside_the_published_one(qtbot, window, at) -> None:
    said = click(qtbot, window, at(64.5, 51.5))
    assert "Area as drawn here: 253,200 km²" in said
    assert "239,560 km²" in said
    assert "Torgai" in said
    assert "secondary source" in said


def test_the_page_of_the_republic_lists_the_sum_and_the_unlocated(window) -> None:
    window.details.tabs.setCurrentIndex(1)
    said = window.details.browsers["republic"].toPlainText()
    assert "943,7" in said
    assert "Shubalan" in said
    assert "1,476,985" in said

"""Tables of values for sets of many units: joined to the right set, and shown without holding the window up."""

from pathlib import Path

import pytest

from geodata import contribute
from geodata.catalog import read_catalog
from mapapp.proposals import Looked, look
from mapapp.qt.dialogs.naming import NamesTab
from tests.coverage import write_map

CHOSEN = {"id": "cells", "role": "units", "licence": "CC0-1.0", "source": "Made up", "period": "1921"}
COUNT = 2000


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "library"
    found = contribute.inspect([write_map(folder.parent / "cells.gpkg", COUNT)], CHOSEN, library=folder)
    contribute.accept(found, folder)
    return folder


def looked_at(library: Path, names: list[str]) -> Looked:
    table = library.parent / "figures.csv"
    table.write_text("\n".join(["place,low", *(f"{name},7" for name in names)]), encoding="utf-8")
    return Looked.of(look([str(table)], None, str(library)))


def test_a_table_is_joined_to_the_set_that_its_names_are_of(library: Path) -> None:
    assert looked_at(library, ["cell 1", "cell 2", "Bökey"]).proposal.choices.join_to == "cells"
    assert looked_at(library, ["Aktobe", "Oral", "cell 1"]).proposal.choices.join_to == "august-1921"
    assert looked_at(library, ["nowhere"]).proposal.choices.join_to == "august-1921"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_names_that_wait_stand_first_in_a_long_table(qtbot, library: Path) -> None:
    names = [f"cell {row + 1}" for row in range(1500)]
    looked = looked_at(library, [*names, "cell 19x"])
    tab = NamesTab(read_catalog(library=library), "en")
    qtbot.addWidget(tab)
    spots: list[int] = []
    tab.spot_wanted.connect(spots.append)
    tab.show_file(looked)
    assert tab.open_names == 1
    assert tab.table.rowCount() == 1000
    assert tab.said.text() == "1,500 of 1,501 names have a place; 1 wait for you. The first 1,000 are listed."
    assert tab.table.item(0, 0).text() == "cell 19x"
    tab.table.setCurrentCell(0, 0)
    assert spots == [0]
    box, chosen = tab.table.cellWidget(0, 1), []
    assert box.itemText(1).startswith("cell 19"), "the nearest places are there at once"
    assert box.count() < 10
    box.showPopup()
    box.hidePopup()
    assert box.count() == len(looked.place_names) + 1
    assert len({box.itemData(row) for row in range(box.count())}) == box.count()
    tab.chosen.connect(chosen.append)
    box.setCurrentIndex(box.findData("cells:1777"))
    box.activated.emit(box.currentIndex())
    assert chosen == [{"matches": {"cell 19x": "cells:1777"}}]


def test_candidates_are_sought_for_so_many_names_and_the_rest_stay_errors(library: Path) -> None:
    names = ["cell 1", "cell 2", *(f"cell {row}x" for row in range(300))]
    looked = looked_at(library, names)
    assert looked.proposal.name_counts == {"all": 302, "meant": 2, "open": 300}
    assert looked.missing == COUNT - 2
    assert [it["how"] for it in looked.proposal.names[-2:]] == ["exact", "exact"], "those that wait stand first"
    found = contribute.inspect(looked.proposal.paths, {"join_to": "cells"}, library=library)
    hows = [it["how"] for it in found.names]
    assert hows[:2] == ["exact", "exact"]
    assert sum(bool(it["candidates"]) for it in found.names) == 200
    assert set(hows[202:]) == {"none"}
    assert len(found.standing().errors) == 300


def test_a_map_of_many_areas_is_inspected_once_as_units(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inspected, looks = contribute.inspect, []

    def counted(*given: object, **named: object) -> object:
        looks.append(given)
        return inspected(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(contribute, "inspect", counted)
    found = look([str(write_map(library.parent / "fifty.gpkg", 50))], None, str(library))
    assert found["proposal"]["choices"]["role"] == "units"
    assert len(looks) == 1


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_of_very_many_names_the_dialog_tells_the_true_number(qtbot, library: Path, builder, view) -> None:
    """A map of many areas taken for governorates: each name waits, though only some are handed over."""
    from mapapp.qt.dialogs.contribute import ProposalDialog

    path = write_map(library.parent / "many.gpkg", 2500)
    found = look([str(path)], {"role": "provinces"}, str(library))
    assert len(found["proposal"]["names"]) == 1000
    dialog = ProposalDialog(builder, view, library, found)
    qtbot.addWidget(dialog)
    count = found["proposal"]["features"]
    assert count > 2000
    assert dialog.tabs.tabText(1) == f"Names ({count:,})"
    assert dialog.status.text() == f"Names that wait for you: {count:,}; see “Names”."
    assert dialog.names.said.text().startswith(f"0 of {count:,} names have a place; {count:,} wait for you.")

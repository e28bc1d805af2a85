"""A view as a file: it comes back as it was, and what is no view is told in a sentence."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalog import Catalog, read_catalog
from geodata.classify import SCHEMES
from geodata.report import GeodataError, ReadError
from mapapp import viewfile
from mapapp.symbols import RAMPS
from mapapp.view import LayerState, MapView, Style, opening_view

CATALOG = read_catalog()
STYLES = st.builds(
    Style,
    ramp=st.sampled_from(["", *RAMPS]),
    scheme=st.sampled_from(["", *SCHEMES]),
    classes=st.integers(2, 5),
    breaks=st.lists(st.integers(-1000, 1000), unique=True, max_size=6).map(lambda it: tuple(map(float, sorted(it)))),
    width=st.sampled_from([0.5, 1.0, 2.25]),
    labels=st.booleans(),
)
NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20).map(str.strip)
LAYERS = st.lists(
    st.builds(
        LayerState,
        id=st.sampled_from([spec.id for spec in CATALOG.layers] + ["gone-layer"]),
        visible=st.booleans(),
        opacity=st.integers(0, 100).map(lambda percent: percent / 100),
        name=NAMES,
        style=STYLES,
    ),
    unique_by=lambda layer: layer.id,
).map(tuple)
VIEWS = st.builds(
    MapView,
    layers=LAYERS,
    language=st.sampled_from(["kk", "ru", "en"]),
    date=st.sampled_from(["1921-08", "1924", "1921-12-08"]),
    selection=st.sampled_from([None, "aktobe", "turksib", "town-uralsk"]),
    frame=st.one_of(st.none(), st.just((-1000.0, -2000.0, 3000.0, 4000.0))),
    legend=st.booleans(),
)


@given(VIEWS)
def test_a_view_comes_back_as_it_was(view: MapView) -> None:
    assert viewfile.loads(viewfile.dumps(view), CATALOG) == view


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(ReadError, match="Expected"):
        viewfile.loads(text, CATALOG)


def test_the_file_is_read_by_people(catalog: Catalog, tmp_path: Path) -> None:
    view = opening_view(catalog, "kk").with_name("rivers", "Біздің өзендер").with_selection("aktobe")
    path = tmp_path / "көрініс.dala"
    viewfile.write(view, path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("dala-atlas-view = 1\n")
    assert 'name = "Біздің өзендер"' in text
    assert "opacity" not in text
    assert viewfile.read(path, catalog) == view


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dala-atlas-view = 1", "dala-atlas-view = 7", "version 7"),
        ("dala-atlas-view = 1", "other = 1", "without its mark"),
        ('language = "en"', 'language = "xx"', "language = 'xx'"),
        ('date = "1921-08"', 'date = "someday"', "date = 'someday'"),
        ("visible = true", 'visible = "yes"', "visible = 'yes'"),
        ("visible = true", "visible = true, opacity = 3.0", "opacity = 3"),
        ('id = "rivers"', 'id = "water"', "id = 'water'"),
        ('id = "rivers"', "id = 3", "id = 3"),
        ("visible = true", 'visible = true, style = { ramp = "Rainbow" }', "Rainbow"),
        ("layers = [", "layers = 3\nothers = [", "layers = 3"),
        ("visible = true", "visible = true, style = 7", "style = 7"),
        ("visible = true", "visible = true, style = { breaks = [3, 1] }", "breaks = "),
    ],
)
def test_a_damaged_view_is_told_in_one_sentence(catalog: Catalog, old: str, new: str, said: str) -> None:
    text = viewfile.dumps(opening_view(catalog, "en"))
    assert old in text
    with pytest.raises(GeodataError, match=said):
        viewfile.loads(text.replace(old, new, 1), catalog)


def test_a_layer_that_is_not_known_keeps_its_place(catalog: Catalog) -> None:
    view = opening_view(catalog)
    strange = replace(view, layers=(*view.layers[:3], LayerState("my-uyezds", visible=True), *view.layers[3:]))
    assert viewfile.loads(viewfile.dumps(strange), catalog).layers[3].id == "my-uyezds"

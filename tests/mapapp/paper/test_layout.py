"""Sheets: everything has room, nothing is covered or cut, and the map is as large as it can be."""

from itertools import combinations, pairwise
from math import degrees, hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box

from geodata.report import GeodataError
from mapapp.clipping import clip_line, clip_ring
from mapapp.labels import Box, Measure
from mapapp.paper.corners import north_angle, sheet_extent
from mapapp.paper.layout import boxes, page, sheets
from mapapp.paper.pages import pages
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import FURNITURE, KINDS, PAPERS, Options
from mapapp.paper.sheetnames import FURNITURE_TITLES, KIND_TITLES, PAPER_TITLES
from mapapp.scene import Scene, SceneBuilder
from mapapp.view import MapView

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def measure(fonts) -> Measure:
    from mapapp.qt.look.fonts import text_measure

    return text_measure()


def meet(a: Box, b: Box, slack: float = 0.05) -> bool:
    return a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack


def corner_boxes(sheet: Page, measure: Measure) -> dict[str, Box]:
    assert sheet.map is not None
    found: dict[str, Box] = {f"label {it.label.text} {it.box}": it.box for it in sheet.map.labels}
    bar, north = sheet.map.scale_bar, sheet.map.north
    if bar is not None:
        wide, tall = measure(bar.text, bar.size_pt, False)
        found["scale bar"] = (bar.x, bar.y - tall, bar.x + max(bar.width, wide), bar.y)
    if north is not None:
        step = north.size_pt / 7.5
        found["north arrow"] = (north.x - 1.5 * step, north.y - 3.6 * step, north.x + 1.5 * step, north.y + 5 * step)
    if sheet.map.locator is not None:
        found["locator"] = sheet.map.locator.box
    return found


def test_every_choice_has_a_name() -> None:
    assert (tuple(KIND_TITLES), tuple(PAPER_TITLES), tuple(FURNITURE_TITLES)) == (KINDS, tuple(PAPERS), FURNITURE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_no_two_things_overlap_and_none_leaves_the_sheet(
    builder: SceneBuilder, view: MapView, measure: Measure, paper: str, language: str
) -> None:
    spoken = view.with_language(language)
    few = spoken.with_only(("crop-failure", "provinces", "water", "rivers", "towns", "border"))
    for chosen, kinds in ((spoken, KINDS), (few, ("colour", "black"))):
        for kind in kinds:
            for sheet in pages(builder.build(chosen), Options(paper=paper, kind=kind), measure):
                placed = boxes(sheet, measure)
                for one, other in combinations(placed, 2):
                    assert not meet(placed[one], placed[other]), (kind, one, other)
                for name, (x0, y0, x1, y1) in placed.items():
                    assert x0 >= 0 <= y0, name
                    assert x1 <= sheet.width >= 0, name
                    assert y1 <= sheet.height, name
                if sheet.map is None:
                    continue
                inside = corner_boxes(sheet, measure)
                for one, other in combinations(inside, 2):
                    assert not meet(inside[one], inside[other]), (kind, one, other)
                wide, tall = sheet.map.viewport.width_mm, sheet.map.viewport.height_mm
                assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= wide and b[3] <= tall for b in inside.values())


@pytest.mark.parametrize("paper", ["a4", "a4-portrait", "square"])
def test_the_five_provinces_fill_the_map_where_nothing_else_is_shown(
    builder: SceneBuilder, view: MapView, measure: Measure, paper: str
) -> None:
    scene = builder.build(view.with_only(("crop-failure", "provinces")))
    (sheet,) = sheets(scene, Options(paper=paper), measure)
    assert sheet.map is not None
    xmin, ymin, xmax, ymax = scene.areas.bounds()
    port = sheet.map.viewport
    shares = (xmax - xmin) * port.scale / port.width_mm, (ymax - ymin) * port.scale / port.height_mm
    assert max(shares) > 0.93
    assert port.width_mm * port.height_mm > 0.5 * sheet.width * sheet.height


def test_a_part_on_show_is_what_is_printed_unless_the_whole_is_asked_for(
    builder: SceneBuilder, view: MapView, measure: Measure
) -> None:
    part = (-500_000.0, -100_000.0, 0.0, 300_000.0)
    scene = builder.build(view.with_frame(part))
    assert sheet_extent(scene, whole=False) == (part, 0.0)
    sheet = page(scene, Options(), measure)
    assert sheet.map is not None
    west, north = sheet.map.viewport.to_map(0, 0)
    assert (round(west) <= -500_000, round(north) >= 300_000) == (True, True)
    assert sheet_extent(scene, whole=True)[0][2] > 1_000_000


def test_a_slide_is_read_from_the_last_row(builder: SceneBuilder, view: MapView, measure: Measure) -> None:
    for language in LANGUAGES:
        for kind in ("colour", "outline"):
            made = pages(builder.build(view.with_language(language)), Options(paper="slide", kind=kind), measure)
            for sheet in made:
                texts = [*sheet.texts, *(text for rows, _at in sheet.legends for text in rows.texts)]
                assert min(text.size_pt for text in texts) >= 24
                if sheet.map is not None:
                    assert min((it.style.size_pt for it in sheet.map.labels), default=14) >= 14
    first = made[0]
    assert (first.width, first.height) == (338.7, 190.5)


def test_a_slide_drops_lesser_towns_with_their_dots(builder: SceneBuilder, view: MapView, measure: Measure) -> None:
    sheet = page(builder.build(view), Options(paper="slide"), measure)
    assert sheet.map is not None
    layer = sheet.map.scene.layer("towns")
    named = {it.label.text for it in sheet.map.labels if it.label.style == "town"}
    drawn = [label.text for label, which in zip(layer.labels, layer.symbol_of, strict=True) if which >= 0]
    assert set(drawn) == named
    assert 0 < len(drawn) < len(layer.labels)


def test_what_a_slide_has_no_room_for_stands_on_the_next_one(
    builder: SceneBuilder, view: MapView, measure: Measure
) -> None:
    scene = builder.build(view)
    made = sheets(scene, Options(paper="slide"), measure)
    rows = [swatch.row.text for sheet in made for laid, _at in sheet.legends for swatch in laid.swatches]
    assert sorted(rows) == sorted(row.text for layer in scene.visible for row in layer.legend)
    assert "Albers" in " ".join(text.text for text in made[-1].texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_layers_at_once_take_as_many_slides_as_they_need(
    builder: SceneBuilder, view: MapView, measure: Measure, language: str
) -> None:
    everything = view.with_only(tuple(layer.id for layer in view.layers)).with_language(language)
    scene = builder.build(everything)
    made = pages(scene, Options(paper="slide"), measure)
    rows = [swatch.row.text for sheet in made for legend, _at in sheet.legends for swatch in legend.swatches]
    assert sorted(rows) == sorted(row.text for layer in scene.visible for row in layer.legend)
    assert made[0].map is not None
    assert made[0].map.box[3] - made[0].map.box[1] > 0.5 * made[0].height
    last = " ".join(text.text for text in made[-1].texts)
    assert "".join(scene.credits.split()) in "".join(last.split())
    assert all(scene.credits[:40] not in text.text for sheet in made[:-1] for text in sheet.texts)
    assert [f"{number} / {len(made)}" for number in range(1, len(made) + 1)] == [
        next(text.text for text in sheet.texts if " / " in text.text).rpartition("·")[2].strip() for sheet in made
    ]


@pytest.mark.parametrize("name", FURNITURE)
def test_every_part_of_a_sheet_can_be_left_out(scene: Scene, measure: Measure, name: str) -> None:
    outline = name == "name"
    told = Options(kind="outline" if outline else "colour", subtitle="Class 9")
    whole = pages(scene, told, measure)[0]
    less = pages(scene, Options(kind=told.kind, subtitle="Class 9", without=frozenset({name})), measure)[0]

    def content(sheet: Page) -> tuple[object, ...]:
        assert sheet.map is not None
        return (
            [text.text for text in sheet.texts], [text.text for rows, _at in sheet.legends for text in rows.texts],
            sheet.map.scale_bar is None, sheet.map.north is None, sheet.map.locator is None, len(sheet.rules),
        )  # fmt: skip

    assert (content(whole) == content(less)) == (name == "locator")  # the opening map shows all that a locator would


def test_a_locator_stands_where_the_map_shows_a_part(builder: SceneBuilder, view: MapView, measure: Measure) -> None:
    scene = builder.build(view.with_only(("crop-failure", "provinces")))
    shown, hidden = (page(scene, Options(without=frozenset(it)), measure).map for it in ((), ("locator",)))
    assert shown is not None
    assert hidden is not None
    assert shown.locator is not None
    assert {"locator", "areas", "border"} <= {layer.id for layer in shown.locator.scene.visible}
    assert hidden.locator is None


def test_words_are_those_of_the_person(scene: Scene, measure: Measure) -> None:
    sheet = page(scene, Options(title="Ашаршылық", subtitle="9-сынып", credits="Our school"), measure)
    assert {"Ашаршылық", "9-сынып", "Our school"} <= {text.text for text in sheet.texts}
    assert sheet.title == "Ашаршылық"


def test_the_scale_bar_is_round(builder: SceneBuilder, view: MapView, measure: Measure) -> None:
    for paper in PAPERS:
        sheet = page(builder.build(view), Options(paper=paper), measure)
        assert sheet.map is not None
        assert sheet.map.scale_bar is not None
        km = float(sheet.map.scale_bar.text.split()[0])
        assert km in {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}
        assert sheet.map.scale_bar.width == pytest.approx(km * 1000 * sheet.map.viewport.scale)


def test_the_arrow_points_along_the_meridian(scene: Scene, measure: Measure) -> None:
    import pyproj
    from shapely.geometry import Point

    from geodata.geometry import project, unproject

    sheet = page(scene, Options(), measure)
    assert sheet.map is not None
    for x, y in ((5.0, 5.0), (sheet.map.viewport.width_mm - 5, 10.0)):
        here = unproject(Point(*sheet.map.viewport.to_map(x, y)))
        a, b = project(here), project(Point(here.x, here.y + 0.01))
        from math import atan2

        assert north_angle(sheet.map.viewport, x, y) == pytest.approx(degrees(atan2(b.x - a.x, b.y - a.y)), abs=0.05)
    assert pyproj.__version__


def test_a_title_that_has_no_room_is_refused_with_a_reason(scene: Scene, measure: Measure) -> None:
    with pytest.raises(GeodataError, match=r"has no room|too many rows"):
        page(scene, Options(title="Ашаршылық " * 300), measure)
    with pytest.raises(GeodataError, match="has no room"):
        page(scene, Options(title="Ашаршылық" * 30), measure)


def test_choices_that_cannot_be_are_named() -> None:
    for options, words in (
        (Options(paper="a9"), "a paper size, found “a9”"), (Options(kind="sepia"), "a kind of map, found “sepia”"),
        (Options(without=frozenset({"frame"})), "a part of the sheet, found “frame”"), (Options(dpi=20), "30 to 1200"),
    ):  # fmt: skip
        with pytest.raises(GeodataError, match=words):
            options.check()


points = st.tuples(st.integers(-40, 140), st.integers(-40, 140))
FRAME = (0.0, 0.0, 100.0, 100.0)


@given(st.lists(points, min_size=3, max_size=12, unique=True))
def test_a_ring_is_cut_as_an_exact_library_cuts_it(ring: list[tuple[int, int]]) -> None:
    shape = Polygon(ring)
    if not shape.is_valid:
        return
    cut = clip_ring([*ring, ring[0]], FRAME)
    assert all(-1e-9 <= x <= 100 + 1e-9 and -1e-9 <= y <= 100 + 1e-9 for x, y in cut)
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(cut)) / 2
    assert abs(area) == pytest.approx(shape.intersection(box(*FRAME)).area, abs=1e-6)


@given(st.lists(points, min_size=2, max_size=12, unique=True))
def test_a_line_keeps_what_lies_inside(line: list[tuple[int, int]]) -> None:
    pieces = clip_line(line, FRAME)
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for piece in pieces for a, b in pairwise(piece))
    parts = [LineString(pair).intersection(box(*FRAME)).length for pair in pairwise(line)]
    assert length == pytest.approx(sum(parts), abs=1e-6)

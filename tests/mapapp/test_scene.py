"""From choices to a scene: what stands in it, and what stays the same object."""

import shutil
from array import array
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalog import Catalog, read_catalog
from geodata.claims import Value
from geodata.model import Qualifier
from mapapp import compiled, symbols
from mapapp.compiled import Shapes
from mapapp.labels import Box, Viewport, fit, place, place_all, place_names
from mapapp.scene import Scene, SceneBuilder, SceneLayer, as_hatch
from mapapp.stated import Stated
from mapapp.symbols import Symbol, hatch_lines
from mapapp.view import MapView, Style


def test_the_opening_legend_holds_all_classes_and_the_missing_one(scene: Scene) -> None:
    layer = scene.layer("crop-failure")
    assert [row.text for row in layer.legend] == [
        "0 ≤ x < 25 %", "25 ≤ x < 50 %", "50 ≤ x < 75 %", "75 ≤ x ≤ 100 %", "not stated in the source",
    ]  # fmt: skip
    assert layer.subject == "share of sown grain that did not come up"
    assert scene.coverage == ("4 of 5 governorates stated; 1 not stated",)


def test_aktobe_is_hatched_and_has_no_number(scene: Scene) -> None:
    layer = scene.layer("crop-failure")
    index = layer.shapes.ids.index("aktobe")
    assert layer.symbols[layer.symbol_of[index]].hatch is not None
    assert dict(layer.figures[index])["low"] is None
    assert "not stated" in layer.tips[index]


def test_other_colours_give_every_province_its_class_again(builder: SceneBuilder, view: MapView) -> None:
    first = builder.build(view).layer("crop-failure")
    blue = builder.build(view.with_style("crop-failure", Style(ramp="PuBu"))).layer("crop-failure")
    assert blue.symbols != first.symbols
    assert blue.symbol_of is first.symbol_of, "classes are sought again though only colours changed"
    broken = builder.build(view.with_style("crop-failure", Style(scheme="manual", breaks=(0.0, 90.0, 100.0))))
    classes = dict(zip(first.shapes.ids, broken.layer("crop-failure").symbol_of, strict=True))
    low = {place: dict(told)["low"] for place, told in zip(first.shapes.ids, first.figures, strict=True)}
    assert {place: int(low[place] >= 90) for place in low if low[place] is not None} == {
        place: classes[place] for place in low if low[place] is not None
    }


def test_values_that_say_the_same_are_of_one_kind(catalog: Catalog) -> None:
    exact, missing = Qualifier.EXACT, Qualifier.NOT_STATED
    said = [
        Value("a", 7.0, 7.0, exact, ("1",)), Value("b", None, None, missing, ("2",)),
        Value("c", 7.0, 7.0, exact, ("3",)), Value("d", None, None, None, ()), Value("e", 7.0, None, exact, ("4",)),
    ]  # fmt: skip
    found = Stated.of(said)
    assert [it.place for it in found.kinds] == ["a", "b", "d", "e"]
    assert found.kind_of == (0, 1, 0, 2, 3)
    assert found.count == 3
    assert found.spread([5, 6, 7, 8]) == (5, 6, 5, 7, 8)


def test_switching_one_layer_keeps_all_others_as_they_were(builder: SceneBuilder, view: MapView) -> None:
    before = builder.build(view)
    after = builder.build(view.with_visible("rivers", False))
    assert not after.layer("rivers").visible
    assert after.layer("rivers").shapes is before.layer("rivers").shapes
    assert all(after.layer(it.id) is it for it in before.layers if it.id != "rivers")


def test_a_second_fill_becomes_a_hatch_and_says_so(builder: SceneBuilder, view: MapView) -> None:
    scene = builder.build(view.with_visible("listed-1921", True))
    assert all(symbol.fill is None for symbol in scene.layer("listed-1921").symbols)
    assert all(symbol.hatch for symbol in scene.layer("listed-1921").symbols)
    assert any("One colour fill" in notice for notice in scene.notices)


def test_classes_of_a_second_fill_are_told_apart_by_their_lines(scene: Scene) -> None:
    plain = scene.layer("crop-failure")
    first, last = (plain.symbols[index].fill or "" for index in (0, 1))
    within = symbols.striped(first, last)
    mixed = replace(plain, symbols=(*plain.symbols, within, symbols.NO_STATEMENT))
    layer = as_hatch(mixed, 1)
    hatches = [symbol.hatch or symbols.Hatch(0, 0, 0, "") for symbol in layer.symbols[: len(plain.breaks) - 1]]
    assert {it.angle for it in hatches} == {90.0}
    for lower, higher in pairwise(hatches):
        assert lower.spacing_mm > 1.2 * higher.spacing_mm
        assert higher.width_mm > 1.2 * lower.width_mm
    assert hatches[-1].width_mm < hatches[-1].spacing_mm / 2  # what lies under it is still seen
    ranged, silent = (layer.symbols[mixed.symbols.index(it)].hatch for it in (within, symbols.NO_STATEMENT))
    assert ranged == replace(hatches[1], dash_mm=symbols.BROKEN)
    assert silent is None
    assert layer.symbols[plain.symbols.index(symbols.NOT_STATED)].hatch == symbols.NOT_STATED.hatch


def test_the_only_fill_keeps_its_colour(builder: SceneBuilder, view: MapView) -> None:
    scene = builder.build(view.with_only(("listed-1921",)))
    assert scene.layer("listed-1921").symbols == (symbols.LISTED,)
    assert scene.notices == ()


def test_the_credits_name_what_is_on_show_and_nothing_else(builder: SceneBuilder, view: MapView) -> None:
    opening = builder.build(view.with_language("kk")).credits
    assert "Абдрахманов Ислам" in opening
    assert "OpenStreetMap" in opening
    outlines = builder.build(view.with_only(("provinces",))).credits
    assert "Figures" not in outlines
    assert "OpenStreetMap" not in outlines
    second = builder.build(view.with_only(("starving-provinces",))).credits
    assert "Sarkenova" in second
    assert "Abdrakhmanov" not in second


def test_livestock_deaths_say_in_some_uyezds(builder: SceneBuilder, view: MapView) -> None:
    layer = builder.build(view.with_visible("livestock-deaths", True)).layer("livestock-deaths")
    drawn = {name for name, which in zip(layer.shapes.ids, layer.symbol_of, strict=True) if which >= 0}
    assert drawn == {"ural", "bokei"}
    assert [row.text for row in layer.legend] == ["Livestock deaths: 100\N{NO-BREAK SPACE}% in some uyezds"]


def test_burned_sowings_fill_nothing(builder: SceneBuilder, view: MapView) -> None:
    layer = builder.build(view.with_visible("burned-sowings", True)).layer("burned-sowings")
    assert layer.shapes.ids == ()
    assert "50–80" in layer.labels[0].text


@pytest.mark.parametrize(("language", "title"), [("kk", "Егіннің шықпай қалуы, 1921 ж."), ("ru", "Неурожай, 1921 г.")])
def test_a_scene_speaks_its_language(builder: SceneBuilder, view: MapView, language: str, title: str) -> None:
    assert builder.build(view.with_language(language)).title == title


def test_another_date_says_that_the_figures_are_of_1921(builder: SceneBuilder, view: MapView) -> None:
    from dataclasses import replace

    assert any("1921" in line for line in builder.build(replace(view, date="1924")).notices)
    assert any("no governorates" in line for line in builder.build(replace(view, date="1930")).notices)


def test_labels_neither_overlap_nor_leave_the_frame(scene: Scene) -> None:
    viewport = fit(scene.extent, 210, 140)
    placed = place(scene, viewport, lambda text, size, bold: (len(text) * size * 0.2, size * 0.4))
    assert {item.label.text for item in placed} >= {"Ural", "Aktobe", "Kostanay", "Bokei", "Orenburg"}
    for index, one in enumerate(placed):
        assert 0 <= one.box[0] <= one.box[2] <= 210
        assert 0 <= one.box[1] <= one.box[3] <= 140
        for other in placed[index + 1 :]:
            a, b = one.box, other.box
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_compiled_shapes_come_back_from_disk(tmp_path: Path, shapes: dict[str, Shapes]) -> None:
    path = tmp_path / "shapes.bin"
    compiled.write(path, shapes, "key")
    found = compiled.read(path, "key")
    assert found is not None
    assert {name: it.xy for name, it in found.items()} == {name: it.xy for name, it in shapes.items()}
    assert found["base/water.geojson"].parts == shapes["base/water.geojson"].parts


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "key"])
def test_a_damaged_cache_is_made_anew(
    tmp_path: Path, catalog: Catalog, shapes: dict[str, Shapes], damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "SHIPPED", tmp_path / "none.bin")
    path = tmp_path / "shapes.bin"
    key = compiled.cache_key(catalog)
    compiled.write(path, shapes, "another" if damage == "key" else key)
    raw = bytearray(path.read_bytes())
    if damage == "cut":
        raw = raw[:-100]
    elif damage == "flip":
        raw[-50] ^= 255
    elif damage == "empty":
        raw = bytearray()
    path.write_bytes(bytes(raw))
    assert compiled.read(path, key) is None
    assert compiled.load(catalog, path).keys() >= shapes.keys()
    assert compiled.read(path, key) is not None


def test_shapes_that_came_with_the_program_serve_its_own_data_only(
    tmp_path: Path, catalog: Catalog, shapes: dict[str, Shapes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "SHIPPED", tmp_path / "program.bin")
    compiled.ship()
    key = compiled.cache_key(catalog)
    assert compiled.kept(tmp_path / "none.bin", key).keys() == shapes.keys()
    root = shutil.copytree(catalog.root, tmp_path / "data")
    with (root / "comparisons.toml").open("a") as file:
        file.write("\n")
    assert compiled.kept(tmp_path / "none.bin", compiled.cache_key(read_catalog(root))) is None


def test_the_ramp_grows_darker_in_grey() -> None:
    greys = [symbols.grey(colour) for colour in symbols.RAMP]
    assert greys == sorted(greys, reverse=True)
    contrasts = [(a + 0.05) / (b + 0.05) for a, b in pairwise(greys)]
    assert min(contrasts) > 1.2


@given(st.floats(5, 80), st.floats(5, 80), st.sampled_from([0, 30, 45, 90, -45]), st.floats(0.5, 4))
def test_hatch_lines_fill_a_rectangle_and_stay_inside(width: float, height: float, angle: float, step: float) -> None:
    ring = [0.0, 0.0, width, 0.0, width, height, 0.0, height, 0.0, 0.0]
    lines = hatch_lines([ring], step, angle)
    for x1, y1, x2, y2 in lines:
        assert min(x1, x2) >= -1e-6
        assert max(x1, x2) <= width + 1e-6
        assert min(y1, y2) >= -1e-6
        assert max(y1, y2) <= height + 1e-6
    length = sum(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 for x1, y1, x2, y2 in lines)
    assert abs(length * step - width * height) <= 1.5 * step * (width + height)


def areas_in_a_row(sides: Sequence[float], names: Sequence[str]) -> SceneLayer:
    """Return squares of so many metres, each 20 km from the one before."""
    rings = [[(at, 0.0), (at + side, 0.0), (at + side, side), (at, side), (at, 0.0)] for at, side in places_of(sides)]
    boxes = [(at, 0.0, at + side, side) for at, side in places_of(sides)]
    shapes = Shapes(
        "polygon", tuple(map(str, range(len(sides)))), tuple(names), tuple(((5 * k, 5),) for k in range(len(sides))),
        tuple((at + side / 2, side / 2) for at, side in places_of(sides)),
        array("d", [c for ring in rings for xy in ring for c in xy]).tobytes(),
        boxes=array("d", [c for box in boxes for c in box]).tobytes(),
    )  # fmt: skip
    return SceneLayer(
        "areas", "Areas", "areas", True, 1.0, shapes, (Symbol(line="#8a7a58", width_mm=0.2),), (0,) * len(sides),
        (), (), names=tuple(names),
    )  # fmt: skip


def places_of(sides: Sequence[float]) -> list[tuple[float, float]]:
    return [(20_000.0 * index, side) for index, side in enumerate(sides)]


def measured(text: str, size_pt: float, bold: bool) -> tuple[float, float]:
    return len(text) * size_pt * 0.18, size_pt * 0.4


def named(scene: Scene, layer: SceneLayer, scale: float, taken: Sequence[Box] = ()) -> list[str]:
    alone = replace(scene, layers=(layer,))
    found = place_names(alone, Viewport((40_000.0, 5_000.0), 200.0, 100.0, scale), measured, taken)
    return [it.label.text for it in found if it is not None]


def test_names_of_very_many_areas_stand_where_they_fit_the_largest_first(scene: Scene) -> None:
    layer = areas_in_a_row((6_000.0, 15_000.0, 9_000.0, 12_000.0), ("small", "large", "middle", "very long name"))
    assert named(scene, layer, 0.0001) == []
    assert named(scene, layer, 0.001) == ["large", "middle"]
    assert named(scene, layer, 0.002) == ["large", "very long name", "middle", "small"]
    assert named(scene, replace(layer, opacity=0.0), 0.002) == []
    viewport = Viewport((40_000.0, 5_000.0), 200.0, 100.0, 0.001)
    x, y = viewport.to_mm(*layer.shapes.anchors[1])
    assert named(scene, layer, 0.001, [(x, y, x + 1, y + 1)]) == ["middle"], "another label stands there"
    assert named(scene, areas_in_a_row((9_000.0,) * 2, ("", "middle")), 0.001) == ["middle"]


def test_names_of_areas_that_lie_upon_one_another_do_not_collide(scene: Scene) -> None:
    layer = areas_in_a_row((9_000.0, 60_000.0), ("one", "two"))
    moved = replace(layer, shapes=replace(layer.shapes, anchors=((50_000.0, 4_500.0), (50_500.0, 4_500.0))))
    assert named(scene, moved, 0.001) == ["two"]


def test_on_a_sheet_names_of_very_many_areas_take_the_room_that_labels_leave(scene: Scene) -> None:
    layer = areas_in_a_row((15_000.0,) * 12, [f"area {index}" for index in range(12)])
    whole = replace(scene, layers=(*scene.layers, layer))
    viewport = Viewport((100_000.0, 5_000.0), 300.0, 200.0, 0.001)
    few, all_of_them = place(whole, viewport, measured), place_all(whole, viewport, measured)
    assert all_of_them[: len(few)] == few
    names = [it.label.text for it in all_of_them[len(few) :]]
    assert len(names) > 6
    assert set(names) <= set(layer.names)
    boxes = [it.box for it in all_of_them]
    for index, (x0, y0, x1, y1) in enumerate(boxes):
        assert not any(x0 < it[2] and it[0] < x1 and y0 < it[3] and it[1] < y1 for it in boxes[index + 1 :])

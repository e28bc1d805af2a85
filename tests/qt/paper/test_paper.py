"""Pictures on paper: what is seen in grey, in black alone, in files, and what is refused."""

import itertools
import re
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pypdf import PdfReader
from PySide6.QtGui import QImage

from geodata.catalog import Catalog
from geodata.report import GeodataError, ReadError
from mapapp import viewfile
from mapapp.export import Pictures, export
from mapapp.paper.kinds import as_kind
from mapapp.paper.pages import pages
from mapapp.paper.sheet import KINDS, PAPERS, Options
from mapapp.pngtext import SIGNATURE, read_texts
from mapapp.qt.paper import sheetpainter
from mapapp.qt.paper.printing import make_printer
from mapapp.qt.paper.writers import image, pictures
from mapapp.scene import Scene, SceneBuilder, as_hatch
from mapapp.symbols import striped
from mapapp.view import MapView, Style

DPI = 150
MM = DPI / 25.4
FIVE = Style(ramp="PuBu", scheme="manual", breaks=(0.0, 20.0, 40.0, 75.0, 90.0, 100.0))


@pytest.fixture
def drawing(fonts) -> Pictures:
    return pictures()


def light(picture: QImage, left: float, top: float, wide: float, tall: float) -> NDArray[np.float64]:
    """Return the sRGB levels (0 to 255) of a part of a picture given in millimetres, in grey."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    whole = np.frombuffer(grey.constBits(), dtype=np.uint8).reshape(grey.height(), grey.bytesPerLine())
    x0, y0, x1, y1 = (round(side * MM) for side in (left, top, left + wide, top + tall))
    return whole[y0:y1, x0:x1].astype(float)


def luminance(levels: NDArray[np.float64]) -> float:
    share = levels / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear.mean())


def signature(ink: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return how much of a patch is black, and how strongly it is striped along each diagonal."""
    side = min(ink.shape)
    patch = ink[:side, :side].astype(float)
    stripes = [
        np.std([turned.diagonal(offset).mean() for offset in range(-side // 2, side // 2)])
        for turned in (patch, np.fliplr(patch))
    ]
    return float(patch.mean()), float(stripes[0]), float(stripes[1])


def bare_fills(builder: SceneBuilder, view: MapView) -> Scene:
    return builder.build(view.with_style("crop-failure", FIVE).with_only(("crop-failure",)))


def legend_patches(scene: Scene, kind: str, drawing: Pictures) -> dict[str, NDArray[np.float64]]:
    """Return the pixels inside the legend's boxes, by the words beside them."""
    sheet = pages(scene, Options(kind=kind), drawing.measure)[0]
    picture = image(sheet, DPI)
    found = {}
    for rows, (x, y) in sheet.legends:
        for swatch in rows.swatches:
            x0, y0, x1, y1 = swatch.box
            found[swatch.row.text] = light(picture, x + x0 + 0.4, y + y0 + 0.4, x1 - x0 - 0.8, y1 - y0 - 0.8)
    return found


@pytest.mark.parametrize("classes", [3, 4, 5])
def test_neighbouring_classes_stay_apart_in_grey(
    builder: SceneBuilder, view: MapView, drawing: Pictures, classes: int
) -> None:
    breaks = tuple(100.0 * step / classes for step in range(classes + 1))
    style = Style(ramp="Purples", scheme="manual", breaks=breaks)
    scene = builder.build(view.with_style("crop-failure", style).with_only(("crop-failure",)))
    patches = [patch for words, patch in legend_patches(scene, "grey", drawing).items() if "%" in words]
    assert len(patches) == classes
    commonest = [float(np.bincount(patch.astype(int).ravel()).argmax()) for patch in patches]
    for told in ([luminance(patch) for patch in patches], [luminance(np.array([level])) for level in commonest]):
        ratios = [(a + 0.05) / (b + 0.05) for a, b in itertools.pairwise(told)]
        assert min(ratios) >= 1.7, ratios


@pytest.mark.parametrize("kind", ["grey", "black"])
@pytest.mark.parametrize("threshold", [110, 128, 140])
def test_every_class_keeps_its_own_pattern_in_black_and_white(
    builder: SceneBuilder, view: MapView, drawing: Pictures, kind: str, threshold: int
) -> None:
    patches = legend_patches(bare_fills(builder, view), kind, drawing)
    assert len(patches) == 6
    told = {words: signature(patch < threshold) for words, patch in patches.items()}
    for words, one in told.items():
        for other, two in told.items():
            if words != other:
                assert max(abs(a - b) for a, b in zip(one, two, strict=True)) > 0.03, (words, other, one, two)


@pytest.mark.parametrize("kind", ["grey", "black", "contrast"])
def test_the_map_shows_what_the_legend_shows(
    builder: SceneBuilder, view: MapView, drawing: Pictures, kind: str
) -> None:
    scene = bare_fills(builder, view)
    sheet = pages(scene, Options(kind=kind), drawing.measure)[0]
    picture = image(sheet, DPI)
    assert sheet.map is not None
    layer = sheet.map.scene.layer("crop-failure")
    legend = {row.symbol: row.text for row in layer.legend}
    patches = legend_patches(scene, kind, drawing)
    for place, which, anchor in zip(layer.shapes.ids, layer.symbol_of, layer.shapes.anchors, strict=True):
        x, y = sheet.map.viewport.to_mm(*anchor)
        patch = light(picture, sheet.map.box[0] + x - 4.5, sheet.map.box[1] + y - 4.5, 9, 9)
        own = patches[legend[layer.symbols[which]]]
        assert luminance(patch) == pytest.approx(luminance(own), abs=0.09), place
    assert legend[layer.symbols[layer.symbol_of[layer.shapes.ids.index("aktobe")]]] == "not stated in the source"


@pytest.mark.parametrize("kind", ["grey", "black"])
def test_the_boundary_between_two_areas_of_one_dark_class_survives_a_copy(
    builder: SceneBuilder, view: MapView, drawing: Pictures, kind: str
) -> None:
    scene = builder.build(view.with_only(("crop-failure", "provinces")))
    sheet = pages(scene, Options(kind=kind), drawing.measure)[0]
    assert sheet.map is not None
    shapes, (left, top, *_) = sheet.map.scene.layer("crop-failure").shapes, sheet.map.box
    ural, orenburg = (
        {
            (ring[i], ring[i + 1])
            for part in shapes.parts[shapes.ids.index(place)]
            for ring in (shapes.ring(part),)
            for i in range(0, len(ring) - 1, 2)
        }
        for place in ("ural", "orenburg")
    )
    boxes = [it.box for it in sheet.map.labels]
    shared = [(x, y) for x, y in (sheet.map.viewport.to_mm(*corner) for corner in ural & orenburg)]
    free = [(x, y) for x, y in shared if not any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes)]
    assert len(free) > 10
    picture = image(sheet, DPI)
    for x, y in free:
        assert (light(picture, left + x - 0.6, top + y - 0.6, 1.2, 1.2) >= 128).mean() > 0.2


def test_black_only_is_black_and_white_alone(scene: Scene, drawing: Pictures) -> None:
    picture = image(pages(scene, Options(kind="black"), drawing.measure)[0], 100)
    assert set(np.unique(light(picture, 0, 0, 150, 100))) == {0.0, 255.0}


@pytest.mark.parametrize("kind", ["grey", "black", "outline", "worksheet"])
def test_kinds_without_colour_hold_none(scene: Scene, drawing: Pictures, kind: str) -> None:
    for sheet in pages(scene, Options(kind=kind), drawing.measure):
        picture = image(sheet, 60).convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(picture.constBits(), dtype=np.uint8).reshape(-1, 4)[:, :3].astype(int)
        assert int((pixels.max(axis=1) - pixels.min(axis=1)).max()) <= 2


@pytest.mark.parametrize("kind", ["grey", "black", "outline", "worksheet"])
def test_words_are_black_where_a_printer_knows_no_grey(scene: Scene, drawing: Pictures, kind: str) -> None:
    for sheet in pages(scene, Options(kind=kind), drawing.measure):
        texts = [*sheet.texts, *(text for rows, _at in sheet.legends for text in rows.texts)]
        assert {text.colour for text in texts} == {"#000000"}


def test_an_outline_map_gives_nothing_away_and_its_key_does(scene: Scene, drawing: Pictures) -> None:
    blank, key = pages(scene, Options(kind="outline"), drawing.measure)
    assert blank.map is not None
    assert key.map is not None
    assert blank.map.labels == ()
    assert {it.label.text for it in key.map.labels} == set(scene.area_names)
    assert not any(name in text.text for rows, _at in blank.legends for text in rows.texts for name in scene.area_names)
    numbers = blank.map.scene.layer("numbers")
    assert [symbol.letter for symbol in numbers.symbols] == ["1", "2", "3", "4", "5"]
    ink = light(image(blank, DPI), *(blank.map.box[i] for i in (0, 1)), 200, 100)
    assert 0.005 < (ink < 128).mean() < 0.12


def test_white_areas_have_an_edge_where_nothing_else_draws_one(builder: SceneBuilder, view: MapView) -> None:
    for layers, wide in ((("crop-failure",), {0.15}), (("crop-failure", "provinces"), {0.0})):
        fill = as_kind(builder.build(view.with_only(layers)), "black").layer("crop-failure")
        assert {symbol.width_mm for symbol in fill.symbols} == wide


def test_a_figure_that_may_lie_in_several_classes_looks_like_none_of_them(scene: Scene) -> None:
    lead = scene.layer("crop-failure")
    mixed = replace(lead, symbols=(*lead.symbols, striped("#ffffd4", "#b8470b")))
    for kind in ("grey", "black"):
        drawn = as_kind(replace(scene, layers=(mixed,)), kind).layers[0].symbols
        assert len(set(drawn)) == len(drawn)
        assert drawn[-1].hatch is not None
        assert drawn[-1].hatch.angle == 0


def test_a_second_fill_becomes_squares_that_can_be_counted(builder: SceneBuilder, view: MapView) -> None:
    scene = as_kind(builder.build(view.with_only(("crop-failure", "listed-1921", "provinces"))), "grey")
    first, second = scene.layer("crop-failure"), scene.layer("listed-1921")
    assert (first.kind, second.kind) == ("choropleth", "markers")
    assert {symbol.marker for symbol in second.symbols} == {"square"}
    assert any("squares" in notice for notice in scene.notices)
    assert scene.layers[-1] is second


def test_no_layer_of_the_atlas_keeps_a_colour_without_colour(builder: SceneBuilder, view: MapView) -> None:
    everything = view.with_only(tuple(layer.id for layer in view.layers))
    for kind in ("grey", "black"):
        for layer in as_kind(builder.build(everything), kind).layers:
            for symbol in (*layer.symbols, *(row.symbol for row in layer.legend)):
                colours = [symbol.fill, symbol.line, symbol.hatch and symbol.hatch.colour]
                for colour in (it for it in colours if it):
                    assert colour[1:3] == colour[3:5] == colour[5:7], (layer.id, colour)
                    assert kind == "grey" or colour in {"#000000", "#ffffff"} or layer.id == "rivers", layer.id


# files


def test_a_png_opens_again_as_the_same_map(
    builder: SceneBuilder, catalog: Catalog, view: MapView, drawing: Pictures, tmp_path: Path
) -> None:
    wanted = view.with_language("kk").with_style("crop-failure", FIVE).with_visible("towns", False)
    wanted = wanted.with_name("rivers", "Өзендер мен көлдер").with_frame((-500_000.0, -200_000.0, 100_000.0, 300_000.0))
    (path,) = export(builder.build(wanted), tmp_path / "қостанай.png", Options(dpi=100), drawing)
    assert viewfile.read(path, catalog) == wanted
    texts = read_texts(path)
    assert "Абдрахманов" in texts["Source"]
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (round(2970 / 25.4 * 10), round(2100 / 25.4 * 10))
    assert picture.dotsPerMeterX() == round(100 / 0.0254)


def test_the_window_opens_a_saved_picture(window, tmp_path: Path) -> None:
    store = window.views._store
    saved = store.view.with_visible("rivers", False).with_language("ru")
    (path,) = export(window._builder.build(saved), tmp_path / "map.png", Options(dpi=100), pictures())
    window.views.open(path)
    assert store.view == saved


def test_a_picture_of_others_says_so(catalog: Catalog, tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "photo.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(path))
    with pytest.raises(ReadError, match=r"photo\.png without a map view"):
        viewfile.read(path, catalog)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@given(st.text(min_size=0, max_size=200))
def test_texts_of_a_png_are_read_in_every_form(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "texts.png"
    body = text.encode()
    plain = b"k1\0\0\0\0\0" + body
    packed = b"k2\0\1\0\0\0" + zlib.compress(body)
    path.write_bytes(SIGNATURE + chunk(b"iTXt", plain) + chunk(b"iTXt", packed) + chunk(b"IEND", b""))
    assert read_texts(path) == {"k1": text, "k2": text}


@given(st.binary(max_size=300))
def test_a_broken_png_is_refused_in_words(tmp_path_factory: pytest.TempPathFactory, rest: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "broken.png"
    for content in (rest, SIGNATURE + rest, SIGNATURE + chunk(b"zTXt", b"k\0\0" + rest) + chunk(b"iTXt", rest)):
        path.write_bytes(content)
        with suppress(ReadError):
            read_texts(path)


def test_a_text_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(SIGNATURE + chunk(b"zTXt", b"k\0\0" + zlib.compress(b"0" * 50_000_000)) + chunk(b"IEND", b""))
    with pytest.raises(ReadError):
        read_texts(path)


def test_a_pdf_has_bookmarks_author_and_words_that_can_be_copied(
    builder: SceneBuilder, view: MapView, drawing: Pictures, tmp_path: Path
) -> None:
    scene = builder.build(view.with_language("kk"))
    (path,) = export(scene, tmp_path / "кескін.pdf", Options(kind="outline"), drawing)
    with PdfReader(path) as reader:
        assert len(reader.pages) == 2
        titles = [item.title for item in reader.outline if not isinstance(item, list)]
        assert titles == [
            "Кескін карта: Бес губерния, 1921 ж. тамыз", "Кескін картаның жауаптары: Бес губерния, 1921 ж. тамыз",
        ]  # fmt: skip
        assert reader.metadata is not None
        assert reader.metadata.author == "Dala Atlas contributors"
        assert reader.trailer["/Root"]["/Lang"] == "kk"
        text = reader.pages[1].extract_text()
        assert all(name in text for name in ("Қостанай", "Ақтөбе", "Бөкей"))
        fonts = [font.get_object() for font in reader.pages[1]["/Resources"]["/Font"].values()]
        assert fonts
        assert all("/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts)
    (path,) = export(scene, tmp_path / "a.pdf", Options(), drawing)
    with PdfReader(path) as reader:
        assert "Хан ордасы" in reader.pages[0].extract_text()
        wide, tall = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
        assert (round(wide * 25.4 / 72), round(tall * 25.4 / 72)) == (297, 210)


def test_an_svg_has_a_group_a_layer_and_text_as_text(
    builder: SceneBuilder, view: MapView, drawing: Pictures, tmp_path: Path
) -> None:
    scene = builder.build(view.with_language("kk"))
    (path,) = export(scene, tmp_path / "карта.svg", Options(), drawing)
    root = ElementTree.parse(path).getroot()
    label = "{http://www.inkscape.org/namespaces/inkscape}label"
    named = {it.get("id"): it.get(label) for it in root if it.get(label)}
    assert {f"layer-{layer.id}": layer.title for layer in scene.visible}.items() <= named.items()
    assert {"names", "legend", "words"} <= named.keys()
    ids = [it.get("id") for it in root.iter() if it.get("id")]
    assert len(ids) == len(set(ids))
    assert any("".join(it.itertext()) == "Қостанай" for it in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "<image" not in path.read_text(encoding="utf-8")


def without_turksib(paint: Callable[..., None]) -> Callable[..., None]:
    def paint_others(p: object, layer: object, *rest: object, **more: object) -> None:
        if getattr(layer, "id", "") != "turksib":
            paint(p, layer, *rest, **more)

    return paint_others


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_a_file_that_lacks_a_layer_is_not_kept(
    scene: Scene, drawing: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    target = tmp_path / f"map{suffix}"
    target.write_bytes(b"mine")
    monkeypatch.setattr(sheetpainter, "paint_layer", without_turksib(sheetpainter.paint_layer))
    with pytest.raises(GeodataError, match=r"a layer is missing \(Turksib"):
        export(scene, target, Options(dpi=100), drawing)
    assert target.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_a_hatch_that_no_outline_goes_round_is_written_and_must_be_there(
    builder: SceneBuilder,
    view: MapView,
    drawing: Pictures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
) -> None:
    scene = builder.build(view.with_only(("crop-failure",)))
    scene = replace(scene, layers=(as_hatch(scene.layer("crop-failure"), 1),))
    export(scene, tmp_path / f"map{suffix}", Options(dpi=100), drawing)
    monkeypatch.setattr(sheetpainter, "paint_layer", lambda *_any, **_more: None)
    with pytest.raises(GeodataError, match=r"a layer is missing \(Crop failure"):
        export(scene, tmp_path / f"map{suffix}", Options(dpi=100), drawing)


@pytest.mark.parametrize(("suffix", "words"), [(".png", "row of the legend"), (".pdf", "a text"), (".svg", "a text")])
def test_a_file_that_lacks_its_legend_is_not_kept(
    scene: Scene, drawing: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, words: str
) -> None:
    monkeypatch.setattr(sheetpainter, "paint_legend", lambda *_any: None)
    with pytest.raises(GeodataError, match=f"{words}.* is missing"):
        export(scene, tmp_path / f"map{suffix}", Options(dpi=100), drawing)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_a_file_that_is_cut_off_is_not_kept(scene: Scene, drawing: Pictures, tmp_path: Path, suffix: str) -> None:
    form = drawing.formats[suffix]
    sheets = pages(scene, Options(dpi=100), drawing.measure)
    path = tmp_path / f"map{suffix}"
    form.write(sheets, path, Options(dpi=100))
    form.check(sheets, path, Options(dpi=100))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Exception, match=r".") as caught:
        form.check(sheets, path, Options(dpi=100))
    assert isinstance(caught.value, GeodataError)


@pytest.mark.parametrize("kind", ["colour", "grey", "black"])
def test_whatever_a_person_has_set_up_is_written(
    builder: SceneBuilder, view: MapView, drawing: Pictures, tmp_path: Path, kind: str
) -> None:
    """Every layer at once, none at all, a date without provinces, a part of the map, and layers that shine through."""
    everything = view.with_only(tuple(layer.id for layer in view.layers))
    part = view.with_frame((-600_000.0, 0.0, -200_000.0, 300_000.0))
    thin = view.with_opacity("crop-failure", 0.5).with_opacity("water", 0.3)
    for chosen in (everything, view.with_only(()), view.with_date("1930"), part, thin):
        for suffix in (".png", ".pdf", ".svg"):
            export(builder.build(chosen), tmp_path / f"map{suffix}", Options(kind=kind, dpi=60), drawing)
    for paper_name in PAPERS:
        export(builder.build(view), tmp_path / "map.png", Options(kind=kind, paper=paper_name, dpi=60), drawing)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_and_read_back(scene: Scene, drawing: Pictures, tmp_path: Path, kind: str) -> None:
    for suffix in (".png", ".svg", ".pdf"):
        written = export(scene, tmp_path / f"{kind}{suffix}", Options(kind=kind, dpi=100), drawing)
        assert all(path.stat().st_size > 5000 for path in written)
        names = [path.name for path in written]
        assert names[0] == f"{kind}{suffix}"
        assert all(re.fullmatch(rf"{kind}-\d+{re.escape(suffix)}", name) for name in names[1:])


def test_a_file_that_is_printed_to_has_one_dot_before_its_ending(scene: Scene, drawing: Pictures) -> None:
    sheet = pages(scene, Options(), drawing.measure)[0]
    assert make_printer(sheet, "Егіннің шықпай қалуы, 1921 ж.").docName() == "Егіннің шықпай қалуы, 1921 ж"

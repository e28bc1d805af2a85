"""The page in a real headless Chromium, at the size of a desk and of a phone."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Point

from geodata.catalog import Catalog
from geodata.geometry import project
from mapapp.cli import main
from mapapp.compiled import Shapes
from mapapp.export import scene_for
from mapapp.scene import Scene, SceneBuilder
from mapapp.view import MapView
from mapapp.webpage import page_text
from tests.chromium import Browser, chromium

SIZES = {"desk": (1280, 800, False), "phone": (390, 780, True)}
INSIDE = {"kostanay": (51.5, 64.5), "ural": (50.3, 50.5), "bokei": (47.9, 48.9), "orenburg": (52.2, 55.9),
          "aktobe": (48.6, 58.6)}  # fmt: skip
PLACE = """((lat, lon) => {
    const frame = page.map.getContainer().getBoundingClientRect();
    const at = page.map.latLngToContainerPoint([lat, lon]);
    return [frame.x + at.x, frame.y + at.y];
})"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture
def clean(browser: Browser) -> Iterator[Browser]:
    """Give the browser, and look afterwards that the page asked for itself alone and complained of nothing."""
    browser.requests.clear()
    browser.messages.clear()
    yield browser
    assert {url for url in browser.requests if not url.startswith("data:")} <= {browser.run("location.href")}
    assert browser.messages == []


@pytest.fixture
def whole(builder: SceneBuilder, view: MapView, tmp_path: Path) -> Path:
    """Write the page that holds every layer."""
    path = tmp_path / "карта.html"
    path.write_text(page_text(scene_for(builder, view, ".html", hidden=True)), encoding="utf-8")
    return path


def words(browser: Browser, where: str) -> list[str]:
    """Return the texts of the elements that a selector finds."""
    found: list[str] = browser.run(f"[...document.querySelectorAll({where!r})].map((it) => it.textContent)")
    return found


def toggle(browser: Browser, scene: Scene, layer_id: str) -> None:
    """Click the box of a layer in Leaflet's control."""
    number = [layer.id for layer in scene.layers].index(layer_id)
    browser.run(f"document.querySelector('[data-layer=\"{number}\"]').closest('label').click()")


def legend_of(scene: Scene) -> list[str]:
    """Return what a scene says in its legend, in any order."""
    said = [*scene.coverage, *scene.notices]
    for layer in scene.visible:
        said += [row.text for row in layer.legend]
        said += [layer.subject] if layer.subject and layer.legend else []
        said += [layer.title] if len(layer.legend) > 1 and layer.subject else []
    return sorted(said) or ["All layers are off. Switch one on in the layer panel."]


def test_every_layer_is_toggled_and_the_page_says_what_the_window_says(
    clean: Browser, whole: Path, builder: SceneBuilder, view: MapView
) -> None:
    clean.open(whole, 1280, 800)
    for state in view.layers:
        toggle(clean, builder.build(view), state.id)
        view = view.with_visible(state.id, not view.layer(state.id).visible)
        scene = builder.build(view)
        assert words(clean, "#title") == [scene.title]
        assert sorted(words(clean, "#legend :is(h3, p, span)")) == legend_of(scene)
        assert clean.run("visible().map((layer) => layer.id)") == [layer.id for layer in scene.visible]
        shown = clean.run(f"document.querySelectorAll('.leaflet-overlay-pane path').length")  # noqa: F541
        assert shown >= sum(which >= 0 for layer in scene.visible for which in layer.symbol_of)


def test_layers_keep_their_order_when_they_come_back(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    fills = "[...document.querySelectorAll('.leaflet-overlay-pane path')].map((it) => it.getAttribute('fill'))"
    before = clean.run(fills)
    for layer_id in ("water", "crop-failure"):
        toggle(clean, scene, layer_id)
        toggle(clean, scene, layer_id)
    assert clean.run(fills) == before


def test_all_layers_off_says_what_to_do(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    for layer in scene.visible:
        toggle(clean, scene, layer.id)
    assert words(clean, "#legend p") == ["All layers are off. Switch one on in the layer panel."]
    assert words(clean, "#title") == ["Five governorates, August 1921"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", INSIDE)
def test_a_province_shows_its_figure_words_and_line(
    clean: Browser, whole: Path, scene: Scene, size: str, place: str
) -> None:
    width, height, phone = SIZES[size]
    clean.open(whole, width, height, phone)
    clean.click(*clean.run(f"{PLACE}{INSIDE[place]}"), phone=phone)
    clean.wait("document.querySelector('.leaflet-popup .told')")
    text = "\n".join(words(clean, ".told :is(h3, p, blockquote)"))
    figures = scene.layer("crop-failure")
    claim = scene.statements[figures.claims[figures.shapes.ids.index(place)][0]]
    assert text.startswith(f"{claim.place}\nCrop failure: {claim.figure}\n")
    for wanted in (claim.subject, claim.claim.fragment, claim.translation, "essay, line 28", claim.note):
        assert wanted in text
    assert clean.run("page.selection") == place
    clean.wait("!document.querySelector('.leaflet-tooltip')")
    clean.wait("!page.map._panAnim || !page.map._panAnim._inProgress")
    inside = """(() => {
        const box = document.querySelector(".leaflet-popup-content-wrapper").getBoundingClientRect();
        const map = page.map.getContainer().getBoundingClientRect();
        return box.left >= map.left && box.right <= map.right && box.top >= map.top && box.bottom <= map.bottom;
    })()"""
    assert clean.run(inside)
    assert clean.run("document.documentElement.scrollWidth <= innerWidth")


def test_the_pointer_over_a_province_tells_its_figure(clean: Browser, whole: Path) -> None:
    clean.open(whole, 1280, 800)
    clean.hover(*clean.run(f"{PLACE}{INSIDE['kostanay']}"))
    clean.wait("document.querySelector('.leaflet-tooltip')")
    assert words(clean, ".leaflet-tooltip p") == ["Kostanay", "Crop failure: 74.5\N{NO-BREAK SPACE}%"]


def test_a_phone_shows_the_whole_list_of_layers_and_a_caption_in_one_line(
    clean: Browser, whole: Path, scene: Scene
) -> None:
    clean.open(whole, 390, 844, phone=True)
    bottoms = "[...document.querySelectorAll('#layers input')].map((it) => it.getBoundingClientRect().bottom)"
    end = clean.run("document.getElementById('layers').getBoundingClientRect().bottom")
    assert len(clean.run(bottoms)) == len(scene.layers)
    assert max(clean.run(bottoms)) < end
    assert clean.run("document.querySelector('.leaflet-control-layers-list').scrollHeight") == clean.run(
        "document.querySelector('.leaflet-control-layers-list').clientHeight"
    )
    assert clean.run("document.querySelector('caption').clientHeight") < 40


def test_a_province_is_reached_by_keyboard_even_with_every_fill_off(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    toggle(clean, scene, "crop-failure")
    clean.run("document.querySelector('path[role=button]').focus()")
    clean.press("Enter")
    clean.wait("document.querySelector('.leaflet-popup .told h3')")
    assert words(clean, ".told h3") == [clean.run("document.activeElement.getAttribute('aria-label')")]


def test_the_bracket_and_the_railway_tell_their_words(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    toggle(clean, scene, "burned-sowings")
    clean.click(*clean.run("(({x, y, width, height}) => [x + width / 2, y + height / 2])"
                           "(document.querySelector('.bracket').getBoundingClientRect())"))  # fmt: skip
    clean.wait("document.querySelector('.told blockquote')")
    assert "line 25" in "".join(words(clean, ".told p"))
    turksib = scene.layer("turksib")
    clean.run("openPopup(popupBox(atlas.layers.find((it) => it.id === 'turksib'), 0), [45, 76]), 0")
    text = "".join(words(clean, ".told :is(p, blockquote)"))
    assert all(scene.statements[claim].claim.fragment in text for claim in turksib.claims[0])


def test_a_second_source_is_named_without_a_line_or_empty_quotation(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    clean.run("openPopup(popupBox(atlas.layers.find((it) => it.id === 'starving-provinces'), 0), [50, 52]), 0")
    text = "\n".join(words(clean, ".told :is(h3, p, blockquote)"))
    claim = scene.statements[scene.layer("starving-provinces").claims[0][0]]
    assert claim.figure in text
    assert claim.where in text
    assert "line 0" not in text
    assert "«»" not in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_language_switch_speaks_every_language(
    clean: Browser, whole: Path, builder: SceneBuilder, view: MapView, language: str
) -> None:
    clean.open(whole, 1280, 800)
    clean.run(f"document.querySelector('#languages [lang={language}]').click()")
    scene = builder.build(view.with_language(language))
    assert clean.run("[document.title, document.documentElement.lang]") == [scene.title, language]
    assert words(clean, "#date") == [scene.date_line]
    assert words(clean, "#credits") == [scene.credits]
    assert words(clean, "#layers [data-layer]") == [layer.title for layer in scene.layers]
    assert sorted(words(clean, "#legend :is(h3, p, span)")) == legend_of(scene)
    labels = {label.text for layer in scene.visible for label in layer.labels}
    assert set(words(clean, ".label")) == labels
    assert {"kk": "300 км", "ru": "300 км", "en": "300 km"}[language] in words(clean, ".leaflet-control-scale-line")


def test_a_map_that_nobody_moved_stays_whole_when_the_window_changes(clean: Browser, whole: Path) -> None:
    clean.open(whole, 1280, 800)
    corners = """(([x0, y0, x1, y1]) => {
        const size = page.map.getSize();
        return [[x0, y0], [x1, y1], [x0, y1], [x1, y0]].every(([x, y]) => {
            const {lat, lng} = L.CRS.Albers.projection.unproject(L.point(x, y));
            const at = page.map.latLngToContainerPoint([lat, lng]);
            return at.x >= 0 && at.y >= 0 && at.x <= size.x && at.y <= size.y;
        });
    })(atlas.extent)"""
    assert clean.run(corners)
    clean.resize(800, 600)
    clean.wait("page.map.getSize().x < 600")
    assert clean.run(corners)
    clean.run("page.map.zoomIn(1, {animate: false}), 0")
    clean.resize(1280, 800)
    clean.wait("page.map.getSize().x > 900")
    assert not clean.run("page.fitted")


def test_the_table_holds_every_claim_of_the_layers_shown(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    rows = clean.run("[...document.querySelectorAll('#claims tbody tr')].map((it) => it.textContent)")
    shown = {claim for layer in scene.visible for claims in layer.claims for claim in claims}
    assert shown
    for claim in shown:
        said = scene.statements[claim]
        assert any(said.place in row and said.claim.fragment in row and said.where in row for row in rows)
    (aktobe,) = [row for row in rows if row.startswith("Crop failureAktobe")]
    assert "not stated in the source" in aktobe
    toggle(clean, scene, "starving-provinces")
    assert any("Bokei" in row and "not stated in the source" in row for row in words(clean, "#claims tr"))
    toggle(clean, scene, "livestock-deaths")
    silent = "Livestock deathsKostanayno statement in the source—"
    assert [row for row in words(clean, "#claims tr") if row.startswith(silent)]


def test_paper_holds_map_legend_and_table(clean: Browser, whole: Path, tmp_path: Path) -> None:
    clean.open(whole, 1280, 800)
    clean.pdf(tmp_path / "page.pdf")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True).stdout
    first = text.split("\f")[0]
    assert all(word in first for word in ("Crop failure, 1921", "Semipalatinsk", "not stated in the source", "300 km"))
    assert "«Қостанай(74,5%)»" in text
    assert clean.run("document.documentElement.className") == ""


def test_the_page_is_equal_area_by_the_same_projection(clean: Browser, whole: Path) -> None:
    clean.open(whole, 1280, 800)
    for lat, lon in INSIDE.values():
        found = clean.run(f"(({{x, y}}) => [x, y])(L.CRS.Albers.project(L.latLng({lat}, {lon})))")
        wanted = project(Point(lon, lat))
        assert found == pytest.approx([wanted.x, wanted.y], abs=0.5)


def test_the_policy_lets_no_other_script_run(browser: Browser, whole: Path) -> None:
    browser.open(whole, 1280, 800)
    browser.run("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.ran = 1\">')")
    browser.run(
        "document.body.appendChild(Object.assign(document.createElement('script'), {text: 'window.ran = 1'})), 0"
    )
    browser.run("new Promise((done) => setTimeout(done, 100))")
    assert browser.run("window.ran === undefined")


def test_a_page_holds_what_is_shown_unless_asked_for_all(builder: SceneBuilder, view: MapView) -> None:
    shown = scene_for(builder, view, ".html")
    assert [layer.id for layer in shown.layers] == [state.id for state in view.layers if state.visible]
    assert "Nationalised works" not in page_text(shown)
    assert "Nationalised works" in page_text(scene_for(builder, view, ".html", hidden=True))


def test_the_page_is_light_and_names_nothing_to_fetch(whole: Path) -> None:
    body = whole.read_text(encoding="utf-8")
    assert len(body.encode()) < 600_000
    assert not re.search(r"""<(?:script|img|link|iframe)[^>]+(?:src|href)=""", body)
    assert not re.search(r"""url\(\s*['"]?(?!#hatch|#default|'\s*\+)[\w/.]""", body)
    assert "@import" not in body
    assert "sourceMappingURL" not in body


def test_two_exports_are_alike_byte_by_byte(tmp_path: Path) -> None:
    pages = [tmp_path / "1.html", tmp_path / "2.html"]
    for seed, page in enumerate(pages):
        environment = os.environ | {"PYTHONHASHSEED": str(seed), "XDG_CACHE_HOME": str(tmp_path)}
        subprocess.run([sys.executable, "-m", "mapapp", "export", str(page)], env=environment, check=True)
    assert pages[0].read_bytes() == pages[1].read_bytes()


RUN = "window.ran=1"
EVIL = [
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>", f"<svg><script>{RUN}</script></svg>", f"<body onload={RUN}>", f"<iframe srcdoc='{RUN}'>",
    f"<iframe src=javascript:{RUN}>", f"<a href=javascript:{RUN}>x</a>", f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>", f"<video><source onerror={RUN}>", f"<audio src=x onerror={RUN}>",
    f"<object data=javascript:{RUN}>", f"<embed src=javascript:{RUN}>", f"<marquee onstart={RUN}>",
    f"<math><mi xlink:href=javascript:{RUN}>", f"<style>@import 'javascript:{RUN}'</style>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0>",
    f"<form action=javascript:{RUN}><button>x", "<img src=//evil.example/x.png>", f"'-({RUN})-'", f'"-({RUN})-"',
    f"`-({RUN})-`", f"${{{RUN}}}", f"`${{{RUN}}}`", f"{{{{{RUN}}}}}", f"{{% print({RUN}) %}}", f"#{{{RUN}}}",
    f"<%= {RUN} %>", f"';{RUN};//", f'";{RUN};//', f"*/{RUN}/*", f"\\';{RUN};//", f"\\\\';{RUN}//",
    f"\\u003cscript>{RUN}",
    f"\\x3cscript>{RUN}", f"&lt;script&gt;{RUN}", f"&#60;script&#62;{RUN}", f"--><script>{RUN}</script><!--",
    f"<!--{RUN}",
    f"]]><script>{RUN}</script>", f"</title><script>{RUN}</script>", f"</style><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>", f"<ScRiPt>{RUN}</sCrIpT>", f"<scr<script>ipt>{RUN}</script>",
    f"<svg/onload={RUN}>", f"<img/src/onerror={RUN}>", f"\" onmouseover={RUN} x=\"", f"' onmouseover={RUN} x='",
    f"x onclick={RUN}", f"javascript:{RUN}", f"data:text/html,<script>{RUN}</script>", f"\u2028{RUN}\u2029",
    f"\ufeff<script>{RUN}</script>", f"\u202e<script>{RUN}</script>", f"__proto__{RUN}", f"constructor;{RUN}",
    f"expression({RUN})", f"url(javascript:{RUN})", f"<x style=width:expression({RUN})>", f"%3Cscript%3E{RUN}",
    f"<template><script>{RUN}</script></template>", f"<noscript><img src=x onerror={RUN}></noscript>",
]  # fmt: skip


def evil_catalog(catalog: Catalog) -> tuple[Catalog, set[str]]:
    """Return the catalog with an injection string for every name, title, word and id, and those used."""
    used: set[str] = set()

    def evil(count: int) -> str:
        text = EVIL[count % len(EVIL)]
        used.add(text)
        return text

    def all_over(count: int) -> dict[str, str]:
        return {code: evil(count) for code in ("kk", "ru", "en")}

    places = {key: replace(it, names=all_over(n)) for n, (key, it) in enumerate(catalog.places.items())}
    measures = {
        key: replace(it, titles=all_over(n), subjects=all_over(n + 9))
        for n, (key, it) in enumerate(catalog.measures.items())
    }
    claims = tuple(
        replace(it, fragment=evil(n), translations=all_over(n + 1), notes=all_over(n + 2), period_printed=evil(n + 3))
        for n, it in enumerate(catalog.claims)
    )
    sources = {
        key: replace(it, authors=evil(n), title=evil(n + 5)) for n, (key, it) in enumerate(catalog.sources.items())
    }
    points = tuple(replace(it, notes=all_over(n)) for n, it in enumerate(catalog.points))
    layers = tuple(replace(it, id=f"{n}{evil(n)}", titles=all_over(n + 20)) for n, it in enumerate(catalog.layers))
    changed = replace(
        catalog, places=places, measures=measures, claims=claims, sources=sources, points=points, layers=layers
    )
    return changed, used


def test_names_that_are_markup_or_script_run_nothing(
    clean: Browser, catalog: Catalog, shapes: dict[str, Shapes], tmp_path: Path
) -> None:
    from mapapp.view import opening_view

    changed, used = evil_catalog(catalog)
    assert len(used) >= 60
    builder, view = SceneBuilder(changed, shapes), opening_view(changed, "en")
    everything = view.with_only(tuple(state.id for state in view.layers))
    path = tmp_path / "evil.html"
    path.write_text(page_text(scene_for(builder, everything, ".html")), encoding="utf-8")
    clean.open(path, 1280, 800)
    for _ in range(2):
        for number in range(len(view.layers)):
            clean.run(f"document.querySelector('[data-layer=\"{number}\"]').closest('label').click()")
    for code in ("kk", "ru", "en"):
        clean.run(f"document.querySelector('#languages [lang={code}]').click()")
    for lat, lon in INSIDE.values():
        clean.hover(*clean.run(f"{PLACE}({lat}, {lon})"))
        clean.click(*clean.run(f"{PLACE}({lat}, {lon})"))
        clean.run("page.map.closePopup(), 0")
    clean.run("new Promise((done) => setTimeout(done, 200))")
    assert clean.run("window.ran === undefined")
    tags = clean.run("[...new Set([...document.querySelectorAll('body *')].map((it) => it.localName))].sort()")
    assert not {"img", "iframe", "object", "embed", "base", "link", "video", "audio", "details", "style"} & set(tags)
    said = clean.run("document.body.textContent")
    assert [text for text in used if text not in said] == []


def test_a_contributed_set_with_such_names_runs_nothing(clean: Browser, tmp_path: Path) -> None:
    squares = [
        {
            "type": "Feature", "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [
                [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
            ]},
        }
        for name, (x, y) in zip(EVIL, ((50 + n % 10, 44 + n // 10) for n in range(len(EVIL))), strict=True)
    ]  # fmt: skip
    theirs = tmp_path / "theirs.geojson"
    theirs.write_text(json.dumps({"type": "FeatureCollection", "features": squares}), encoding="utf-8")
    page, library = tmp_path / "theirs.html", str(tmp_path / "library")
    about = ["--title", EVIL[0], "--source", EVIL[1], "--authors", EVIL[2], "--licence", EVIL[3], "--period", "1921"]
    assert main(["add", str(theirs), "--id", "theirs", "--role", "units", "--library", library, *about]) == 0
    assert main(["export", str(page), "--layers", "theirs", "--library", library]) == 0
    clean.open(page, 1280, 800)
    for at in ("50.5, 44.5", "55.5, 46.5"):
        lat, lon = reversed(at.split(", "))
        clean.hover(*clean.run(f"{PLACE}({lat}, {lon})"))
        clean.wait("document.querySelector('.leaflet-tooltip')")
        clean.click(*clean.run(f"{PLACE}({lat}, {lon})"))
        clean.wait("document.querySelector('.leaflet-popup')")
        clean.run("page.map.closePopup(), 0")
    assert clean.run("window.ran === undefined")
    assert len(set(EVIL) & set(clean.run("words().layers[0].tips.map((tip) => tip[0])"))) >= 60


def point_of(scene: Scene, layer_id: str, place: str) -> str:
    """Return what calls the marker of a place in the page."""
    number = [layer.id for layer in scene.layers].index(layer_id)
    return f"atlas.layers[{number}].shapes.getLayers().find((it) => placeOf(atlas.layers[{number}], it) === {place!r})"


def test_a_town_that_is_clicked_is_selected_and_ringed_while_its_layer_is_on(
    clean: Browser, whole: Path, scene: Scene
) -> None:
    clean.open(whole, 1280, 800)
    town = point_of(scene, "towns", "town-orenburg")
    clean.run(f"{town}.fire('click', {{latlng: {town}.getLatLng()}}) && 1")
    assert clean.run("page.selection") == "town-orenburg"
    ring = "page.frame && page.frame.getLayers()[1].getLatLng().equals"
    assert clean.run(f"{ring}({town}.getLatLng())")
    assert clean.run("page.frame.getLayers()[1].options.color") == clean.run("atlas.selected")
    toggle(clean, scene, "towns")
    assert clean.run("page.selection") == "town-orenburg"
    assert clean.run("page.frame") is None
    toggle(clean, scene, "towns")
    assert clean.run(f"{ring}({town}.getLatLng())")


def test_turksib_that_is_selected_has_a_band_while_its_layer_is_on(clean: Browser, whole: Path, scene: Scene) -> None:
    clean.open(whole, 1280, 800)
    clean.run("select('turksib'), 0")
    assert clean.run("page.frame.options.color") == clean.run("atlas.selected")
    assert clean.run("page.frame.getLatLngs().length") == len(scene.layer("turksib").shapes.parts)
    toggle(clean, scene, "turksib")
    assert clean.run("page.frame") is None


_LIGHTNESS = """((colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((it) => it / 255).map((it) => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
})"""  # noqa: E501


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheet_is_as_light_as_the_reader_likes_and_the_map_stays_as_its_legend(
    clean: Browser, whole: Path, scheme: str, size: str
) -> None:
    clean.prefer(scheme)
    try:
        clean.open(whole, *SIZES[size])
        style = "getComputedStyle(document.querySelector('{}')).{}"

        def light(selector: str, what: str) -> float:
            found: float = clean.run(f"{_LIGHTNESS}({style.format(selector, what)})")
            return found

        sheet = light("body", "backgroundColor")
        assert (sheet < 0.05) is (scheme == "dark")
        for words_ in ("h1", "header p", "#legend h3", "#legend .quiet", "#layers label", "td", "footer"):
            ink = light(words_, "color")
            assert (max(ink, sheet) + 0.05) / (min(ink, sheet) + 0.05) >= 4.5, words_
        # The map lies on the same paper in both, and so does what its legend shows.
        assert clean.run(style.format(".folium-map", "backgroundColor")) == "rgb(251, 250, 246)"
        assert clean.run(style.format(".row svg", "backgroundColor")) == "rgb(251, 250, 246)" or scheme == "light"
        fills = (
            "[...new Set([...document.querySelectorAll('{} :is(path, rect)')].map((it) => it.getAttribute('fill')))]"
        )
        ramp = {"#ffffd4", "#fed98e", "#fe9929", "#b8470b"}
        assert ramp <= set(clean.run(fills.format("#legend")))
        assert ramp & set(clean.run(fills.format(".leaflet-overlay-pane")))
        clean.run("openPopup(popupBox(atlas.layers.find((it) => it.face), 0), page.map.getCenter()) || 1")
        assert light(".leaflet-popup-content-wrapper", "backgroundColor") > 0.9
        assert light(".told .quiet", "color") < 0.2
    finally:
        clean.prefer("light")

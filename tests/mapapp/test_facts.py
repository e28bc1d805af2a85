"""Facts beyond the essay: areas, lengths, second sources, dates; and the layers that draw them."""

import math

import pytest

from geodata.arcs import provinces
from geodata.catalog import Catalog
from geodata.geometry import area_km2
from mapapp import facts, overlays
from mapapp.compiled import Shapes
from mapapp.scene import SceneBuilder
from mapapp.view import MapView


def words(paragraphs: tuple[facts.Paragraph, ...]) -> str:
    return "\n".join(it.text for it in paragraphs).replace("\N{NO-BREAK SPACE}", " ")


def test_compiled_areas_are_those_of_the_polygons(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    found = facts.areas_km2(catalog, shapes, "1921-08-01")
    drawn = {name: area_km2(shape) for name, shape in provinces(catalog, "1921-08-01").items()}
    assert found == pytest.approx(drawn, rel=1e-6)


def test_our_area_stands_beside_the_published_one(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    said = words(facts.province_facts(catalog, shapes, "bokei", "1921-08", "en"))
    assert "Area as drawn here: 74,600 km²" in said
    assert "94,300 km² (1924" in said
    assert "92,144 km²" in said


def test_legal_state_follows_the_date(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    assert "confirmed by the VTsIK only on 8 December 1921" in words(
        facts.province_facts(catalog, shapes, "kostanay", "1921-08", "en")
    )
    assert "no such governorate" in words(facts.province_facts(catalog, shapes, "kostanay", "1930", "en"))


def test_the_sum_of_the_five_stands_beside_the_essays_area(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    said = words(facts.whole_area(catalog, shapes, "en"))
    assert "943,7" in said
    assert "1,048,100" in said


def test_three_lengths_of_turksib_and_why_they_differ(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    said = words(facts.turksib(catalog, shapes, "en"))
    drawn = round(sum(shapes["routes/turksib.geojson"].sizes))
    assert 1350 < drawn < 1420
    for part in (
        f"{drawn:,} km",
        "1,145",
        "1,452",
        "every curve",
        "21 April 1930",
        "1 January 1931",
        "begun 1927",
        "1906: Orenburg–Tashkent",
    ):
        assert part in said


def test_places_that_nobody_could_place_are_listed(catalog: Catalog) -> None:
    said = words(facts.unlocated(catalog, "ru"))
    assert all(name in said for name in ("Шубалан", "Майкара", "Сарыокпа"))
    assert "Шұбалаң,Майқара,Сарыоқпа" in said


def test_second_sources_name_trust_and_address(catalog: Catalog) -> None:
    said = words(facts.second_sources(catalog, "kostanay", "en"))
    assert "314,300" in said
    assert "secondary source" in said
    assert "https://" in said
    assert "30.8 %" in said
    assert "they speak of different times" in said
    turksib = words(facts.second_sources(catalog, "turksib", "en"))
    assert "Operating length: 1,452 km (from 1930)" in turksib
    assert "http://ed.mdict.net" in turksib


@pytest.mark.parametrize(
    ("language", "title"),
    [("kk", "Қостанай губерниясы (энциклопедия көшірмесі)"), ("ru", "Кустанайская губерния (зеркало энциклопедии)")],
)
def test_sources_are_named_in_the_language_of_the_reader(
    catalog: Catalog, shapes: dict[str, Shapes], language: str, title: str
) -> None:
    assert title in words(facts.province_facts(catalog, shapes, "kostanay", "1921-08", language))


def test_every_source_but_the_essay_has_its_title_in_every_language(catalog: Catalog) -> None:
    for source in catalog.sources.values():
        own = source.id != "essay" and source.trust != "contributed"
        assert not own or all(source.titles[code] for code in ("kk", "ru")), source.id


def test_the_area_of_a_former_oblast_is_told_apart(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    said = words(facts.province_facts(catalog, shapes, "ural", "1921-08", "en"))
    assert "Published area: 260,800 km² (1926;" in said
    assert "Area of the former oblast or horde: 323,700 km² (1897;" in said
    assert "with Temir uyezd" in said
    assert "323,700" not in "".join(overlays.published_lines(catalog, "ural", "en"))


def test_dates_tell_what_changed(catalog: Catalog) -> None:
    told = dict(facts.date_choices(catalog, "en"))
    assert told["1921-11-19"] == "19 November 1921: Uil uyezd → Aktobe"
    assert told["1925-06-06"] == "6 June 1925: Bokei → Ural"
    assert told["1923-11"].endswith("Torgai → Aktobe")
    assert "no governorates any more" in told["1928-01-17"]
    assert "confirmed: Kostanay, Aktobe" in told["1921-12-08"]


def test_figures_stay_in_august_1921_and_say_so(builder: SceneBuilder, view: MapView) -> None:
    opening, later = builder.build(view), builder.build(view.with_date("1924"))
    assert later.layer("crop-failure").shapes is opening.layer("crop-failure").shapes
    assert later.areas is not opening.areas
    assert later.layer("provinces").shapes is not opening.layer("provinces").shapes
    assert any("boundaries of August 1921" in notice for notice in later.notices)
    assert not any("boundaries of August 1921" in notice for notice in opening.notices)


def test_a_circles_area_is_in_proportion(builder: SceneBuilder, view: MapView, catalog: Catalog) -> None:
    layer = builder.build(view.with_visible("starving-provinces", True)).layer("starving-provinces")
    size = {place: layer.symbols[which].size_mm for place, which in zip(layer.shapes.ids, layer.symbol_of, strict=True)}
    assert set(size) == {"orenburg", "aktobe", "kostanay", "ural"}
    assert size["orenburg"] / size["aktobe"] == pytest.approx(math.sqrt(348_010 / 305_389), rel=0.01)
    assert layer.legend[0].text == "100,000 people"
    assert "no figure seen for Bokei" in layer.coverage
    partial = layer.symbols[layer.shapes.ids.index("ural")]
    assert partial.dash_mm
    assert "second source" in layer.subject


def test_second_sources_fill_no_province(builder: SceneBuilder, view: MapView) -> None:
    chosen = view.with_visible("starving-provinces", True).with_visible("starving-or-sick", True)
    scene = builder.build(chosen.with_visible("published", True))
    for name in ("starving-provinces", "starving-or-sick", "published"):
        assert scene.layer(name).shapes.kind == "point" or not scene.layer(name).shapes.ids
    assert scene.layer("crop-failure").symbols == builder.build(view).layer("crop-failure").symbols
    (label,) = scene.layer("starving-or-sick").labels
    assert "82" in label.text
    assert "West Kazakhstan" in label.text


def test_torgai_is_hatched_for_its_winter_alone(builder: SceneBuilder, view: MapView) -> None:
    layer = builder.build(view.with_visible("torgai-winter", True)).layer("torgai-winter")
    assert [name for name, which in zip(layer.shapes.ids, layer.symbol_of, strict=True) if which >= 0] == ["turgai"]
    assert "Orenburg-Torgai" in layer.tips[layer.shapes.ids.index("turgai")]


def test_published_figures_carry_their_years(builder: SceneBuilder, view: MapView) -> None:
    layer = builder.build(view.with_visible("published", True)).layer("published")
    tip = layer.tips[layer.shapes.ids.index("kostanay")].replace("\N{NO-BREAK SPACE}", " ")
    assert "239,560 km² (1921)" in tip
    assert "438,400 people (1921)" in tip


def test_a_town_tells_what_it_was_and_every_spelling(catalog: Catalog) -> None:
    said = [it.text for it in facts.point_facts(catalog, "town-turgai", "ru")]
    assert said[0] == "центр уезда"
    assert said[1] == "Другие написания: Торғай, Torğai, Turgai, Torgai, Turgay"
    assert said[-1].startswith("Положение: ")

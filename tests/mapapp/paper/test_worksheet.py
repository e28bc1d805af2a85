"""Worksheets ask only what a source answers, and their answers show the words."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalog import Catalog
from geodata.model import LANGUAGES, Qualifier
from geodata.report import GeodataError
from mapapp.labels import Measure
from mapapp.paper.numbering import numbered
from mapapp.paper.pages import pages
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import PAPERS, Options
from mapapp.paper.worksheet.contents import worksheet
from mapapp.paper.worksheet.questions import questions
from mapapp.paper.worksheet.sheets import answer_pages, question_pages
from mapapp.scene import Scene, SceneBuilder, SceneLayer
from mapapp.view import MapView

COMPUTED = {"darkest", "class", "order", "compare"}


def narrow(text: str, size_pt: float, bold: bool) -> tuple[float, float]:
    """Measure as a typical face does: half as wide as tall."""
    return len(text) * size_pt * 0.18, size_pt * 0.42


MEASURE: Measure = narrow


def all_on(view: MapView, language: str = "en") -> MapView:
    return view.with_language(language).with_only(tuple(layer.id for layer in view.layers))


def kinds(scene: Scene) -> set[str]:
    return {question.kind for question in questions(scene, 99)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opening_map_asks_ten_questions_of_different_kinds(
    builder: SceneBuilder, view: MapView, language: str
) -> None:
    made = worksheet(builder.build(view.with_language(language)))
    assert 6 <= len(made.questions) <= 10
    assert {"darkest", "order", "compare", "missing", "contradiction", "length"} <= {it.kind for it in made.questions}
    assert len({question.text for question in made.questions}) == len(made.questions)


@pytest.mark.parametrize("kind", ["outline", "worksheet"])
def test_what_is_coloured_by_figures_has_the_boundaries_of_the_figures(
    builder: SceneBuilder, view: MapView, kind: str
) -> None:
    later = view.with_language("en").with_date("1923-11")
    own = builder.build(view)
    for sheet in pages(builder.build(later), Options(kind=kind), MEASURE):
        if sheet.map is not None:
            assert sheet.map.scene.layer("provinces").shapes is own.layer("provinces").shapes
            assert "Boundaries as of August 1921" in [text.text for text in sheet.texts]
    bare = later.with_visible("crop-failure", False)
    sheet = pages(builder.build(bare), Options(kind=kind), MEASURE)[0]
    assert "Boundaries as of November 1923" in [text.text for text in sheet.texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_value_table_says_in_words_that_aktobe_has_no_figure(
    builder: SceneBuilder, view: MapView, language: str, catalog: Catalog
) -> None:
    table = worksheet(builder.build(view.with_language(language))).table
    rows = {row[1]: row[2] for row in table.rows}
    assert rows[catalog.name("ural", language)].startswith("99")
    assert not re.search(r"\d", rows[catalog.name("aktobe", language)])
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_computed_of_a_place_without_an_exact_figure(
    builder: SceneBuilder, view: MapView, language: str, catalog: Catalog
) -> None:
    scene = builder.build(all_on(view, language))
    for question in questions(scene, 99):
        claims = [catalog.claims_by_id[claim] for claim in question.claims]
        if question.kind in COMPUTED:
            assert all(claim.qualifier is Qualifier.EXACT for claim in claims), question
        if question.kind == "compare":
            assert catalog.name("aktobe", language) not in question.text + question.answer
        if question.kind == "circles":
            assert claims[0].qualifier is Qualifier.EXACT
            assert all(claim.low < claims[0].low for claim in claims[1:])


def test_no_question_wants_aktobes_number(builder: SceneBuilder, view: MapView) -> None:
    for question in questions(builder.build(view), 99):
        assert "Aktobe:" not in question.text
        assert "Aktobe (" not in question.answer
        if "c28-crop-failure-aktobe" in question.claims:
            assert question.kind == "missing"


def test_some_uyezds_are_never_the_whole_governorate(builder: SceneBuilder, view: MapView) -> None:
    scene = builder.build(view.with_only(("livestock-deaths",)))
    asked = {question.kind: question for question in questions(scene, 99)}
    assert not COMPUTED & set(asked)
    assert "100 % in some uyezds" in asked["parts"].text.replace("\N{NO-BREAK SPACE}", " ")
    assert "not one of the whole governorate" in asked["parts"].answer
    assert "silence of a source is not a nought" in asked["silent"].answer


def test_each_layer_brings_its_own_questions(builder: SceneBuilder, view: MapView) -> None:
    assert "length" not in kinds(builder.build(view.with_visible("turksib", False)))
    assert "order" not in kinds(builder.build(view.with_visible("crop-failure", False)))
    assert "list" in kinds(builder.build(view.with_visible("listed-1921", True)))
    assert "circles" in kinds(builder.build(view.with_visible("starving-provinces", True)))
    assert "bracket" in kinds(builder.build(view.with_visible("burned-sowings", True)))
    assert "works" in kinds(builder.build(view.with_visible("works", True)))
    assert {"contradiction"} == kinds(builder.build(view.with_only(("torgai-winter",))))


def test_a_map_of_which_nothing_can_be_asked_is_refused(builder: SceneBuilder, view: MapView) -> None:
    with pytest.raises(GeodataError, match="something can be asked about"):
        worksheet(builder.build(view.with_only(("water", "rivers"))))


def test_every_quotation_is_word_for_word_and_its_line_is_named(
    builder: SceneBuilder, view: MapView, catalog: Catalog
) -> None:
    by_words = {(claim.fragment, claim.line) for claim in catalog.claims}
    found = [quote for question in questions(builder.build(all_on(view)), 99) for quote in question.quotes]
    quoted = [quote for quote in found if quote.words]
    assert len(quoted) > 10
    for quote in quoted:
        line = re.search(r"line (\d+)", quote.where)
        assert line is not None
        assert (quote.words, int(line[1])) in by_words


def test_lines_25_and_28_are_set_against_each_other(builder: SceneBuilder, view: MapView) -> None:
    asked = [it for it in questions(builder.build(view), 99) if it.kind == "contradiction"]
    assert len(asked) == 1
    assert {"Line 25", "Line 28"} <= set(re.findall(r"Line \d+", asked[0].text))
    assert {quote.words for quote in asked[0].quotes} >= {"Орал(99%)", "Бөкей(29,5%)"}
    beside = builder.build(view.with_visible("burned-sowings", True))
    assert [it.text for it in questions(beside, 99) if it.kind == "contradiction"] == [asked[0].text]


def figured(layer: SceneLayer, lows: list[float | None], exact: list[bool]) -> SceneLayer:
    """Return a layer with other figures, classed by its breaks as scenes do."""
    from geodata.classify import class_of

    rows = []
    for row, low, sure in zip(layer.figures, lows, exact, strict=True):
        word = "not stated" if low is None else "exact" if sure else "at least"
        rows.append(tuple((dict(row) | {"low": low, "high": low, "qualifier": word}).items()))
    missing = len(layer.symbols) - 1
    classes = tuple(missing if low is None else class_of(low, layer.breaks) for low in lows)
    return replace(layer, figures=tuple(rows), symbol_of=classes)


LOWS = st.lists(st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 10)), min_size=5, max_size=5)


@given(lows=LOWS, exact=st.lists(st.booleans(), min_size=5, max_size=5))
def test_orders_and_differences_hold_for_any_figures(
    opening: Scene, lows: list[float | None], exact: list[bool]
) -> None:
    layer = figured(opening.layer("crop-failure"), lows, exact)
    names = [tip.split("\n")[0] for tip in layer.tips]
    sure = {name: low for name, low, sure in zip(names, lows, exact, strict=True) if sure and low is not None}
    asked = {it.kind: it for it in questions(replace(opening, layers=(layer,)), 99)}
    if "compare" in asked:
        first, second, difference = re.findall(r"[\d.]+", asked["compare"].answer)
        assert float(first) == max(sure.values())
        assert float(second) == min(sure.values())
        assert float(difference) == pytest.approx(float(first) - float(second))
    else:
        assert len(set(sure.values())) < 2
    if "order" in asked:
        inside, _, outside = asked["order"].answer.partition(" Outside the order")
        order = [name for _at, name in sorted((inside.index(name), name) for name in names if name in inside)]
        assert set(order) == set(sure)
        assert [sure[name] for name in order] == sorted(sure.values(), reverse=True)
        assert {name for name, low in zip(names, lows, strict=True) if low is None} == {
            name for name in names if name in outside
        }
    if "darkest" in asked:
        top = max(layer.symbol_of[names.index(name)] for name in sure)
        expected = {name for name in sure if layer.symbol_of[names.index(name)] == top}
        assert {name for name in names if name in asked["darkest"].answer} == expected
    assert ("missing" in asked) == (None in lows)


@pytest.fixture(scope="module")
def opening(catalog: Catalog, shapes: dict) -> Scene:
    from mapapp.view import opening_view

    return SceneBuilder(catalog, shapes).build(opening_view(catalog, "en"))


def test_numbers_run_from_west_to_east_and_the_key_tells_them(scene: Scene) -> None:
    found = numbered(scene)
    assert [it.number for it in found] == [1, 2, 3, 4, 5]
    assert [it.x for it in found] == sorted(it.x for it in found)
    assert found[0].place == "bokei"
    blank, key = pages(scene, Options(kind="outline"), MEASURE)
    numbers = [swatch.row.symbol.letter for rows, _at in key.legends for swatch in rows.swatches]
    names = [text.text for rows, _at in key.legends for text in rows.texts]
    assert [number for number in numbers if number] == [str(it.number) for it in found]
    assert [name for name in names if name in {it.name for it in found}] == [it.name for it in found]
    assert not {it.name for it in found} & {text.text for rows, _at in blank.legends for text in rows.texts}


def inside(page: Page) -> bool:
    boxes = [(text.x, text.y, text.x + narrow(text.text, text.size_pt, text.bold)[0]) for text in page.texts]
    return all(x > 0 and right < page.width and 0 < y < page.height for x, y, right in boxes) and all(
        0 < rule.x0 <= rule.x1 < page.width and 0 < rule.y0 <= rule.y1 < page.height for rule in page.rules
    )


@pytest.mark.parametrize("paper", sorted(PAPERS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_of_text_hold_everything_on_every_paper(
    builder: SceneBuilder, view: MapView, paper: str, language: str
) -> None:
    scene = builder.build(view.with_language(language))
    options = Options(paper=paper, kind="worksheet")
    made = worksheet(scene)
    asked = question_pages(scene, options, MEASURE)
    answered = answer_pages(scene, options, MEASURE)
    assert all(inside(page) for page in (*asked, *answered))
    for sheets, words in ((asked, made.questions[-1].text), (answered, made.questions[0].answer)):
        written = "".join(text.text for page in sheets for text in page.texts).replace(" ", "")
        assert re.sub(r"\s", "", words) in written.replace("\N{NO-BREAK SPACE}", "")
    assert not any(question.answer in text.text for question in made.questions for p in asked for text in p.texts)


def test_a_question_and_its_lines_stay_on_one_sheet(scene: Scene) -> None:
    made = worksheet(scene)
    sheets = question_pages(scene, Options(kind="worksheet"), MEASURE)
    lines = sum(sum(rule.y0 == rule.y1 and rule.x0 > 20 for rule in page.rules) for page in sheets)
    assert lines >= sum(question.lines for question in made.questions)
    for page in sheets:
        numbers = [text.y for text in page.texts if re.fullmatch(r"\d+\.", text.text)]
        assert max(rule.y0 for rule in page.rules) > max(numbers)


def test_a_slide_shows_questions_in_type_that_the_last_row_can_read(scene: Scene) -> None:
    for page in question_pages(scene, Options(paper="slide", kind="worksheet"), MEASURE):
        assert min(text.size_pt for text in page.texts) >= 24

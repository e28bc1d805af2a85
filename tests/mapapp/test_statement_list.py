"""What the essay states, all of it: each row of the list is found in what ``mapapp facts --json`` prints."""

import json
from collections import Counter

import pytest

from mapapp.cli import main

KEYS = [
    "id", "source", "place", "measure", "low", "high", "qualifier", "unit", "unit_printed", "period", "period_printed",
    "line", "fragment", "note", "contradicts",
]  # fmt: skip

STATED = """
4  turksib              turksib-extent            -         planned     a railway was to be built from Almaty to Semey
4  turksib              turksib-finished          -         exact       finished by 1931
4  turksib              turksib-length            1145      exact       in shakyrym
4  turksib              turksib-roadless          -         exact       through lands without modern roads
4  turksib              turksib-importance        -         exact       for the east and the south-east
7  kazakhstan           sent-workers              8000      exact       workers sent to the villages
7  kazakhstan           sent-25-thousanders       1204      exact       "twenty-five-thousanders"
11 not-stated           budget-tax-share          34        exact       of budget revenue in 1923-24
24 not-stated           wage-money-share          80        exact       of wages paid in money in 1923
25 kazakhstan           food-tax-applied          -         exact       the tax little applied in 1921/22
25 western-governorates grain-shortage            17400000  exact       pood of grain that was short
25 western-governorates burned-sowings            50-80     range       of sowings burned
25 kazakhstan-or-west   livestock-decline         80        exact       livestock down after the jut
25 ural                 livestock-deaths          100       some parts  in some uyezds
25 bokei                livestock-deaths          100       some parts  in some uyezds
26 kazakhstan           seed-grain                907501    exact       pood free, spring 1922
26 kazakhstan           relief-grain              66790     exact       pood of grain and other food
26 kazakhstan           relief-rations            161567    exact
26 kazakhstan           relief-money              500000    about       nearly half a million som
26 kazakhstan           relief-soap               100-      at least    over 100 pood
26 kazakhstan           relief-cloth              -         about       several thousand metres
26 kazakhstan           relief-shoes              -         about       several thousand pairs
26 kazakhstan           relief-travel-money       40000     exact       som for the way home
26 kazakhstan           relief-tax-freedom        -         exact       freed from taxes
26 kazakhstan           famine-area               1048100   exact       "square metres", read as km2
26 kazakhstan           famine-population         1558927   exact       inhabitants of that area
26 kazakhstan           diseases                  -         exact       typhus, cholera, plague, scurvy and others
26 kazakhstan           starving                  2832000   exact       incomplete data of spring 1922
26 kazakhstan           commissions-governorate   7         exact
26 kazakhstan           commissions-uyezd-equal   1         exact
26 kazakhstan           commissions-uyezd-district 46       exact
26 kazakhstan           commissions-volost-aul    1127      exact
26 kazakhstan           committees                556       exact
26 kazakhstan           fed-free                  777192    exact       by the end of 1922
27 soviet-country       famine-causes             -         exact       named by the appeal of 17 July 1921
28 ural                 crop-failure              99        exact
28 orenburg             crop-failure              80.3      exact
28 kostanay             crop-failure              74.5      exact
28 bokei                crop-failure              29.5      exact
28 aktobe               crop-failure              -         not stated  named without a figure
28 nomadic-districts    pasture-burned            -         exact       pastures and hayfields
28 turgai               winter-losses             -         exact       winter of 1920-1921
28 shubalan             affected                  -         exact
28 maikara              affected                  -         exact
28 saryokpa             affected                  -         exact
28 kazakhstan           victims-grew              -         exact       daily
29 orenburg             listed-1921               -         exact
29 ural                 listed-1921               -         exact
29 kostanay             listed-1921               -         exact
29 bokei                listed-1921               -         exact
29 aktobe               listed-1921               -         exact
30 soviet-country       snowless-winter           -         exact
30 soviet-country       rainless-season           -         exact
30 volga-lands          famine-spread             -         exact       summer of 1921
30 soviet-country       starving                  20000000- at least    by autumn 1921
37 kazakhstan           nationalised-total        300-      at least    enterprises
37 spassk-works         nationalised              -         exact
37 shymkent-santonin-works nationalised           -         exact
37 ridder-mines         nationalised              -         exact
37 ekibastuz-coal       nationalised              -         exact
37 baikonyr-coal        nationalised              -         exact
37 emba-oil             nationalised              -         exact
37 orenburg-tashkent-railway nationalised         -         exact
37 zhetysu-railway      nationalised              -         exact
37 aral-sea             nationalised              -         exact       ships
37 irtysh               nationalised              -         exact       ships
37 ural-river           nationalised              -         exact       ships of the Zhaiyk
37 russo-asiatic-bank   nationalised              -         exact       capital
37 volga-kama-bank      nationalised              -         exact       capital
37 siberian-trade-bank  nationalised              -         exact       capital
"""
DATED = """
4  ../1931         exact    Turksib finished
5  ../1925         exact    end of the recovery
6  1925-12         exact    XIV congress
6  1927-12         exact    XV congress
6  1929-07/..      exact    collectivisation speeds up
6  1932            planned  collectivisation due
6  1933            planned  sedentarisation due
7  1928-02         exact    the letter
10 1921-09-10      exact    the decree on wages
10 1921-11         exact    the State Bank
11 1923/1924       exact    a third of the budget from taxes
11 1922/1924       exact    currency reform
24 1923            exact    money wage
25 1921-03         exact    tax decree
26 1921-04-07      exact    decree on trade
26 1922-07-08      exact    Mendeshev's report
26 1922-12         about    refugees return
26 1923-06-20      exact    the act
26 1923-08-01      exact    commissions dissolved
27 1921-07-17      exact    the appeal
29 1921-08/..      exact    the five on the list
35 1918/1921       exact    war communism
36 1918-06/1918-07 about    its introduction
"""


@pytest.fixture(scope="module")
def told() -> list[dict]:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["facts", "--json"]) == 0
    found = json.loads(out.getvalue())
    assert isinstance(found, list)
    return [row for row in found if row["source"] == "essay"]


def figure(words: str) -> tuple[float | None, float | None]:
    if words == "-":
        return None, None
    low, dash, high = words.partition("-")
    return float(low), float(high) if high else None if dash else float(low)


@pytest.mark.parametrize("row", STATED.strip().splitlines())
def test_the_statement_is_among_the_facts(told: list[dict], row: str) -> None:
    line, place, measure, words, *rest = row.split()
    qualifier = " ".join(rest[:2]) if rest[0] in {"some", "at", "not"} else rest[0]
    found = [
        it for it in told if (it["line"], it["place"], it["measure"]) == (int(line), place, measure)
    ]  # fmt: skip
    assert found, "no such statement"
    assert {(it["low"], it["high"]) for it in found} == {figure(words)}
    assert {it["qualifier"] for it in found} == {qualifier}
    assert all(it["fragment"] for it in found)


@pytest.mark.parametrize("row", DATED.strip().splitlines())
def test_the_event_is_among_the_facts(told: list[dict], row: str) -> None:
    line, when, qualifier = row.split()[:3]
    found = [it for it in told if (it["line"], it["period"], it["qualifier"]) == (int(line), when, qualifier)]
    assert [it for it in found if it["low"] is None and it["high"] is None]


def test_nothing_else_is_ascribed_to_the_essay(told: list[dict]) -> None:
    listed = {(int(row.split()[0]), *row.split()[1:3]) for row in STATED.strip().splitlines()}
    others = [it for it in told if (it["line"], it["place"], it["measure"]) not in listed]
    days = Counter((int(row.split()[0]), row.split()[1]) for row in DATED.strip().splitlines())
    assert Counter((it["line"], it["period"]) for it in others) == days


def test_every_fact_has_the_same_keys(told: list[dict]) -> None:
    for it in told:
        assert set(KEYS) <= set(it)
        assert set(it["note"]) == {"kk", "ru", "en"}
        assert isinstance(it["contradicts"], list)


@pytest.mark.parametrize(
    ("measure", "place", "says"),
    [
        ("crop-failure", "aktobe", "without a figure"),
        ("crop-failure", "ural", "does not say what"),
        ("famine-area", "kazakhstan", "square met"),
        ("livestock-decline", "kazakhstan-or-west", "1992"),
        ("turksib-length", "turksib", "1445"),
        ("snowless-winter", "soviet-country", "1920"),
    ],
)
def test_what_the_essay_is_careless_about_is_said(told: list[dict], measure: str, place: str, says: str) -> None:
    (found,) = [it for it in told if (it["measure"], it["place"]) == (measure, place)]
    assert says in found["note"]["en"]
    assert found["note"]["kk"]
    assert found["note"]["ru"]


def test_statements_at_odds_name_each_other(told: list[dict]) -> None:
    by_id = {it["id"]: it for it in told}
    pairs = {
        frozenset((it["measure"], by_id[other]["measure"]))
        for it in told
        for other in it["contradicts"]
        if other in by_id
    }
    assert frozenset(("famine-population", "starving")) in pairs
    assert frozenset(("burned-sowings", "crop-failure")) in pairs

"""What a worksheet asks of the layers that are on, with answers and the words they rest on: one maker a kind of layer.

Only figures that a source states exactly are compared or put in order. A missing figure is asked about as missing, a
figure of some uyezds as one of some uyezds, a range as a range; nothing is computed from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final

from mapapp.paper.figures import Figure, figures_of
from mapapp.scene import Scene, SceneLayer
from mapapp.statements import Statement
from mapapp.texts import number, t, unit


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source: as printed, in the language of the sheet (empty where that is the source's), and where."""

    words: str
    translation: str
    where: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer.

    `kind` says what it trains, `lines` how many lines a pupil gets to write on, `claims` which statements the answer
    rests on; `quotes` holds their words.
    """

    kind: str
    text: str
    lines: int
    answer: str
    claims: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


Asked = Iterator[Question]

ORDER: Final = (
    "darkest", "class", "order", "compare", "list", "circles", "subject", "missing", "silent", "parts", "bracket",
    "contradiction", "line", "length", "extent", "works", "source",
)  # fmt: skip
"""From reading the map to weighing its sources."""
_MOST_IN_ORDER: Final = 6
_FEW: Final = 6  # below so many questions the source is asked about as well


def quote(said: Statement) -> Quote:
    """Return the words of a statement; a second source, of which no text is taken, has none."""
    return Quote(said.claim.fragment, said.translation, said.where)


def quotes(said: Iterable[Statement]) -> tuple[Quote, ...]:
    """Return the words of statements, each passage once."""
    return tuple(dict.fromkeys(quote(it) for it in said))


class _Layer:
    """A layer with what its questions need."""

    def __init__(self, scene: Scene, layer: SceneLayer) -> None:
        self.scene = scene
        self.layer = layer
        self.language = scene.language
        self.figures = figures_of(scene, layer)
        self.governorates = layer.kind != "figures"

    def t(self, message: str, **values: object) -> str:
        """Translate a message."""
        return t(message, self.language, **values)

    def named(self, figures: list[Figure]) -> str:
        """List places with what is said of each."""
        return "; ".join(f"{it.name} ({it.words})" for it in figures)

    def exact(self) -> list[Figure]:
        """Return the places whose figures may be compared, the highest first."""
        known = [it for it in self.figures if it.exact]
        return sorted(known, key=lambda it: (-(it.low or 0.0), it.name))

    def ask(self, kind: str, text: str, lines: int, answer: str, figures: list[Figure]) -> Question:
        """Return a question whose answer rests on figures."""
        return self.about(kind, text, lines, answer, [it.said for it in figures if it.said])

    def about(self, kind: str, text: str, lines: int, answer: str, said: list[Statement]) -> Question:
        """Return a question whose answer rests on statements."""
        return Question(kind, text, lines, answer, tuple(it.claim.id for it in said), quotes(said))


def _choropleth(it: _Layer) -> Asked:
    if it.figures:
        yield from _darkest(it)
        yield from _missing(it)
        yield from _compared(it)
        yield from _contradictions(it)
        yield from _subject(it)
        yield from _class(it)


def _class_text(it: _Layer, figure: Figure) -> str:
    index = it.layer.symbol_of[it.layer.shapes.ids.index(figure.place)]
    return it.layer.legend[index].text


def _in_classes(it: _Layer) -> list[Figure]:
    breaks = it.layer.breaks
    return [found for found in it.exact() if breaks and breaks[0] <= (found.low or 0.0) <= breaks[-1]]


def _darkest(it: _Layer) -> Asked:
    ranked = _in_classes(it)
    if len(ranked) < 2:
        return
    top = _class_text(it, ranked[0])
    found = [figure for figure in ranked if _class_text(it, figure) == top]
    text = (
        it.t("Colour the map by the table and the legend. Which governorates get the darkest colour?")
        if it.governorates
        else it.t("Colour the map by the table and the legend. Which areas get the darkest colour?")
    )
    yield it.ask("darkest", text, 1, f"{it.named(found)}: {top}", found)


def _class(it: _Layer) -> Asked:
    """Ask for the class of the figure that lies nearest to a limit between two classes."""
    ranked, inner = _in_classes(it), it.layer.breaks[1:-1]
    if not ranked or not inner:
        return
    figure = min(ranked, key=lambda found: min(abs((found.low or 0.0) - limit) for limit in inner))
    text = it.t(
        "{place}: {figure}. Into which class of the legend does this figure fall, and why?",
        place=figure.name, figure=figure.words,
    )  # fmt: skip
    answer = it.t(
        "Into “{name}”: the figure lies between its limits. A limit belongs to the class above it.",
        name=_class_text(it, figure),
    )  # fmt: skip
    yield it.ask("class", text, 1, answer, [figure])


def _compared(it: _Layer) -> Asked:
    ranked = it.exact()
    if len(ranked) < 2 or ranked[0].low == ranked[-1].low:
        return
    if len(ranked) > 2:
        yield _ordered(it, ranked)
    high, low = ranked[0], ranked[-1]
    if high.said is None or low.said is None or high.said.claim.unit != low.said.claim.unit:
        return
    first, second = round(high.low or 0.0, 2), round(low.low or 0.0, 2)
    written = high.said.claim.unit
    of = it.t("percentage points") if written == "percent" else "" if written == "count" else unit(written, it.language)
    sum_ = f"{number(first, it.language)} − {number(second, it.language)} = {number(first - second, it.language)} {of}"
    text = it.t(
        "{first} and {second}: by how much is the first figure higher than the second? Write your calculation.",
        first=high.name, second=low.name,
    )  # fmt: skip
    yield it.ask("compare", text, 1, sum_.strip(), [high, low])


def _ordered(it: _Layer, ranked: list[Figure]) -> Question:
    shown = ranked[:_MOST_IN_ORDER]
    if len(ranked) > len(shown):
        text = it.t("Write the {count} places with the highest figures in order, the highest first.", count=len(shown))
    elif it.governorates:
        text = it.t("Write the governorates whose figure is stated in order, from the highest to the lowest.")
    else:
        text = it.t("Write the areas whose figure is stated in order, from the highest to the lowest.")
    parts = [f"{shown[0].name} ({shown[0].words})"]
    for before, figure in pairwise(shown):
        parts.append(f"{'=' if before.low == figure.low else '>'} {figure.name} ({figure.words})")
    outside = [found.name for found in it.figures if found.low is None]
    answer = " ".join(parts)
    if outside and len(outside) <= _MOST_IN_ORDER:
        answer += ". " + it.t("Outside the order, since no figure is stated: {places}.", places=", ".join(outside))
    return it.ask("order", text, 2, answer, shown)


def _missing(it: _Layer) -> Asked:
    found = [figure for figure in it.figures if figure.not_stated]
    if not found:
        return
    text = (
        it.t(
            "For which governorate does the source give no figure? Why might a source leave a figure out, and why must "
            "the governorate not be coloured as 0?"
        )
        if it.governorates and len(found) == 1
        else it.t(
            "For which places does the source give no figure? Why might a source leave a figure out, and why must "
            "these places not be coloured as 0?"
        )
    )
    answer = it.t(
        "{places}. The source does not say why. Possible reasons: no report came in, the count was not finished, the "
        "figure was lost in copying. Nought would be a figure, and the source gives none: the value is unknown.",
        places=", ".join(figure.name for figure in found[:_MOST_IN_ORDER]),
    )  # fmt: skip
    notes = [figure.said.note for figure in found[:1] if figure.said]
    yield it.ask("missing", text, 4, " ".join((answer, *notes)).strip(), found[:_MOST_IN_ORDER])


def _subject(it: _Layer) -> Asked:
    known = [figure for figure in it.exact() if figure.said and figure.said.claim.unit == "percent"]
    if not it.layer.subject or not known or known[0].said is None:
        return
    text = it.t("A percentage is always a share of something. Of what is it a share here, and how do we know?")
    answer = f"{it.layer.title}: {it.layer.subject}. {known[0].said.note}"
    yield it.ask("subject", text, 2, answer.strip(), known[:1])


def _contradictions(it: _Layer) -> Asked:
    """Ask about each statement that is at odds with statements of this layer."""
    own: dict[str, list[Statement]] = {}
    for claim_id in dict.fromkeys(claim for claims in it.layer.claims for claim in claims):
        said = it.scene.statements[claim_id]
        for other in said.claim.contradicts:
            own.setdefault(other, []).append(said)
    groups: dict[tuple[str, ...], list[str]] = {}
    for other, ours in own.items():
        groups.setdefault(tuple(said.claim.id for said in ours), []).append(other)
    for mine, others in groups.items():
        told = [it.scene.statements[claim] for claim in (*mine, *others)]
        told.sort(key=lambda said: (said.claim.line, said.claim.id))
        text = it.t(
            "Compare these statements. Can all of them be right? Give your reasons.\n{statements}",
            statements="\n".join(_told(it, said) for said in told),
        )
        note = next((said.note for said in told if said.note), "")
        yield it.about("contradiction", text, 4, note, told)


def _told(it: _Layer, said: Statement) -> str:
    words = said.figure or f"«{said.translation or said.claim.fragment}»"
    line = it.t("Line {line}", line=said.claim.line) if said.claim.line else said.where
    return f"{line}: {said.place}, {said.title}: {words}."


def _parts(it: _Layer) -> Asked:
    found = [figure for figure in it.figures if figure.qualifier == "some parts"]
    if found:
        text = it.t(
            "{places}: {figure} ({title}). Of which part of the governorate does this figure speak? May the whole "
            "governorate be coloured by it?",
            places=", ".join(figure.name for figure in found), figure=found[0].words, title=it.layer.title,
        )  # fmt: skip
        answer = it.t(
            "Of some uyezds, which are not named. Of the rest of the governorate the source says nothing, so the "
            "figure is not one of the whole governorate."
        )
        note = found[0].said.note if found[0].said else ""
        yield it.ask("parts", text, 2, f"{answer} {note}".strip(), found)
    silent = [figure for figure in it.figures if not figure.qualifier or figure.qualifier == "no statement"]
    if found and silent:
        text = it.t(
            "Of which governorates does the source say nothing here ({title})? Does it follow that nothing happened "
            "there?", title=it.layer.title,
        )  # fmt: skip
        places = ", ".join(figure.name for figure in silent)
        answer = it.t("{places}. No: silence of a source is not a nought.", places=places)
        yield it.ask("silent", text, 2, answer, silent)


def _category(it: _Layer) -> Asked:
    found = [figure for figure in it.figures if figure.said]
    if found:
        text = it.t(
            "Which governorates are meant by this layer: “{title}”? What does such a list say, and what does it "
            "not say?",
            title=it.layer.title,
        )
        answer = it.t(
            "{places}. The list says that the famine was recognised there officially. It does not say how many people "
            "starved, nor since when.", places=", ".join(figure.name for figure in found),
        )  # fmt: skip
        yield it.ask("list", text, 3, answer, found)


def _circles(it: _Layer) -> Asked:
    ranked = it.exact()
    partial = [figure for figure in it.figures if figure.low is not None and not figure.exact]
    if len(ranked) < 2 or any((figure.low or 0.0) >= (ranked[0].low or 0.0) for figure in partial):
        return
    text = it.t(
        "Which governorate has the largest circle, and what does the circle count? Why is a number of people drawn as "
        "a circle and a share as a fill?"
    )
    answer = it.t(
        "{place}: {figure}; {subject}. A number depends on how many people live in a place, so a fill would make large "
        "and populous places look worst; a share can be compared between places.",
        place=ranked[0].name, figure=ranked[0].words, subject=it.layer.subject,
    )  # fmt: skip
    if partial:
        answer += " " + it.t("Only a part was counted: {places}.", places=it.named(partial))
    yield it.ask("circles", text, 3, answer, [*ranked[:1], *partial])


def _bracket(it: _Layer) -> Asked:
    said = [it.scene.statements[claim] for claims in it.layer.claims for claim in claims]
    for one in said[:1]:
        text = it.t(
            "{title}: {figure}. For which territory is this figure given, and why is no governorate filled with it?",
            title=one.title, figure=one.figure,
        )  # fmt: skip
        answer = it.t("{place}. The governorates are not named.", place=one.place)
        yield it.about("bracket", text, 2, f"{answer} {one.note}".strip(), [one])
    yield from _contradictions(it)


def _outlines(it: _Layer) -> Asked:
    dashed = [row.text.rsplit(": ", 1)[-1] for row in it.layer.legend if row.symbol.dash_mm]
    if dashed:
        text = it.t("Some boundaries on the map are dashed or dotted. What does that tell about them?")
        answer = it.t(
            "Their course is not known exactly: {words}. They were drawn after descriptions and maps of other years.",
            words=", ".join(dashed),
        )  # fmt: skip
        yield Question("line", text, 2, answer)


def _railway(it: _Layer) -> Asked:
    drawn = round(sum(it.layer.shapes.sizes))
    said = {one.claim.measure: one for one in it.scene.statements.values() if one.claim.place == it.layer.id}
    length, extent = said.get("turksib-length"), said.get("turksib-extent")
    operated = said.get("turksib-operating-length")
    if length is not None and operated is not None and drawn:
        printed = it.t("{km} shakyrym", km=number(length.claim.low or 0.0, it.language))
        text = it.t(
            "Line {line} gives the length of Turksib: {figure}. Measure the railway on the map with a ruler and the "
            "scale bar. Why do the two lengths differ?", line=length.claim.line, figure=printed,
        )  # fmt: skip
        answer = it.t(
            "On the map about {drawn} km, in even curves through the stations; in the essay {figure}; by an "
            "encyclopaedia {known} km of track, with every curve.", drawn=number(drawn, it.language), figure=printed,
            known=number(operated.claim.low or 0.0, it.language),
        )  # fmt: skip
        yield it.about("length", text, 3, f"{answer} {length.note}", [length])
    if extent is not None:
        text = it.t(
            "Line {line} says from where to where Turksib was to run. Where does the railway on the map begin and end?",
            line=extent.claim.line,
        )
        yield it.about("extent", text, 2, extent.note, [extent])


def _works(it: _Layer) -> Asked:
    found = [figure for figure in it.figures if figure.said and figure.said.claim.measure == "nationalised"]
    if len(found) > 2 and found[0].said is not None:
        text = it.t(
            "Name three works or fleets on the map of which line {line} says that the state took them over.",
            line=found[0].said.claim.line,
        )
        yield it.ask("works", text, 2, "; ".join(figure.name for figure in found), found)


def _source(it: _Layer) -> Asked:
    said = next((figure.said for figure in it.figures if figure.said and figure.low is not None), None)
    if said is not None:
        text = it.t("Who gives the figures of this map, and where do they stand? What else would you like to know?")
        yield it.about("source", text, 2, said.where, [said])


_BY_KIND: Final[Mapping[str, Callable[[_Layer], Asked]]] = {
    "choropleth": _choropleth, "figures": _choropleth, "parts": _parts, "category": _category, "circles": _circles,
    "bracket": _bracket, "pieces": _contradictions, "outlines": _outlines,
}  # fmt: skip
_BY_ID: Final[Mapping[str, Callable[[_Layer], Asked]]] = {"turksib": _railway, "works": _works}


def questions(scene: Scene, most: int) -> tuple[Question, ...]:
    """Return what can be asked about the visible layers.

    Parameters
    ----------
    scene
        Whose visible layers.
    most
        How many questions at most; every layer has its turn before one has a second.
    """
    layers = [_Layer(scene, layer) for layer in reversed(scene.visible)]
    layers.sort(key=lambda it: not it.figures)
    makers = [(_BY_ID.get(it.layer.id) or _BY_KIND.get(it.layer.kind), it) for it in layers]
    asked = [list(maker(it)) for maker, it in makers if maker is not None]
    found: dict[str, Question] = {}
    for turn in zip_longest(*asked):
        for question in turn:
            if question is not None:
                found.setdefault(question.text, question)
    chosen = list(found.values())[:most]
    if len(chosen) < _FEW:
        chosen += [question for it in layers[:1] for question in _source(it)]
    return tuple(sorted(chosen, key=lambda question: ORDER.index(question.kind)))

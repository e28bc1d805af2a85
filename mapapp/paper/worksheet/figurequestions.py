"""Questions about a layer that is coloured by figures.

Only figures that a source states exactly are compared or put in order. A missing figure is asked about as missing;
nothing is computed from it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from mapapp.paper.worksheet.figures import Figure
from mapapp.paper.worksheet.layerquestions import contradictions
from mapapp.paper.worksheet.topics import Asked, Question, Topic
from mapapp.texts import number, unit

_MOST_IN_ORDER: Final = 6


def choropleth(it: Topic) -> Asked:
    """Ask for classes, order, differences, missing figures, contradictions, and what the figures are a share of."""
    if it.figures:
        yield from _darkest(it)
        yield from _missing(it)
        yield from _compared(it)
        yield from contradictions(it)
        yield from _subject(it)
        yield from _class(it)


def _class_text(it: Topic, figure: Figure) -> str:
    index = it.layer.symbol_of[it.layer.shapes.ids.index(figure.place)]
    return it.layer.legend[index].text


def _in_classes(it: Topic) -> list[Figure]:
    breaks = it.layer.breaks
    return [found for found in it.exact() if breaks and breaks[0] <= (found.low or 0.0) <= breaks[-1]]


def _darkest(it: Topic) -> Asked:
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


def _class(it: Topic) -> Asked:
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


def _compared(it: Topic) -> Asked:
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


def _ordered(it: Topic, ranked: list[Figure]) -> Question:
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


def _missing(it: Topic) -> Asked:
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


def _subject(it: Topic) -> Asked:
    known = [figure for figure in it.exact() if figure.said and figure.said.claim.unit == "percent"]
    if not it.layer.subject or not known or known[0].said is None:
        return
    text = it.t("A percentage is always a share of something. Of what is it a share here, and how do we know?")
    answer = f"{it.layer.title}: {it.layer.subject}. {known[0].said.note}"
    yield it.ask("subject", text, 2, answer.strip(), known[:1])

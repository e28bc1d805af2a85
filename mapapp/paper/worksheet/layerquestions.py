"""Questions about layers that are not coloured by figures: lists, circles, brackets, lines, places.

A figure of some uyezds is asked about as one of some uyezds, and what a source passes over in silence as that.
"""

from __future__ import annotations

from mapapp.paper.worksheet.topics import Asked, Question, Topic
from mapapp.statements import Statement
from mapapp.texts import number


def contradictions(it: Topic) -> Asked:
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


def _told(it: Topic, said: Statement) -> str:
    words = said.figure or f"«{said.translation or said.claim.fragment}»"
    line = it.t("Line {line}", line=said.claim.line) if said.claim.line else said.where
    return f"{line}: {said.place}, {said.title}: {words}."


def parts(it: Topic) -> Asked:
    """Ask about figures of some parts of a place, and about places that nothing is said of."""
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


def category(it: Topic) -> Asked:
    """Ask what a list of places says, and what it does not say."""
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


def circles(it: Topic) -> Asked:
    """Ask for the largest circle, and why numbers are not drawn as fills."""
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


def bracket(it: Topic) -> Asked:
    """Ask of which territory a figure is that no area is filled with."""
    said = [it.scene.statements[claim] for claims in it.layer.claims for claim in claims]
    for one in said[:1]:
        text = it.t(
            "{title}: {figure}. For which territory is this figure given, and why is no governorate filled with it?",
            title=one.title, figure=one.figure,
        )  # fmt: skip
        answer = it.t("{place}. The governorates are not named.", place=one.place)
        yield it.about("bracket", text, 2, f"{answer} {one.note}".strip(), [one])
    yield from contradictions(it)


def outlines(it: Topic) -> Asked:
    """Ask what broken lines tell about boundaries."""
    dashed = [row.text.rsplit(": ", 1)[-1] for row in it.layer.legend if row.symbol.dash_mm]
    if dashed:
        text = it.t("Some boundaries on the map are dashed or dotted. What does that tell about them?")
        answer = it.t(
            "Their course is not known exactly: {words}. They were drawn after descriptions and maps of other years.",
            words=", ".join(dashed),
        )  # fmt: skip
        yield Question("line", text, 2, answer)


def railway(it: Topic) -> Asked:
    """Ask why lengths of a railway differ, and from where to where it runs."""
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


def works(it: Topic) -> Asked:
    """Ask for works that were taken over by the state."""
    found = [figure for figure in it.figures if figure.said and figure.said.claim.measure == "nationalised"]
    if len(found) > 2 and found[0].said is not None:
        text = it.t(
            "Name three works or fleets on the map of which line {line} says that the state took them over.",
            line=found[0].said.claim.line,
        )
        yield it.ask("works", text, 2, "; ".join(figure.name for figure in found), found)

"""Facts about places beyond the essay's figures, as plain paragraphs: areas, second sources, Turksib, unlocated places.

Every function is pure; whoever shows the paragraphs escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from geodata.catalog import AREA_MEASURES, Catalog
from geodata.events import first_day
from geodata.model import Claim
from mapapp.compiled import Shapes
from mapapp.texts import date, figure, number, t
from mapapp.view import OPENING_DATE

if TYPE_CHECKING:
    from geodata.shares import Share

UNLOCATED: Final = ("shubalan", "maikara", "saryokpa")
_OBSTACLES: Final = {
    "number": "one of the two is no exact figure",
    "place": "they speak of different territories",
    "time": "they speak of different times",
    "source": "they come from different sources",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of text and how it is meant: ``heading``, ``text`` or ``quiet``."""

    kind: str
    text: str


def _sizes(shapes: Mapping[str, Shapes], name: str) -> dict[str, float]:
    found = shapes.get(name)
    return dict(zip(found.ids, found.sizes, strict=True)) if found else {}


def _boundaries(catalog: Catalog, day: str) -> str:
    return max((start for start in catalog.periods() if start <= day), default="")


def areas_km2(catalog: Catalog, shapes: Mapping[str, Shapes], day: str) -> dict[str, float]:
    """Return our areas of the provinces of an ISO day, in km2."""
    return _sizes(shapes, f"provinces@{_boundaries(catalog, day)}")


def province_facts(
    catalog: Catalog, shapes: Mapping[str, Shapes], place: str, edtf: str, language: str
) -> tuple[Paragraph, ...]:
    """Tell a province's legal state, and its area as drawn and as published.

    Parameters
    ----------
    catalog, shapes
        The metadata, and the compiled shapes (empty before they are there).
    place
        Id of the province.
    edtf
        Date of the boundaries on show.
    language
        ``kk``, ``ru`` or ``en``.
    """
    province = catalog.province(place, first_day(edtf))
    if province is None:
        return (Paragraph("text", t("There was no such governorate at this date.", language)),)
    found = [Paragraph("quiet", province.state[language])]
    ours = areas_km2(catalog, shapes, first_day(edtf)).get(place)
    if ours is not None:
        text = t("Area as drawn here: {area} km²", language, area=number(round(ours, -2), language))
        found.append(Paragraph("quiet", text))
    for area in catalog.published_areas(place):
        title = catalog.measures[area.measure].titles[language]
        source = catalog.sources[area.source].named(language)
        words = f"{title}: {figure(area, language)} ({date(area.period, language)}; {source})"
        note = area.notes[language]
        found.append(Paragraph("quiet", f"{words}. {note}" if note else words))
    return tuple(found)


def point_facts(catalog: Catalog, place: str, language: str) -> tuple[Paragraph, ...]:
    """Tell what a town, works or station is, its names in every spelling, and where its position comes from.

    Parameters
    ----------
    catalog
        The metadata.
    place
        Id of the point.
    language
        ``kk``, ``ru`` or ``en``.
    """
    point, named = catalog.points_by_id[place], catalog.places[place]
    own = named.names[language]
    spellings = (named.names["kk"], named.latin, named.names["ru"], named.names["en"], *named.aliases)
    others = [name for name in dict.fromkeys(spellings) if name and name != own]
    kind = t("centre of an uyezd", language) if point.role == "uezd-centre" else t(named.kind, language)
    found = [Paragraph("quiet", kind)]
    if others:
        found.append(Paragraph("text", t("Other spellings: {names}", language, names=", ".join(others))))
    found += [Paragraph("text", note) for note in (point.notes[language],) if note]
    source = catalog.sources[point.source].named(language)
    found.append(Paragraph("quiet", t("Position: {source}", language, source=source)))
    return tuple(found)


def second_sources(catalog: Catalog, place: str, language: str) -> tuple[Paragraph, ...]:
    """Tell what second sources say of a place, with their trust, and shares where two figures may be compared."""
    own = [claim for claim in catalog.others if claim.place == place and claim.measure not in AREA_MEASURES]
    if not own:
        return ()
    from geodata.shares import shares_of

    found = [Paragraph("heading", t("Second sources: {place}", language, place=catalog.name(place, language)))]
    for source, claims in groupby(own, key=lambda claim: claim.source):
        for claim in claims:
            title = catalog.measures[claim.measure].titles[language]
            found.append(Paragraph("text", f"{title}: {figure(claim, language)} ({date(claim.period, language)})"))
            found += [Paragraph("text", note) for note in (claim.notes[language],) if note]
        found.append(Paragraph("quiet", _told_by(catalog, source, language)))
    found += [_share(catalog, it, language) for it in shares_of(place, catalog.others)]
    return tuple(found)


def _told_by(catalog: Catalog, source_id: str, language: str) -> str:
    source = catalog.sources[source_id]
    named = ", ".join(part for part in (source.by(language), source.named(language), source.year) if part)
    trust = t("secondary source", language) if source.trust == "secondary" else t("primary source", language)
    return f"{named} · {trust} · {source.url}"


def _share(catalog: Catalog, share: Share, language: str) -> Paragraph:
    part, whole = (
        f"{catalog.measures[it.measure].titles[language]}: {figure(it, language)} ({date(it.period, language)})"
        for it in (share.part, share.whole)
    )
    if share.percent is None:
        reason = t(_OBSTACLES[share.obstacle], language)
        text = t(
            "No share is computed of “{part}” in “{whole}”: {reason}.", language, part=part, whole=whole, reason=reason
        )
        return Paragraph("quiet", text)
    text = t(
        "{percent} %: share of “{part}” in “{whole}”, computed here; both of the same territory, time and source.",
        language, percent=number(round(share.percent, 1), language), part=part, whole=whole,
    )  # fmt: skip
    return Paragraph("text", text)


def pieces_of(catalog: Catalog, place: str, language: str) -> tuple[tuple[str, tuple[Claim, ...]], ...]:
    """Return the uyezds of a province, at any time, of which the essay says something: name and claims."""
    held = dict.fromkeys(piece.piece for piece in catalog.pieces if piece.province == place)
    found = []
    for piece in held:
        claims = catalog.claims_at.get(piece, ())
        if claims:
            found.append((catalog.name(piece, language), claims))
    return tuple(found)


def unlocated(catalog: Catalog, language: str) -> tuple[Paragraph, ...]:
    """List the places that the essay names and nobody could place on the map, with its words."""
    found = [Paragraph("heading", t("Named in the essay, place not known", language))]
    for place in UNLOCATED:
        for claim in catalog.claims_at.get(place, ()):
            where = t("line {line}", language, line=claim.line)
            found.append(Paragraph("text", f"{catalog.name(place, language)}: «{claim.fragment}» ({where})"))
    notes = {claim.notes[language] for place in UNLOCATED for claim in catalog.claims_at.get(place, ())}
    return (*found, *(Paragraph("quiet", note) for note in sorted(notes)))


def whole_area(catalog: Catalog, shapes: Mapping[str, Shapes], language: str) -> tuple[Paragraph, ...]:
    """Set the area of the five governorates as drawn beside the essay's famine area."""
    areas = areas_km2(catalog, shapes, first_day(OPENING_DATE))
    essay = catalog.claims_of["famine-area"][0]
    if not areas or essay.low is None:
        return ()
    text = t(
        "The five governorates of August 1921 as drawn here: {ours} km² together. The essay’s famine area: {essay}, "
        "printed as square metres. What it comprised is not said.", language,
        ours=number(round(sum(areas.values()), -2), language), essay=number(essay.low, language),
    )  # fmt: skip
    return (Paragraph("text", text),)


def turksib(catalog: Catalog, shapes: Mapping[str, Shapes], language: str) -> tuple[Paragraph, ...]:
    """Tell Turksib's lengths side by side, its sections, the rival dates of its opening, and the other railways."""
    route = shapes.get("routes/turksib.geojson")
    sizes = route.sizes if route else ()
    return (
        *_lengths(catalog, sum(sizes), language),
        *_sections(catalog, sizes or (0.0,) * len(catalog.sections), language),
        *_rival_dates(catalog, language),
        *_railways(catalog, language),
    )


def _lengths(catalog: Catalog, drawn_km: float, language: str) -> Iterator[Paragraph]:
    essay = catalog.claims_of["turksib-length"][0]
    yield Paragraph("heading", t("Three lengths", language))
    if drawn_km:
        drawn = number(round(drawn_km), language)
        yield Paragraph("text", t("{km} km: drawn here, in even curves through the stations", language, km=drawn))
    printed = number(essay.low or 0, language)
    yield Paragraph("text", t("{km} shakyrym: printed in the essay, line 4", language, km=printed))
    for claim in (it for it in catalog.others if it.measure == "turksib-operating-length"):
        operated, source = number(claim.low or 0, language), catalog.sources[claim.source].named(language)
        yield Paragraph("text", t("{km} km: operating length ({source})", language, km=operated, source=source))
    why = t(
        "The operating length follows every curve of the track; the line drawn here does not, and takes the "
        "shorter crossing of the Ili from before the reservoir. What the essay’s figure counts is not said; it "
        "may be a slip for 1,445.",
        language,
    )
    yield Paragraph("quiet", why)


def _sections(catalog: Catalog, lengths_km: Iterable[float], language: str) -> Iterator[Paragraph]:
    yield Paragraph("heading", t("Sections", language))
    for section, km in zip(catalog.sections, lengths_km, strict=True):
        dates = t("opened {date}", language, date=date(section.opened, language))
        if section.begun:
            dates = t("begun {date}", language, date=date(section.begun, language)) + ", " + dates
        drawn = f"{number(round(km), language)} {t('km', language)}, " if km else ""
        words = f"{section.titles[language]}: {drawn}{dates}; {t(section.confidence.value, language)}"
        yield Paragraph("text", words)
        if section.notes[language]:
            yield Paragraph("quiet", section.notes[language])
        yield Paragraph("quiet", _titles(catalog, section.sources, language))


def _rival_dates(catalog: Catalog, language: str) -> Iterator[Paragraph]:
    yield Paragraph("heading", t("Dates, rival ones too", language))
    for it in catalog.route_dates:
        yield Paragraph("text", f"{date(it.when, language)}: {it.texts[language]}")
        yield Paragraph("quiet", _titles(catalog, it.sources, language))


def _railways(catalog: Catalog, language: str) -> Iterator[Paragraph]:
    yield Paragraph("heading", t("Other railways, with the year of opening", language))
    for line in catalog.railways:
        note = line.notes[language]
        yield Paragraph("text", f"{date(line.opened, language)}: {catalog.name(line.id, language)}. {note}")
        yield Paragraph("quiet", f"{t(line.confidence.value, language)}; {_titles(catalog, line.sources, language)}")


def _titles(catalog: Catalog, sources: Iterable[str], language: str) -> str:
    return "; ".join(catalog.sources[source].named(language) for source in sources)


def date_choices(catalog: Catalog, language: str) -> tuple[tuple[str, str], ...]:
    """Return the dates worth choosing, (EDTF, words), in time.

    They are the days on which provinces change, each with what changed, the date of the figures, and one before and
    one after all governorates.
    """
    found = {"1920-01": t("no governorates yet", language), OPENING_DATE: t("the boundaries of the figures", language)}
    for piece in catalog.pieces:
        start, end = piece.period.edtf.split("/")
        for edtf, day in ((start, piece.period.start), (end, piece.period.end)):
            if day is not None and edtf not in found:
                found[edtf] = _changes(catalog, day, language)
    for province in catalog.provinces:
        start = province.period.edtf.split("/")[0]
        if start not in found:
            same = [it for it in catalog.provinces if it.period.start == province.period.start]
            names = ", ".join(dict.fromkeys(catalog.name(it.id, language) for it in same))
            found[start] = t("confirmed: {names}", language, names=names)
    ordered = sorted(found.items(), key=lambda item: first_day(item[0]))
    return tuple((edtf, f"{date(edtf, language)}: {words}") for edtf, words in ordered)


def _changes(catalog: Catalog, day: str, language: str) -> str:
    """Tell what changed on an ISO day: ``piece → province``, ``old → new`` or ``− province``."""
    begun = {piece.piece: piece.province for piece in catalog.pieces if piece.period.start == day}
    ended = {piece.piece: piece.province for piece in catalog.pieces if piece.period.end == day}
    if not catalog.province_of(day):
        return t("no governorates any more", language)
    going_on = {it.province for it in catalog.pieces if it.period.covers(day) and it.period.start != day}
    staying = {it.province for it in catalog.pieces if it.period.covers(day)}
    told = []
    for piece, after in begun.items():
        before = ended.get(piece)
        if before and (before not in staying or after not in going_on):
            told.append(f"{catalog.name(before, language)} → {catalog.name(after, language)}")
        elif after in going_on:
            told.append(f"{catalog.name(piece, language)} → {catalog.name(after, language)}")
        else:
            told.append(f"+ {catalog.name(after, language)}")
    told += [f"− {catalog.name(before, language)}" for piece, before in ended.items() if piece not in begun]
    return ", ".join(dict.fromkeys(told))

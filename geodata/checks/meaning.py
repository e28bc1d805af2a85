"""What the rows are called, what the file says of itself, and how provinces compare with what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import numpy as np
import shapely

from geodata.checks.boundary import Boundary, Check, check_detail, check_location, check_presence, check_validity, moved
from geodata.checks.codes import found
from geodata.checks.coverage import check_coverage
from geodata.events import parse_period
from geodata.geometry import to_map
from geodata.names import looks_damaged
from geodata.readers.about import About
from geodata.readers.encodings import Encoding
from geodata.report import Finding, ReadError

_AREA_TOLERANCE: Final = 0.25
_NON_COMMERCIAL: Final = re.compile(
    r"\bNC\b|non-?\s?commercial|некоммерч|не для коммерч|коммерциялық емес|noncomm", re.IGNORECASE
)


def check_names(subject: Boundary) -> Iterator[Finding]:
    """See that rows have names, that none stands twice, and in role provinces what each means."""
    if not len(subject.frame.geometry):
        return
    if not subject.name_field:
        yield found("no-names", "file")
    elif len(subject.name_fields) > 1 and not subject.chosen:
        fields = ", ".join(subject.name_fields)
        yield found("name-field-guessed", "file", fields=fields, field=subject.name_field)
    else:
        yield found("name-field", "file", field=subject.name_field)
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(subject.names):
        rows.setdefault(name, []).append(row)
    if subject.role == "provinces":
        yield from _provinces(subject, rows)
    else:
        for name, where in rows.items():
            if name and len(where) > 1:
                yield _duplicate(subject, name, where)
    yield from _damaged(subject, rows)


def _duplicate(subject: Boundary, name: str, where: list[int], place_id: str = "") -> Finding:
    """Tell of a name that stands twice; `place_id` where it is that of a place, which has other names as well."""
    spot = subject.to_place(shapely.point_on_surface(subject.frame.geometry[where[-1]]))
    rows = "rows " + ", ".join(str(row + 1) for row in where[:5])
    return found(
        "duplicate-name", rows, spot, role=subject.role, name=name, count=len(where), place_id=place_id
    )  # fmt: skip


def _provinces(subject: Boundary, rows: dict[str, list[int]]) -> Iterator[Finding]:
    by_place: dict[str, list[int]] = {}
    hoped = set()
    for name, where in rows.items():
        match = subject.matches[name]
        row, spot = (
            subject.where(where[0]),
            partial(subject.place_in, subject.frame.geometry[where[0]]),
        )
        if match.place:
            by_place.setdefault(match.place, []).extend(where)
        elif match.how == "near":
            best = match.candidates[0]
            hoped.add(best.place)
            yield found("near-name", row, spot, name=name, place=best.place, score=best.score)
        else:
            known = ", ".join(subject.shipped)
            yield found("unmatched-name", row, spot, name=name or subject.where(where[0]), known=known)
        if match.how == "lost":
            yield found("lost-letters", row, spot, name=name, place=match.mended)
    for place, where in by_place.items():
        if len(where) > 1:
            yield _duplicate(subject, subject.catalog.name(place, "en"), where, place)
    for place in subject.shipped:
        if place not in by_place and place not in hoped:
            yield found("province-missing", place, place=subject.catalog.name(place, "en"), place_id=place)


def _damaged(subject: Boundary, rows: dict[str, list[int]]) -> Iterator[Finding]:
    mended = {}
    for name, where in rows.items():
        match = subject.matches.get(name)
        text = match.mended if match and match.how == "turned" else looks_damaged(name)
        if text:
            mended[name] = text
            yield found("damaged-name", subject.where(where[0]), name=name, mended=text)
    if mended and any("\u0400" <= ch <= "\u04ff" for name in rows if name not in mended for ch in name):
        yield found("mixed-encoding", "file", count=len(mended), sample=next(iter(mended)))


def encoding_findings(used: Encoding) -> Iterator[Finding]:
    """Tell how the encoding of names was found, unless the file settles it."""
    sample = next((", ".join(it.samples[:2]) for it in used.candidates if it.encoding == used.name), "")
    if used.mixed:
        other = next((it for it in used.candidates if it.encoding != "utf-8"), None)
        yield found("mixed-encoding", "file", count=used.mixed, sample=other.samples[0] if other else "")
    elif used.how == "detected" and used.name != "utf-8":
        if used.declared and used.candidates:
            yield found("encoding-contradicts", "file", declared=used.declared, encoding=used.name, sample=sample)
        else:
            yield found("encoding-guessed", "file", encoding=used.name, sample=sample or "see the names")


def about_findings(about: About) -> Iterator[Finding]:
    """See that a file says its time, source and licence."""
    if not about.period:
        yield found("no-period", "file")
    else:
        try:
            parse_period(about.period)
        except ReadError:
            yield found("bad-period", "file", period=about.period)
    if not about.source:
        yield found("no-source", "file")
    if not about.licence:
        yield found("no-licence", "file")
    elif _NON_COMMERCIAL.search(about.licence):
        yield found("non-commercial", "file", licence=about.licence)


def check_encoding(subject: Boundary) -> Iterator[Finding]:
    """See `encoding_findings`."""
    yield from encoding_findings(subject.frame.encoding)


def check_about(subject: Boundary) -> Iterator[Finding]:
    """See `about_findings`; an empty file is not asked for its papers."""
    if len(subject.frame.geometry):
        yield from about_findings(subject.frame.about)


def check_reading(subject: Boundary) -> Iterator[Finding]:
    """Tell what the reader noticed."""
    for code, values in subject.frame.notes:
        yield found(code, "file", **values)


def _matched(subject: Boundary) -> dict[str, int]:
    """Return the row of every province that just one valid row means."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(subject.names):
        match = subject.matches.get(name)
        if match and match.place and subject.measured[row]:
            rows.setdefault(match.place, []).append(row)
    return {place: where[0] for place, where in rows.items() if len(where) == 1}


def check_known(subject: Boundary) -> Iterator[Finding]:
    """Compare provinces with published areas, and with how the atlas draws them."""
    if not subject.frame.crs or subject.role != "provinces":
        return
    for place, row in _matched(subject).items():
        shape = subject.frame.geometry[row]
        area = float(subject.km2(np.array([shape], dtype=object))[0])
        printed = [(it.low, it.period) for it in subject.catalog.published_areas(place)]
        known = {f"{km2:,.0f} ({period})": km2 for km2, period in printed if km2 is not None}
        ours = subject.shipped.get(place)
        flat = subject.flat(np.array([shape], dtype=object))[0]
        if ours is not None:
            ours = moved(np.array([shapely.segmentize(ours, 0.25)], dtype=object), to_map)[0]
            known[f"{ours.area / 1e6:,.0f} (this atlas)"] = ours.area / 1e6
        if known and all(abs(area - km2) > _AREA_TOLERANCE * km2 for km2 in known.values()):
            name = subject.catalog.name(place, "en")
            spot = partial(subject.place_in, shape)
            yield found("area-differs", subject.where(row), spot, round(area), name=name, area=f"{area:,.0f}",
                        published="; ".join(known), place_id=place)  # fmt: skip
        if ours is not None:
            yield _distance(subject, place, row, flat, ours)


def _distance(subject: Boundary, place: str, row: int, theirs: Any, ours: Any) -> Finding:
    every_km = shapely.points(shapely.get_coordinates(shapely.segmentize(theirs.boundary, 1000)))
    away = shapely.distance(every_km, ours.boundary) / 1000
    shared = shapely.intersection(theirs, ours).area / max(shapely.union(theirs, ours).area, 1.0)
    return found(
        "distance", place, None, None, place=subject.catalog.name(place, "en"), median=f"{np.median(away):.1f}",
        ninth=f"{np.percentile(away, 90):.1f}", iou=f"{shared:.1%}", row=row + 1, place_id=place,
    )  # fmt: skip


OF_SHAPES: Final[tuple[Check, ...]] = (
    check_reading, check_location, check_presence, check_validity, check_detail, check_coverage,
)  # fmt: skip
"""What depends on the shapes, and on how rows are called, alone."""
CHECKS: Final[tuple[Check, ...]] = (*OF_SHAPES, check_names, check_encoding, check_about, check_known)
"""The registry: whatever is to be checked of a boundary file stands here."""

"""A view as a text file (``*.dala``): TOML that a person can read, with a version; also the kept session."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from geodata.catalog import Catalog
from geodata.classify import SCHEMES
from geodata.events import first_day
from geodata.model import LANGUAGES
from geodata.report import GeodataError, ReadError
from mapapp.files import write_whole
from mapapp.pngtext import read_texts
from mapapp.symbols import RAMPS
from mapapp.view import Extent, LayerState, MapView, Style

SUFFIX: Final = ".dala"
PNG_KEY: Final = "Dala-Atlas-View"
"""Keyword under which a picture carries its view."""
_VERSION: Final = 1
_BLANK: Final = LayerState("", visible=False)


def dumps(view: MapView) -> str:
    """Write a view as TOML; what is as shipped is left out."""
    import tomli_w

    data: dict[str, Any] = {"dala-atlas-view": _VERSION, "language": view.language, "date": view.date}
    if view.selection is not None:
        data["selection"] = view.selection
    if view.frame is not None:
        data["frame"] = [round(side) for side in view.frame]
    if not view.legend:
        data["legend"] = False
    if view.boundaries:
        data["boundaries"] = view.boundaries
    data["layers"] = [_layer_record(layer) for layer in view.layers]
    return tomli_w.dumps(data)


def _layer_record(layer: LayerState) -> dict[str, Any]:
    record = {key: value for key, value in asdict(layer).items() if key != "style" and value != getattr(_BLANK, key)}
    record["visible"] = layer.visible
    style = {key: value for key, value in asdict(layer.style).items() if value != getattr(Style(), key)}
    return record | ({"style": style} if style else {})


def loads(text: str, catalog: Catalog) -> MapView:
    """Read a view.

    Parameters
    ----------
    text
        What `dumps` wrote, perhaps changed by hand.
    catalog
        Knows which layers and provinces there are. A layer that it does not know is kept: its file may come back.

    Raises
    ------
    ReadError
        If the text is no view, of a later version, or holds a value that cannot be.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        raise ReadError(
            "Expected a map view in TOML, found a mistake in line {line}.", "Save the view again.", line=line
        ) from error
    version = raw.get("dala-atlas-view")
    if version != _VERSION:
        if version is None:
            raise ReadError(
                "Expected a map view, found a file without its mark.", "Choose a file saved by this program."
            )
        raise ReadError(
            "Expected a map view of version {known}, found version {version}.", "Save it with this version.",
            known=_VERSION, version=version,
        )  # fmt: skip
    return _view(raw, catalog)


def _wrong(key: str, value: object) -> ReadError:
    """Return the error of a value that cannot be, named as in the file."""
    return ReadError(
        "Expected a complete map view, found a wrong value: {key} = {value}.", "Mend or delete it.",
        key=key, value="—" if value is None else repr(value),
    )  # fmt: skip


def _view(raw: dict[str, Any], catalog: Catalog) -> MapView:
    records = raw.get("layers")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise _wrong("layers", records)
    layers = tuple(_layer(record) for record in records)
    ids = [layer.id for layer in layers]
    for layer_id in ids:
        if ids.count(layer_id) > 1:
            raise _wrong("id", layer_id)
    language = raw.get("language", "kk")
    if language not in LANGUAGES:
        raise _wrong("language", language)
    selection = raw.get("selection")
    if selection is not None and selection not in catalog.selectable:
        raise _wrong("selection", selection)
    date = raw.get("date", MapView(()).date)
    try:
        first_day(date)
    except (GeodataError, TypeError, ValueError, AttributeError) as error:
        raise _wrong("date", date) from error
    legend = raw.get("legend", True)
    if not isinstance(legend, bool):
        raise _wrong("legend", legend)
    boundaries = raw.get("boundaries", "")
    if not isinstance(boundaries, str):
        raise _wrong("boundaries", boundaries)
    return MapView(layers, language, date, selection, _frame(raw.get("frame")), legend, boundaries)


def _frame(sides: Any) -> Extent | None:
    if sides is None:
        return None
    try:
        xmin, ymin, xmax, ymax = (float(side) for side in sides)
    except (TypeError, ValueError) as error:
        raise _wrong("frame", sides) from error
    if not (-2e7 < xmin < xmax < 2e7 and -2e7 < ymin < ymax < 2e7):
        raise _wrong("frame", sides)
    return xmin, ymin, xmax, ymax


def _typed(default: Any, record: Any) -> dict[str, Any]:
    """Return the fields of a record that a dataclass has, each of the type that the default has."""
    if not isinstance(record, dict):
        raise _wrong(type(default).__name__.lower(), record)
    found = {}
    for field in fields(default):
        if field.name not in record:
            continue
        value, wanted = record[field.name], type(getattr(default, field.name))
        if wanted is tuple and isinstance(value, list) and all(type(part) in (int, float) for part in value):
            value = tuple(float(part) for part in value)
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is not wanted:
            raise _wrong(field.name, value)
        found[field.name] = value
    return found


def _layer(record: dict[str, Any]) -> LayerState:
    style = Style(**_typed(Style(), record.get("style", {})))
    given = _typed(_BLANK, {key: value for key, value in record.items() if key != "style"})
    layer = LayerState(**{"id": "", "visible": False, **given}, style=style)
    rising = list(style.breaks) == sorted(set(style.breaks))
    for key, value, right in (
        ("ramp", style.ramp, style.ramp in {"", *RAMPS}),
        ("scheme", style.scheme, style.scheme in {"", *SCHEMES}),
        ("classes", style.classes, 2 <= style.classes <= 5),
        ("width", style.width, 0 < style.width <= 10),
        ("breaks", list(style.breaks), rising),
        ("id", layer.id, bool(layer.id)),
        ("opacity", layer.opacity, 0 <= layer.opacity <= 1),
    ):
        if not right:
            raise _wrong(key, value)
    return layer


def write(view: MapView, path: Path) -> None:
    """Write a view to a temporary file and rename it into place."""
    write_whole(path, dumps(view).encode())


def read(path: Path, catalog: Catalog) -> MapView:
    """Read a view file, or the view out of a picture that was saved of it.

    Raises
    ------
    GeodataError
        If it cannot be read, or is no view.
    """
    try:
        if path.suffix.lower() == ".png":
            return loads(_of_picture(path), catalog)
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            "Expected a map view in UTF-8, found other bytes in {name}.", "Save the view again.", name=path.name
        ) from error
    except OSError as error:
        raise GeodataError(
            "Expected the map view {name}, but it cannot be read: {error}.", "Choose another file.",
            name=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    return loads(text, catalog)


def _of_picture(path: Path) -> str:
    text = read_texts(path).get(PNG_KEY)
    if text is None:
        raise ReadError(
            "Expected a picture saved by this program, found {name} without a map view.",
            "Choose a picture of the map, or a view (.dala).", name=path.name,
        )  # fmt: skip
    return text

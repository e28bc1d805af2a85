"""pyogrio without geopandas and pandas, which it brings in where it finds them and reading raw rows does not need."""

from __future__ import annotations

import sys
from typing import Final

_HEAVY: Final = ("geopandas", "pandas")


def import_pyogrio() -> None:
    """Import pyogrio; in the worker without geopandas, which saves half of its start.

    Anywhere else pyogrio comes in whole, as other code of the process may want its frames.
    """
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    lean = spec is not None and spec.name == "geodata.worker" and not {"pyogrio", *_HEAVY} & sys.modules.keys()
    if lean:
        sys.modules.update(dict.fromkeys(_HEAVY))  # type: ignore[arg-type]  # None stops an import, as if not installed
    try:
        import pyogrio  # noqa: F401
    finally:
        if lean:
            for name in _HEAVY:
                del sys.modules[name]

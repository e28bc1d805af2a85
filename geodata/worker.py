"""A process of its own for heavy work: ``python -m geodata.worker module:function '{"arg": ...}'``.

A crash inside a native library, or a person's cancel, costs this process and nothing else. The last line on
standard output is JSON: ``{"ok": result}`` or ``{"error": sentence, "hint": sentence}``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from geodata.report import GeodataError

_MEMORY_BYTES: Final = 4 * 1024**3


def limit_memory(most_bytes: int = _MEMORY_BYTES) -> None:
    """Hold this process to an address space, where the system knows such a limit."""
    if os.name == "posix":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def answer(job: str, arguments: str) -> dict[str, object]:
    """Run a job and return what goes to standard output.

    Parameters
    ----------
    job
        Dotted name ``module:function``.
    arguments
        JSON object of keyword arguments.
    """
    try:
        module, _, name = job.partition(":")
        return {"ok": getattr(import_module(module), name)(**json.loads(arguments))}
    except GeodataError as error:
        values = {name: str(value) for name, value in error.values.items()}
        return {"error": error.found, "hint": error.hint, "values": values}
    except MemoryError:
        return {"error": "Expected the work to fit in memory, but it did not.", "hint": "Take a smaller file."}
    except OSError as error:
        return {"error": f"The disk answered: {error.strerror or error}.", "hint": "Choose another folder."}
    except Exception as error:  # the process is the boundary: whatever happened must reach the window in words
        return {"error": f"The work failed ({type(error).__name__}: {error}).", "hint": "Nothing was changed."}


def main(argv: Sequence[str]) -> int:
    """Run the job named on the command line."""
    limit_memory()
    result = answer(*argv)
    print(json.dumps(result, default=str), flush=True)
    return 0 if "ok" in result else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

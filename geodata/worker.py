"""A process of its own for heavy work: ``python -m geodata.worker``, asked and answering in lines of JSON.

A crash inside a native library, or a person's cancel, costs this process and nothing else.

* On its input a line a request, ``{"do": "module:function", "with": {"argument": value}}``. It works until the input
  ends, so a process for one request is one whose input ends after a line.
* On its output a line an answer, in the order of the requests: ``{"ok": result}``, or ``{"error": sentence, "hint":
  sentence}``. A function that takes ``progress`` leads to lines before it: ``{"progress": share, "doing": what}``.
* Whoever asks again before the answer is there wants the new one alone: what tells ``progress`` stops at its next step
  and answers ``{"dropped": true}``.
* A function that takes ``desk`` is given the `Desk` of the process. What lies there spares work and is never needed:
  each request says all that it is about, so a new process answers it as well.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import IO, Any, Final

from geodata.desk import Desk
from geodata.report import GeodataError, ReadError

_MEMORY_BYTES: Final = 4 * 1024**3
_NO_MEMORY: Final = {
    "error": "Expected the work to fit in memory, but it did not.", "hint": "Take a smaller file.",
    "code": "out-of-memory",
}  # fmt: skip


class _DroppedError(Exception):
    """Another request waits."""


def limit_memory(most_bytes: int = _MEMORY_BYTES) -> None:
    """Hold this process to an address space, where the system knows such a limit."""
    if sys.platform != "linux":
        threading.Thread(target=_watch_memory, args=(most_bytes,), daemon=True).start()
    if os.name == "posix":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _watch_memory(most_bytes: int) -> None:
    """End this process when it grows too large, where the system does not hold it to a limit."""
    import psutil

    own = psutil.Process()
    while own.memory_info().rss < most_bytes:
        time.sleep(0.2)
    print(json.dumps(_NO_MEMORY), file=sys.__stdout__, flush=True)
    os._exit(1)


def answer(
    request: str, desk: Desk | None = None, tell: Callable[[float, str], None] = lambda _share, _what: None
) -> dict[str, object]:
    """Do what a request asks for and return the answer.

    Parameters
    ----------
    request
        A line of the input; see above.
    desk
        Of the process.
    tell
        Given to a function that takes ``progress``.
    """
    at_hand = desk or Desk()
    try:
        asked = json.loads(request)
        module, _, name = asked["do"].partition(":")
        function = getattr(import_module(module), name)
        given, takes = asked["with"], inspect.signature(function).parameters
        offered = {"progress": tell, "desk": at_hand}
        return {"ok": function(**given, **{name: it for name, it in offered.items() if name in takes})}
    except _DroppedError:
        return {"dropped": True}
    except GeodataError as error:
        values = {name: str(value) for name, value in error.values.items()}
        return {"error": error.found, "hint": error.hint, "values": values, "code": error.code}
    except MemoryError:
        at_hand.clear()
        return dict(_NO_MEMORY)
    except OSError as error:
        return {"error": f"The disk answered: {error.strerror or error}.", "hint": "Choose another folder."}
    except Exception as error:  # the process is the boundary: whatever happened must reach the window in words
        return {"error": f"The work failed ({type(error).__name__}: {error}).", "hint": "Nothing was changed."}


def request(job: str, arguments: Mapping[str, object]) -> str:
    """Return the line that asks for a function by its dotted name ``module:function``."""
    return json.dumps({"do": job, "with": dict(arguments)}) + "\n"


def call(
    job: str, arguments: Mapping[str, object], limit_s: float = 300,
    progress: Callable[[float, str], None] = lambda _share, _what: None,
) -> Any:  # fmt: skip
    """Run a job in a process of its own and wait for its result, as commands do.

    Parameters
    ----------
    job, arguments
        As for `request`.
    limit_s
        Seconds after which the process is ended.
    progress
        Told the share done, 0 to 1, and what is being done.

    Raises
    ------
    ReadError
        If the job failed (with its code), took too long (``out-of-time``), or its process ended (``reader-ended``).
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "geodata.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
    )  # fmt: skip
    lines: queue.Queue[str | None] = queue.Queue()
    assert process.stdin is not None
    assert process.stdout is not None
    stream = process.stdout
    threading.Thread(target=_hand_in, args=(process.stdin, request(job, arguments)), daemon=True).start()
    threading.Thread(target=_pass_on, args=(stream, lines), daemon=True).start()
    last, end = "", time.monotonic() + limit_s
    try:
        while (line := lines.get(timeout=max(end - time.monotonic(), 0.01))) is not None:
            last = line
            if line.startswith('{"progress"'):
                told = json.loads(line)
                progress(told["progress"], told["doing"])
    except queue.Empty:
        raise ReadError(
            f"Expected an answer within {limit_s:g} seconds, found none.", "Take a smaller file.", "out-of-time"
        ) from None
    finally:
        process.kill()
        process.wait()
        stream.close()
    return result(last)


def _hand_in(stream: IO[str], text: str) -> None:
    with contextlib.suppress(OSError), stream:  # a process that ended already reads no more; its answer tells
        stream.write(text)


def _pass_on(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def result(line: str) -> Any:
    """Return the result that an answer holds.

    Raises
    ------
    ReadError
        If it tells of an error, or is no answer.
    """
    try:
        found = json.loads(line)
    except ValueError:
        found = {"error": "The reader ended without an answer.", "code": "reader-ended",
                 "hint": "The file is broken, or larger than this computer can hold. Nothing was changed."}  # fmt: skip
    if "ok" in found:
        return found["ok"]
    raise ReadError(found["error"], found.get("hint", ""), code=found.get("code", ""), **found.get("values", {}))


def main() -> int:
    """Answer requests until the input ends."""
    limit_memory()
    requests: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_pass_on, args=(sys.stdin, requests), daemon=True).start()
    out, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed is no answer

    def say(line: Mapping[str, object]) -> None:
        print(json.dumps(line, default=str), file=out, flush=True)

    def tell(share: float, what: str) -> None:
        if not requests.empty() and requests.queue[0] is not None:
            raise _DroppedError
        say({"progress": round(share, 3), "doing": what})

    desk = Desk()
    while (line := requests.get()) is not None:
        say(answer(line, desk, tell))
    return 0


if __name__ == "__main__":
    sys.exit(main())

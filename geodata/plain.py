"""A parser whose errors are one sentence: what was expected, what was found, where help is."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Final, NoReturn

_SAID: Final = (
    (r"argument (\S+): invalid int value: '(.*)'", "Expected a whole number for {0}, found “{1}”."),
    (r"argument (\S+): invalid float value: '(.*)'", "Expected a number for {0}, found “{1}”."),
    (r"argument (\S+): invalid choice: '(.*?)' \(choose from (.*)\)", "Expected one of {2} for {0}, found “{1}”."),
    (r"argument (\S+): expected (?:one argument|at least one argument)", "Expected a value after {0}, found none."),
    (r"the following arguments are required: (.*)", "Expected {0}, found nothing."),
    (r"unrecognized arguments: (.*)", "Expected options that are known, found “{0}”."),
)


class PlainParser(argparse.ArgumentParser):
    """An `ArgumentParser` that says its errors in plain words and ends with 2; its commands do as well."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end."""
        said = f"{message[:1].upper()}{message[1:]}."
        for pattern, sentence in _SAID:
            found = re.fullmatch(pattern, message)
            if found:
                said = sentence.format(*(part.replace("'", "") for part in found.groups()))
        name = self.prog.removeprefix("python -m ").split()[0]
        print(f"{name}: {said} Type “{self.prog} --help” for what is possible.", file=sys.stderr)
        sys.exit(2)

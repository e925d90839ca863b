"""The standard parser of commands, speaking French: usage, titles and refusals."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

USAGE = "Usage : "
PHRASES = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"de trop ou inconnu : \1"),
    (r"argument (\S+): expected one argument", r"\1 demande une valeur"),
    (r"argument (\S+): expected at least one argument", r"\1 demande au moins une valeur"),
    (r"argument (\S+): invalid int value: (.*)", r"\1 demande un nombre entier, pas \2"),
    (r"argument (\S+): invalid choice: (.*?) \(choose from (.*)\)", r"\1 : \2 n'existe pas ; au choix : \3"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 est ambigu : \2"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 ne prend pas de valeur (\2)"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 ne va pas avec \2"),
    (r"argument (\S+): (.*)", r"\1 : \2"),
)


def translated(message: str) -> str:
    """The refusal of the standard library in French; itself when it is not one of those."""
    for pattern, phrase in PHRASES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(phrase)
    return message


class _Formatter(argparse.HelpFormatter):
    """Help whose usage is in French."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, USAGE if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that answers in French; status 2 when a command is not understood."""

    def __init__(self, **options: Any) -> None:
        asked = options.pop("add_help", True)
        super().__init__(**{"formatter_class": _Formatter, **options}, add_help=False)
        self._positionals.title, self._optionals.title = "À donner", "Options"
        if asked:
            self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        """Say what is not understood, then how it is written."""
        usage = self.format_usage().strip()
        print(f"Commande non comprise : {translated(message)}.\n{usage}", file=sys.stderr)
        sys.exit(2)

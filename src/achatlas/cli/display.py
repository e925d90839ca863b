"""What people see in a terminal, and what machines read instead."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from achatlas.domain.balance import Account
from achatlas.domain.errors import AchatlasError
from achatlas.domain.money import format_euros

NARROW = "\u202f"
PIPE = 1_000
Step = Callable[[str, int, int], None]
"""What a pipeline tells of its progress: a stage, what is done, of how much."""


def whole(number: int) -> str:
    """A whole number in French: 1 234 567."""
    return f"{number:,}".replace(",", NARROW).replace("-", "−")


def euros(account: Account) -> str:
    """An amount in French, to the cent."""
    return format_euros(account.centimes)


def _console(*, quiet: bool = False, stderr: bool = False) -> Console:
    """A terminal is as wide as it is; a file or a pipe is as wide as it needs."""
    console = Console(quiet=quiet, stderr=stderr, highlight=False)
    if not console.is_terminal:
        console.width = PIPE
    return console


class Display:
    """Rich on a terminal, one JSON document with ``--json``; errors go to the standard error."""

    def __init__(self, *, json_only: bool) -> None:
        self.json_only = json_only
        self.console = _console(quiet=json_only)

    def say(self, text: str) -> None:
        """One sentence for people, never cut: what reads a pipe finds the paths whole."""
        self.console.print(text, markup=False, soft_wrap=True)

    def title(self, subject: str, rest: str = "") -> None:
        """A blank line, then a title: its subject stands out."""
        self.console.print()
        self.console.print(Text(subject, style="bold"), Text(rest), soft_wrap=True)

    def machine(self, document: Mapping[str, Any]) -> None:
        """The answer for machines, on one line."""
        if self.json_only:
            print(json.dumps(document, ensure_ascii=False, sort_keys=True))

    def error(self, error: AchatlasError) -> None:
        """An expected error: one French sentence; with ``--json`` its parts too."""
        self.machine({"ok": False, **error.as_dict()})
        self.refuse(error)

    def refuse(self, error: AchatlasError) -> None:
        """The French sentence of an expected error, on the standard error."""
        _console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Step]:
        """A progress with one bar for each stage; nothing when a machine reads."""
        if self.json_only:
            yield lambda etape, done, total: None
            return
        columns = (
            TextColumn("{task.description:<24}"),
            BarColumn(32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as bars:
            tasks: dict[str, Any] = {}
            stages = ("nettoyage", "rapprochement", "classement", "cartes")

            def step(etape: str, done: int, total: int) -> None:
                line = "traitement" if etape in stages else etape
                if line not in tasks:
                    tasks[line] = bars.add_task(line, total=total)
                bars.update(tasks[line], completed=done, total=total)

            yield step

    def table(self, titles: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
        """A table for people; ``right`` are the columns aligned right."""
        shown = Table(box=None, header_style="bold", pad_edge=False)
        for rank, title in enumerate(titles):
            number = rank in right
            shown.add_column(title, justify="right" if number else "left", no_wrap=number, overflow="fold")
        for line in lines:
            shown.add_row(*map(Text, line))
        self.console.print(shown)

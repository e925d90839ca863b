"""What people see in a terminal, and what machines read instead."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from achatlas.domain.balance import Account
from achatlas.domain.errors import AchatlasError
from achatlas.domain.money import format_euros
from achatlas.pipeline import Progress as Step
from achatlas.pipeline import silent
from achatlas.store.register import Bilan

NARROW = "\u202f"


def whole(number: int) -> str:
    """A whole number in French: 1 234 567."""
    return f"{number:,}".replace(",", NARROW).replace("-", "−")


def euros(account: Account) -> str:
    """An amount in French, to the cent."""
    return format_euros(account.centimes)


class Display:
    """Rich on a terminal, one JSON document with ``--json``; errors go to the standard error."""

    def __init__(self, *, json_only: bool) -> None:
        self.json_only = json_only
        self.console = Console(quiet=json_only, highlight=False)

    def say(self, text: str) -> None:
        """One sentence for people."""
        self.console.print(text)

    def machine(self, document: Mapping[str, Any]) -> None:
        """The answer for machines, on one line."""
        if self.json_only:
            print(json.dumps(document, ensure_ascii=False, sort_keys=True))

    def error(self, error: AchatlasError) -> None:
        """An expected error: one French sentence; with ``--json`` its parts too."""
        self.machine({"ok": False, **error.as_dict()})
        Console(stderr=True, highlight=False).print(str(error), style="red", markup=False, soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Step]:
        """A progress with one bar for each stage; nothing when a machine reads."""
        if self.json_only:
            yield silent
            return
        columns = (TextColumn("{task.description:<24}"), BarColumn(32), MofNCompleteColumn(), TimeElapsedColumn())
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
            shown.add_column(title, justify="right" if rank in right else "left", overflow="fold")
        for line in lines:
            shown.add_row(*line)
        self.console.print(shown)

    def bilans(self, bilans: Sequence[Bilan]) -> None:
        """The balance of every file and edge: read, accepted, rejected, excluded, repeated; ✓ when nothing is missing."""
        titles = ("étape", "objet", "lues", "acceptées", "rejetées", "exclues", "doublons", "€ HT lus", "€ HT acceptés", "")
        lines = [_balance_line(bilan) for bilan in bilans]
        self.table(titles, lines, right=range(2, 9))


def _balance_line(bilan: Bilan) -> list[str]:
    account = bilan.compte
    sums = [sum(a.lignes for a in bucket.values()) for bucket in (account.rejets, account.exclus, account.doublons)]
    counts = [account.lu.lignes, account.acceptes.lignes, *sums]
    verdict = "✓" if account.equilibre else "▲ écart"
    return [bilan.etape, bilan.objet, *map(whole, counts), euros(account.lu), euros(account.acceptes), verdict]


"""What people see in a terminal, and what machines read instead."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from achatlas.domain.balance import Account, Ledger
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
            shown.add_row(*line)
        self.console.print(shown)

    def bilans(self, bilans: Sequence[Bilan]) -> None:
        """The balance of every edge, then of every file; ✓ when nothing is missing, in lines as in cents."""
        titles = ("", "étape, objet", "lues", "acceptées", "écartées", "€ HT lus")
        ordered = sorted(bilans, key=lambda b: (b.etape != "lecture", b.etape, b.objet))
        self.table(titles, [_balance_line(bilan) for bilan in ordered], right=range(2, 6))
        for bilan in ordered:
            if bilan.etape != "lecture":
                self.say(f"\n[bold]{bilan.etape}, {bilan.objet}[/bold] : ce qui a été écarté, et pourquoi")
                self.table(("", "motif", "lignes", "€ HT"), _reasons(bilan.compte), right=(2, 3))


def _balance_line(bilan: Bilan) -> list[str]:
    account = bilan.compte
    verdict = "✓" if account.equilibre else "▲"
    left = account.lu.lignes - account.acceptes.lignes
    counts = [whole(n) for n in (account.lu.lignes, account.acceptes.lignes, left)]
    read = format_euros(account.lu.centimes, decimales=False)
    return [verdict, f"{bilan.etape}, {bilan.objet}", *counts, read]


def _reasons(ledger: Ledger) -> list[list[str]]:
    buckets = (("rejet", ledger.rejets), ("exclu", ledger.exclus), ("doublon", ledger.doublons))
    lines = [(kind, name, account) for kind, bucket in buckets for name, account in bucket.items()]
    ordered = sorted(lines, key=lambda line: -line[2].centimes_absolus)
    return [[kind, name, whole(account.lignes), euros(account)] for kind, name, account in ordered]

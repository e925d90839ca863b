"""The marchés of the operator: what, for whom, until when, and whether the amount is a plafond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse.crossed import Row
from achatlas.analyse.fiche import Fiche
from achatlas.domain.nombres import accord, montant, montant_lisible, unite_de
from achatlas.langues import dire
from achatlas.screens import liens
from achatlas.screens.lignes import nom_court, objet
from achatlas.screens.operateurs.demande import Question

SHOWN = 10
MOIS = 12
LARGEUR = 100


@dataclass(frozen=True)
class Marche:
    """A marché: object, buyer, dates written, its bar in the calendar (per cent), amount."""

    objet: str
    acheteur: str
    notifie: str
    fin: str
    texte: str
    plafond: bool
    en_cours: bool
    href: str
    x: str = ""
    largeur: str = ""
    bout: str = ""


@dataclass(frozen=True)
class Marches:
    """The calendar of the marchés: those running first, then the latest; its first and last years."""

    phrase: str
    rangs: tuple[Marche, ...]
    nombre: int
    en_cours: int
    unite: str
    debut: str = ""
    fin: str = ""
    jour: str = ""


def end(row: Row) -> date | None:
    """When a marché ends: its notification and its duration in months; None when one is unknown."""
    start, months = row["date_notification"], row["duree_mois"]
    if not start or not months:
        return None
    years, month = divmod(start.month - 1 + int(months), MOIS)
    return date(start.year + years, month + 1, min(start.day, 28))


def running(row: Row, today: date) -> bool:
    """Whether a marché is known to run today."""
    last = end(row)
    return last is not None and row["date_notification"] <= today < last


def marches(one: Fiche, asked: Question, today: date) -> Marches:
    """The marchés of the view, all years."""
    rows = sorted(one.marches, key=lambda row: (not running(row, today), _latest(row)))
    unite = unite_de(max((row["montant_ht_centimes"] for row in rows), default=0))
    shown, live = rows[:SHOWN], sum(running(row, today) for row in rows)
    span = _span(shown, today)
    told = tuple(_marche(row, asked, today, unite, span) for row in shown)
    first, last = (str(day.year) for day in span) if span else ("", "")
    here = _at(today, span) if span else ""
    return Marches(_phrase(rows, live), told, len(rows), live, unite, first, last, here)


def _latest(row: Row) -> int:
    day = row["date_notification"]
    return -day.toordinal() if day else 0


def _phrase(rows: Sequence[Row], live: int) -> str:
    if not rows:
        return ""
    plafond = sum(row["montant_plafond_centimes"] for row in rows)
    told = f"{accord(len(rows), 'marché')}, {accord(live, 'connu en cours', 'connus en cours')}"
    if not plafond:
        return told
    return dire(
        "{told} ; dont {plafond} de plafonds d’accords-cadres, qui ne sont pas une dépense",
        told=told,
        plafond=montant_lisible(plafond),
    )


def _span(rows: Sequence[Row], today: date) -> tuple[date, date] | None:
    """The years that the calendar covers: whole ones."""
    days = [day for row in rows for day in (row["date_notification"], end(row)) if day]
    if not days:
        return None
    return date(min(days).year, 1, 1), date(max(*days, today).year + 1, 1, 1)


def _at(day: date, span: tuple[date, date]) -> str:
    first, last = span
    share = (day - first).days / max((last - first).days, 1)
    return f"{LARGEUR * min(max(share, 0), 1):.1f}%"


def _marche(row: Row, asked: Question, today: date, unite: str, span: tuple[date, date] | None) -> Marche:
    start, last = row["date_notification"], end(row)
    bar = _bar(start, last, span) if start and span else {}
    return Marche(
        objet(row["objet"]),
        nom_court(asked, str(row["acheteur_siren"])),
        f"{start:%d/%m/%Y}" if start else "inconnue",
        f"{last:%m/%Y}" if last else "inconnue",
        montant(row["montant_ht_centimes"], unite),
        bool(row["montant_plafond_centimes"]),
        running(row, today),
        liens.marche(asked, str(row["marche_cle"])),
        **bar,
    )


def _bar(start: date, last: date | None, span: tuple[date, date]) -> dict[str, str]:
    """The bar of a marché, with a tick at its end when it is known."""
    first, final = (float(_at(day, span)[:-1]) for day in (start, last or start))
    bout = f"{final:.1f}%" if last else ""
    return {"x": f"{first:.1f}%", "largeur": f"{max(final - first, 0.8):.1f}%", "bout": bout}

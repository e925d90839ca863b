"""What a heat map leads to: the suppliers that several buyers pay, and the marchés that end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import gate
from achatlas.analyse.crossed import Row
from achatlas.analyse.matrice import Paid, fins
from achatlas.analyse.selection import Selection
from achatlas.domain.jours import later
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, in_french, translated
from achatlas.marks import Dessin, _calendrier
from achatlas.marks._calendrier import Barre
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.liens import marche

MONTHS, FAR, SHOWN, ALL = 18, 120, 10, 1_000
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True)
class Commun:
    """A supplier that several buyers pay: who they are, how much together, of what share."""

    nom: str
    href: str
    acheteurs: int
    noms: str
    montant: str
    part: str


@dataclass(frozen=True)
class Fin:
    """A marché that ends: its last day, whose it is, what it buys, its amount, its page."""

    fin: str
    acheteur: str
    objet: str
    montant: str
    href: str


def communs(
    demande: Demande, axe: str, shared: Sequence[Paid], total: int, noms: Mapping[str, str]
) -> list[Commun]:
    """Suppliers that several buyers pay; ``noms`` are those of the buyers."""
    libelles = gate.noms(demande.axes[axe], [one.membre for one in shared], demande.acces.scope)
    return [
        Commun(
            nom=lisser(libelles.get(one.membre, one.membre)),
            href=demande.fiche(one.membre),
            acheteurs=len(one.colonnes),
            noms=", ".join(sorted(noms.get(code, code) for code in one.colonnes)),
            montant=montant_lisible(one.total),
            part=signed(pourcent(one.total, total)),
        )
        for one in shared
    ]


def ending(demande: Demande, day: date, months: int = MONTHS) -> tuple[Row, ...]:
    """The marchés of a selection that end in the months to come, each once."""
    rows = fins(demande.selection, demande.acces.scope, day, later(day, months))
    return tuple({row["marche_cle"]: row for row in reversed(rows)}.values())[::-1]


def listed(demande: Demande, rows: Sequence[Row]) -> list[Fin]:
    """The next marchés to end."""
    return [
        Fin(
            fin=_day(row),
            acheteur=_acheteur(demande, row),
            objet=in_french(lisser(row["objet"] or "")),
            montant=montant_lisible(row["montant_ht_centimes"]),
            href=_page(demande, row),
        )
        for row in rows[:SHOWN]
    ]


def calendar(demande: Demande, rows: Sequence[Row], day: date) -> Dessin:
    """The same, drawn."""
    barres = [
        Barre(
            _acheteur(demande, row),
            row["date_notification"],
            date.fromisoformat(row["fin_prevue"]),
            _page(demande, row),
        )
        for row in rows[:SHOWN]
    ]
    return _calendrier.dessiner(barres, day, later(day, MONTHS))


def horizon(day: date) -> str:
    """« mai 2028 »: where the months to come end."""
    end = later(day, MONTHS)
    return f"{translated(MOIS[end.month - 1])} {end.year}"


def told(rows: Sequence[Row], day: date) -> str:
    """« 6 marchés de 5 acheteurs finissent d'ici mai 2028 »."""
    whose = len({row["acheteur_siren"] for row in rows})
    some, end = accord(len(rows), "marché"), horizon(day)
    if whose > 1:
        whom = accord(whose, "acheteur")
        return dire("{marches} de {acheteurs} finissent d’ici {fin}", marches=some, acheteurs=whom, fin=end)
    many = len(rows) > 1
    return dire(
        "{marches} finissent d’ici {fin}" if many else "{marches} finit d’ici {fin}", marches=some, fin=end
    )


def marches(demande: Demande, segment: str) -> str:
    """The address of the marchés of a segment, of all years."""
    choix = Selection().only("segment", [segment]) if segment else Selection()
    return demande.adresse(choix, "/marches/", exercice=TOUS, contre="")


def _day(row: Row) -> str:
    return f"{date.fromisoformat(row['fin_prevue']):%d/%m/%Y}"


def _acheteur(demande: Demande, row: Row) -> str:
    siren = str(row["acheteur_siren"])
    known = siren in demande.territoire.sirens
    return demande.territoire.acheteur(siren).dit if known else siren


def _page(demande: Demande, row: Row) -> str:
    return marche(demande, str(row["marche_cle"]))

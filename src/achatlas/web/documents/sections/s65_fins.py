"""The marchés that end in the months to come: a calendar and its table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from achatlas.analyse.crossed import Row
from achatlas.containers.documents.modele import Bloc, Calendrier, Duree, Note, Section, Tableau
from achatlas.domain.jours import later
from achatlas.domain.nombres import accord, arrondi, lisser, montant_lisible
from achatlas.screens import communs
from achatlas.screens.lignes import nom_court
from achatlas.web.documents.sujet import Sujet

DRAWN, LISTED, CUT = 22, 30, 60


def section(sujet: Sujet) -> Section | None:
    """What ends within eighteen months."""
    rows = communs.ending(sujet.marches, sujet.jour)
    if not rows:
        return None
    biggest = sorted(rows, key=lambda row: (-row["montant_ht_centimes"], row["marche_cle"]))[:LISTED]
    shown = sorted(biggest, key=lambda row: (row["fin_prevue"], row["marche_cle"]))
    blocs: list[Bloc] = [_calendar(sujet, shown[:DRAWN]), _table(sujet, shown)]
    if len(rows) > LISTED:
        blocs.append(Note(f"Les {LISTED} plus gros, sur {accord(len(rows), 'marché')}."))
    told = (
        ("Fin d’un marché",
         "Dernière fin : écrite au registre, à défaut notification et durée ; un marché sans "
         "l’une ni l’autre n’est pas là."),
    )  # fmt: skip
    return Section("Ce qui finit bientôt", f"{communs.told(rows, sujet.jour)}.", tuple(blocs), told)


def _name(sujet: Sujet, row: Row) -> str:
    told = lisser(str(row["objet"] or "sans objet"))
    told = _short(told, CUT)
    return f"{nom_court(sujet.demande, str(row['acheteur_siren']))}, {told}" if sujet.commun else told


def _short(told: str, most: int = 40) -> str:
    """A text cut between two words, when it is longer than so many signs."""
    return told if len(told) <= most else told[: most - 1].rsplit(" ", 1)[0] + "…"


def _calendar(sujet: Sujet, rows: Sequence[Row]) -> Calendrier:
    start = date(sujet.jour.year - 1, 1, 1)
    end = later(sujet.jour, communs.MONTHS + 1)
    span = (end - start).days

    def at(day: date) -> int:
        return min(max(arrondi(1000 * (day - start).days, span), 0), 1000)

    def lasting(row: Row) -> Duree:
        last = date.fromisoformat(row["fin_prevue"])
        begun = row["date_notification"] or last
        return Duree(_short(_name(sujet, row)), at(begun), at(last), f"{last:%d/%m/%Y}")

    durees = tuple(map(lasting, rows))
    years = tuple((at(date(year, 1, 1)), str(year)) for year in range(start.year, end.year + 1))
    told = "de la notification à la fin ; pointillé : le jour de ce document"
    return Calendrier("Calendrier", told, years, at(sujet.jour), durees)


def _table(sujet: Sujet, rows: Sequence[Row]) -> Tableau:
    lines = tuple(
        (f"{date.fromisoformat(row['fin_prevue']):%d/%m/%Y}", _name(sujet, row),
         lisser(str(row.get("fournisseur_libelle", ""))),
         montant_lisible(row["montant_ht_centimes"]))
        for row in rows
    )  # fmt: skip
    if not any(line[2] for line in lines):
        kept = tuple((one[0], one[1], one[3]) for one in lines)
        heads = ("Fin", "Marché", "montant HT")
        return Tableau("Les mêmes, en clair", "", heads, (2, 11, 3), (False, False, True), kept)
    heads4 = ("Fin", "Marché", "Titulaire", "montant HT")
    return Tableau("Les mêmes, en clair", "", heads4, (2, 8, 5, 3), (False, False, False, True), lines)

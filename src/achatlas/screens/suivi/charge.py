"""The work of the months to come: how many consultations to launch, reconductions to decide, marchés that
end, month by month; and the marchés behind each number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import gate
from achatlas.domain.nombres import accord, montant_lisible
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.marks.serie import abrege
from achatlas.screens.communs import MOIS
from achatlas.screens.suivi.fins import Fin
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.charge import Poste, Tache, ahead, an, nombre, of_month, postes
from achatlas.watch.fins import fins

PASSE = "passe"
"""What an address says of what should be done already."""
TITRES = {
    Tache.LANCER: "Consultations à lancer",
    Tache.RECONDUIRE: "Reconductions à décider",
    Tache.FIN: "Marchés qui finissent",
}
COMPTES = {
    Tache.LANCER: "consultation à lancer,consultations à lancer",
    Tache.RECONDUIRE: "reconduction à décider,reconductions à décider",
    Tache.FIN: "marché qui finit,marchés qui finissent",
}


def every(regard: Regard) -> tuple[Poste, ...]:
    """What is to be done of the marchés of the view within the months of the page."""

    def compute() -> tuple[Poste, ...]:
        below, today = regard.subsequents, regard.today
        coming = (
            (one, fins(one, today, HORIZON, regard.veille, below.get(one.marche_cle, ())))
            for one in regard.suivis
        )
        return postes(coming, today, HORIZON)

    found: tuple[Poste, ...] = gate.recent(regard.scope, ("charge", regard.today), compute)
    return found


def codes(today: date) -> tuple[str, ...]:
    """What an address may say of a month: none, « passe », « 2027-03 »."""
    return ("", PASSE, *(f"{month:%Y-%m}" for month in ahead(today, HORIZON)))


@dataclass(frozen=True)
class Choix:
    """What is asked: a kind of things, and the code of a month that ``codes`` holds."""

    tache: Tache
    mois: str

    @property
    def month(self) -> date | None:
        """Its first day; None for what is past."""
        return None if self.mois == PASSE else date.fromisoformat(f"{self.mois}-01")

    def of(self, some: Sequence[Poste], today: date) -> tuple[Poste, ...]:
        """Those of these things that are asked."""
        return of_month(some, self.tache, self.month, today)

    @property
    def titre(self) -> str:
        """« Consultations à lancer »."""
        return translated(TITRES[self.tache])

    @property
    def dit(self) -> str:
        """« mars 2027 », « jour déjà passé »."""
        month = self.month
        return translated("jour déjà passé") if month is None else f"{_mois(month)} {month.year}"


def _mois(month: date) -> str:
    return translated(MOIS[month.month - 1])


def kept(regard: Regard, choix: Choix) -> list[Fin]:
    """The marchés behind a number, each with what is to be done of it."""
    found = choix.of(every(regard), regard.today)
    return [Fin(one.suivi, one.echeance, tuple(one.coming)) for one in found]


def titre(regard: Regard, choix: Choix) -> str:
    """« 12 consultations à lancer : mars 2027 »."""
    number = nombre(choix.of(every(regard), regard.today))
    return dire("{nombre} : {mois}", nombre=accord(number, *COMPTES[choix.tache].split(",")), mois=choix.dit)


def phrase(regard: Regard, choix: Choix) -> list[str]:
    """For how many marchés, and what is paid on them in a year."""
    found = choix.of(every(regard), regard.today)
    said = dire("{marches}, {montant} payés dessus en un an.", marches=accord(len(found), "marché"),
                montant=montant_lisible(an(found)))  # fmt: skip
    lots = translated("Les lots d’une consultation comptent pour une.")
    return [said, lots] if choix.tache is Tache.LANCER and nombre(found) < len(found) else [said]


@dataclass(frozen=True)
class Case:
    """A number of a month: how many, how high its bar is, what is paid in a year, where the marchés are."""

    code: str
    nombre: int
    dit: str
    an: str
    haut: str
    reste: str
    href: str


@dataclass(frozen=True)
class Colonne:
    """A month, or what is past: its short name, its year where that is not told yet, its whole name."""

    nom: str
    annee: str
    entier: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Charge:
    """The rows by name, the months, and the whole in a sentence."""

    rangs: tuple[str, ...]
    colonnes: tuple[Colonne, ...]
    phrase: str


def charge(regard: Regard) -> Charge:
    """The work of the months to come, what should be done already first."""
    some, months = every(regard), [code for code in codes(regard.today) if code]
    cells = {(t, code): Choix(t, code).of(some, regard.today) for code in months for t in Tache}
    highest = {t: max(nombre(cells[t, code]) for code in months if code != PASSE) for t in Tache}
    columns = tuple(_colonne(regard, code, cells, highest) for code in months)
    return Charge(tuple(map(translated, TITRES.values())), columns, _whole(regard, some))


def _colonne(
    regard: Regard,
    code: str,
    cells: Mapping[tuple[Tache, str], Sequence[Poste]],
    highest: Mapping[Tache, int],
) -> Colonne:
    first = Choix(Tache.LANCER, code)
    month = first.month
    drawn = tuple(_case(regard, Choix(t, code), cells[t, code], highest[t]) for t in Tache)
    if month is None:
        return Colonne(translated("passé"), "", first.dit, drawn)
    told = month.month == 1 or code == f"{regard.today:%Y-%m}"
    return Colonne(abrege(_mois(month)), str(month.year) if told else "", first.dit, drawn)


def _case(regard: Regard, choix: Choix, found: Sequence[Poste], highest: int) -> Case:
    number = nombre(found)
    high = min(number, highest)
    return Case(
        code=str(choix.tache),
        nombre=number,
        dit=accord(number, *COMPTES[choix.tache].split(",")),
        an=montant_lisible(an(found)) if an(found) > 0 else "",
        haut=pour_cent(high, max(highest, 1)),
        reste=pour_cent(max(highest, 1) - high, max(highest, 1)),
        href=regard.adresse(tache=str(choix.tache), mois=choix.mois) if number else "",
    )


def _whole(regard: Regard, some: Sequence[Poste]) -> str:
    told = [accord(_count(regard, some, one), *COMPTES[one].split(",")) for one in Tache]
    late = nombre(Choix(Tache.LANCER, PASSE).of(some, regard.today))
    said = dire("{lancer}, {reconduire}, {finir}.", **dict(zip(map(str, Tache), told, strict=True)))
    if not late:
        return said
    return f"{said} {dire('À lancer, jour déjà passé : {nombre}.', nombre=str(late))}"


def _count(regard: Regard, some: Sequence[Poste], tache: Tache) -> int:
    """How many of a kind, each once whatever its month, what is past aside."""
    return nombre(one for one in some if one.tache is tache and one.jour >= regard.today)

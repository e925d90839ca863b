"""Marchés on one scale of time, by segment and buyer: each with its firm period, its reconductions, its last
end and the day before which to launch what follows, drawn and written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.domain.nombres import accord, lisser
from achatlas.langues import dire, in_french, translated
from achatlas.marks import Dessin, _frise
from achatlas.marks._frise import Echelle, Life
from achatlas.screens.suivi.fins import DOUBTS, TEINTES, UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.fins import Echeance, Etat, Genre, fins
from achatlas.watch.fins_mots import etat_dit
from achatlas.watch.suivi import Suivi

FAR, DRAWN, LONG = 1_200, 45, 130
"""Months: all that is ahead of a marché. Marchés of a segment, signs of an object that are shown at most."""
TOLD = (Etat.RETARD, Etat.MAINTENANT)
Drawn = tuple[Suivi, Echeance | None, Dessin]
"""A marché, its last end with the day to launch what follows, its drawing."""


@dataclass(frozen=True)
class Ligne:
    """A marché: what it is, its drawing, and the same in words; its number when several bear its name."""

    objet: str
    numero: str
    href: str
    d: Dessin
    fin: str
    sous: str
    lancer: str
    etat: str
    teinte: str
    note: str
    soi: bool


@dataclass(frozen=True)
class Bloc:
    """The marchés of a buyer, "" for the one that is followed."""

    acheteur: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True)
class Groupe:
    """A segment: its name, where it leads, its marchés by buyer, how many are left out, where they are."""

    segment: str
    href: str
    blocs: tuple[Bloc, ...]
    reste: int
    tous: str


@dataclass(frozen=True)
class Frise:
    """What is behind every line, and the segments; ``commun``: the common day is drawn at the horizon."""

    fond: Dessin
    groupes: tuple[Groupe, ...]
    commun: str = ""


def frise(regard: Regard, some: Sequence[Suivi], horizon: date, commun: str = "") -> Frise:
    """The lines of the marchés whose end is known, by segment, then buyer, the first to end first."""
    told = [(one, _launch(regard, one)) for one in some if one.ends]
    lives = [_life(one, launch) for one, launch in told]
    scale = Echelle.of(lives, regard.today, horizon)
    drawn = [(*one, _frise.dessiner(life, scale)) for one, life in zip(told, lives, strict=True)]
    found: dict[str, list[Drawn]] = {}
    for one in sorted(drawn, key=lambda one: (one[0].segment_code, one[0].ends[-1], one[0].marche_cle)):
        found.setdefault(one[0].segment_code, []).append(one)
    groups = tuple(_groupe(regard, code, those) for code, those in found.items())
    return Frise(_frise.fond(scale, regard.today, horizon), groups, commun)


def _groupe(regard: Regard, code: str, some: Sequence[Drawn]) -> Groupe:
    return Groupe(
        regard.segment(code) or translated("À qualifier"),
        regard.adresse(f"fenetres/{code}/") if code and regard.commun is not None else "",
        tuple(_blocs(regard, some[:DRAWN])),
        max(len(some) - DRAWN, 0),
        regard.adresse("registre/", segment=code, etat="en_cours"),
    )


def _life(one: Suivi, lancer: Echeance | None) -> Life:
    return Life(one.date_notification, one.ends, lancer.agir if lancer else None)


def _launch(regard: Regard, one: Suivi) -> Echeance | None:
    """The last end with the day before which to launch what follows; no consultation follows a convention
    between members.
    """
    below = regard.subsequents.get(one.marche_cle, ())
    told = () if one.entre_membres else fins(one, regard.today, FAR, regard.veille, below)
    return next((end for end in told if end.genre is Genre.FIN), None)


def _blocs(regard: Regard, some: Sequence[Drawn]) -> list[Bloc]:
    """The marchés of each buyer, the one that is followed first."""
    found: dict[str, list[Drawn]] = {}
    for one in some:
        found.setdefault(one[0].acheteur_siren, []).append(one)
    order = sorted(found, key=lambda siren: (siren != regard.acheteur, regard.nom(siren)))
    return [Bloc(regard.autre(siren), tuple(_lignes(regard, found[siren]))) for siren in order]


def _lignes(regard: Regard, some: Sequence[Drawn]) -> list[Ligne]:
    names = [_named(suivi) for suivi, _, _ in some]
    again = Counter(names)
    return [_ligne(regard, one, nom, again[nom] > 1) for one, nom in zip(some, names, strict=True)]


def _named(one: Suivi) -> str:
    objet = in_french(lisser(one.objet or translated(UNTITLED)))
    return objet if len(objet) <= LONG else f"{objet[:LONG].rsplit(' ', 1)[0]}…"


def _ligne(regard: Regard, drawn: Drawn, nom: str, again: bool) -> Ligne:
    suivi, lancer, dessin = drawn
    etat = lancer.etat if lancer and lancer.etat in TOLD else None
    return Ligne(
        objet=nom,
        numero=suivi.marche_id if again else "",
        href=regard.page(suivi),
        d=dessin,
        fin=f"{suivi.ends[-1]:%d/%m/%Y}",
        sous=_renewed(suivi),
        lancer=f"{lancer.agir:%d/%m/%Y}" if lancer and lancer.agir else "",
        etat=etat_dit(etat) if etat else "",
        teinte=TEINTES[etat] if etat else "",
        note=_note(suivi, lancer),
        soi=bool(regard.acheteur) and regard.acheteur in suivi.payers,
    )


def _renewed(suivi: Suivi) -> str:
    """« ferme 31/12/2025, 2 reconductions », and how the end is known when it is not written."""
    first, *others = suivi.ends
    told = [translated(DOUBTS[suivi.fin_origine])] if suivi.fin_origine in DOUBTS else []
    if others:
        said = {"jour": f"{first:%d/%m/%Y}", "reconductions": accord(len(others), "reconduction")}
        told.append(dire("ferme {jour}, {reconductions}", **said))
    return " ; ".join(told)


def _note(suivi: Suivi, lancer: Echeance | None) -> str:
    """What is not as usual: a convention between members, an unknown first day, an unknown procedure."""
    if suivi.entre_membres:
        return translated("convention entre membres")
    unknown = [] if suivi.date_notification else [translated("notification inconnue")]
    if lancer is None or lancer.agir is None:
        unknown.append(translated("procédure inconnue"))
    return ", ".join(unknown)

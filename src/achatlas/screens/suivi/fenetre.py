"""The joint window of a segment: the common day, what each marché does for it, and a calendar of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.domain.jours import later
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import dire, in_french, translated
from achatlas.screens.suivi.fins import UNTITLED, holders
from achatlas.screens.suivi.frise import Frise, frise
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.conventions import parted
from achatlas.watch.fenetres import Fenetre, Place, fenetre
from achatlas.watch.fenetres_mots import phrases
from achatlas.watch.possibles import Acte
from achatlas.watch.suivi import Suivi

ACTES = {
    Acte.RIEN: ("rien à faire", "ok"),
    Acte.NE_PAS_RECONDUIRE: ("ne pas reconduire", "fort"),
    Acte.RECONDUIRE: ("reconduire jusque-là", "fort"),
    Acte.PROLONGER: ("prolonger par avenant", "terre"),
    Acte.RELAIS: ("laisser finir", "terre"),
    Acte.HORS_FENETRE: ("hors fenêtre", "neutre"),
}


@dataclass(frozen=True)
class Rang:
    """A marché of the segment: whose it is, what it does for the window, and why."""

    acheteur: str
    objet: str
    href: str
    titulaire: str
    an: str
    acte: str
    teinte: str
    phrases: tuple[str, ...]
    soi: bool


def alive(regard: Regard, segment: str) -> list[Suivi]:
    """The marchés of a segment, of every buyer, that are not over: those whose end is unknown too."""
    kept = (one for one in regard.communs if one.segment_code == segment)
    return [one for one in kept if one.last_end is None or one.last_end >= regard.today]


def best(regard: Regard, some: Sequence[Suivi]) -> Fenetre | None:
    """The best common day of these marchés; None when nothing brings two buyers together."""
    return fenetre(some, regard.today, regard.veille)


def rangs(regard: Regard, found: Fenetre, some: Sequence[Suivi]) -> list[Rang]:
    """The rows of a window: those in it first, the heaviest first; marchés subséquents go with theirs."""
    known = {one.marche_cle: one for one in some}
    order = sorted(found.places, key=lambda p: (not p.dedans, -p.an, p.marche_cle))
    return [_rang(regard, place, known[place.marche_cle]) for place in order]


def _rang(regard: Regard, place: Place, suivi: Suivi) -> Rang:
    acte, teinte = ACTES[place.acte]
    return Rang(
        acheteur=regard.nom(place.acheteur_siren),
        objet=in_french(lisser(suivi.objet or translated(UNTITLED))),
        href=regard.page(suivi),
        titulaire=holders(suivi),
        an=montant_lisible(place.an) if place.an else translated("inconnu"),
        acte=translated(acte),
        teinte=teinte,
        phrases=phrases(place),
        soi=bool(regard.acheteur) and regard.acheteur in suivi.payers,
    )


def calendrier(regard: Regard, some: Sequence[Suivi], found: Fenetre | None) -> Frise | None:
    """The marchés whose end is known, by buyer, until the common day; None when no end is."""
    told, _ = parted(one for one in some if one.ends)
    far = later(regard.today, regard.veille.months("fenetres", "horizon_mois"))
    common = translated("fin commune") if found else ""
    return frise(regard, told, found.jour if found else far, common) if told else None


def conventions(regard: Regard, some: Sequence[Suivi]) -> list[tuple[str, str]]:
    """The conventions between members, which are not to be tendered: what, between whom, their pages."""
    _, apart = parted(some)
    return [(f"{_between(regard, one)} : {in_french(lisser(one.objet))}", regard.page(one)) for one in apart]


def _between(regard: Regard, one: Suivi) -> str:
    return f"{regard.nom(one.acheteur_siren)} → {regard.noms(one.fournisseurs)}"


def alone(some: Sequence[Suivi]) -> str:
    """Why there is no window."""
    if not some:
        return translated("Aucun marché de ce segment n’est en cours.")
    if len({one.acheteur_siren for one in some}) == 1:
        return translated("Un seul acheteur a un marché en cours sur ce segment.")
    return translated("Aucune date ne réunit deux acheteurs sans sortir des règles des avenants.")


def titre(regard: Regard, segment: str, found: Fenetre | None) -> str:
    """« Fin commune le 31/12/2027 »."""
    if found is None:
        return dire("Pas de fenêtre commune : {segment}", segment=regard.segment(segment))
    return regard.segment(segment)


def segments(regard: Regard) -> Mapping[str, Sequence[Suivi]]:
    """The marchés in force of each segment that several buyers hold."""
    found: dict[str, list[Suivi]] = {}
    for one in regard.communs:
        if one.segment_code and one.last_end is not None and one.last_end >= regard.today:
            found.setdefault(one.segment_code, []).append(one)
    return {code: some for code, some in found.items() if len({s.acheteur_siren for s in some}) > 1}


def windows(regard: Regard) -> Mapping[str, Fenetre]:
    """The best window of each segment that has one; nothing for who may not open the common view."""
    if regard.commun is None:
        return {}

    def compute() -> Mapping[str, Fenetre]:
        return {code: one for code, some in segments(regard).items() if (one := best(regard, some))}

    found: Mapping[str, Fenetre] = gate.recent(regard.commun, ("fenetres", regard.today), compute)
    return found


@dataclass(frozen=True)
class Ligne:
    """A segment with its best window, for the list of windows."""

    segment: str
    href: str
    jour: str
    lancement: str
    retard: bool
    acheteurs: str
    an: str
    mois: str
    noms: str


def lignes(regard: Regard) -> list[Ligne]:
    """The best window of each segment, those of the buyer followed when there is one, the heaviest first."""
    kept = [
        (code, one)
        for code, one in windows(regard).items()
        if not regard.acheteur or regard.acheteur in {p.acheteur_siren for p in one.dedans}
    ]
    kept.sort(key=lambda pair: (-pair[1].an, pair[0]))
    return [_ligne(regard, code, one) for code, one in kept]


def _ligne(regard: Regard, code: str, one: Fenetre) -> Ligne:
    sirens = list(dict.fromkeys(place.acheteur_siren for place in one.dedans))
    return Ligne(
        segment=regard.segment(code),
        href=regard.adresse(f"fenetres/{code}/"),
        jour=f"{one.jour:%d/%m/%Y}",
        lancement=f"{one.lancement:%d/%m/%Y}",
        retard=one.lancement < regard.today,
        acheteurs=str(len(sirens)),
        an=montant_lisible(one.an),
        mois=str(one.mois),
        noms=regard.noms(sirens),
    )

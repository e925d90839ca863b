"""The queue of payments that may be made on a marché: each with the marchés possible and their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.analyse.selection import Selection
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import in_french, translated
from achatlas.pipeline.bridged import Attendu, Candidat
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.store.rattachements import Rattachement
from achatlas.watch.suivi import Suivi

SHOWN = 10
DITS = {
    Judgement.OUI: "payé sur ce marché",
    Judgement.NON: "pas sur ce marché",
    Judgement.INCERTAIN: "on ne peut pas le dire",
}


@dataclass(frozen=True)
class Choix:
    """A marché possible: its object, its page, whose it is, the score, the evidence, what is at stake."""

    cle: str
    objet: str
    href: str
    acheteur: str
    score: int
    preuves: tuple[str, ...]
    lignes: str
    montant: str
    incertain: bool


@dataclass(frozen=True)
class Groupe:
    """Payments that await a judgement: who pays whom for what, the lines, the marchés possible."""

    acheteur: str
    siren: str
    fournisseur: str
    code: str
    fiche: str
    segment: str
    segment_code: str
    enjeu: str
    lignes: str
    choix: tuple[Choix, ...]


def groupes(regard: Regard, some: Sequence[Attendu]) -> list[Groupe]:
    """The groups of a page."""
    known = {one.marche_cle: one for one in (*regard.communs, *regard.suivis)}
    axe = regard.demande.axes["fournisseur"]
    noms = gate.noms(axe, {one.groupe[1] for one in some}, regard.scope)
    return [_groupe(regard, one, known, noms) for one in some]


def _groupe(regard: Regard, one: Attendu, known: Mapping[str, Suivi], noms: Mapping[str, str]) -> Groupe:
    siren, code, segment = one.groupe
    chosen = Selection().only("fournisseur", [code]).only("segment", [segment] if segment else [""])
    chosen = chosen.only("rattachement", ["hors_marche"])
    chosen = chosen if regard.acheteur else chosen.only("acheteur", [siren])
    return Groupe(
        acheteur=regard.autre(siren),
        siren=siren,
        fournisseur=lisser(noms.get(code, code)),
        code=code,
        fiche=regard.demande.fiche(code),
        segment=regard.segment(segment) or translated("À qualifier"),
        segment_code=segment,
        enjeu=montant_lisible(one.enjeu),
        lignes=regard.paiements(chosen),
        choix=tuple(_choix(regard, candidate, known) for candidate in one.candidats),
    )


def _choix(regard: Regard, one: Candidat, known: Mapping[str, Suivi]) -> Choix:
    suivi = known.get(one.marche_cle)
    return Choix(
        cle=one.marche_cle,
        objet=in_french(lisser((suivi.objet if suivi else "") or translated(UNTITLED))),
        href=regard.page(suivi) if suivi else "",
        acheteur=regard.autre(suivi.acheteur_siren) if suivi else "",
        score=one.score,
        preuves=tuple(in_french(lisser(said)) for said in one.preuves),
        lignes=accord(one.lignes, "ligne"),
        montant=montant_lisible(one.centimes),
        incertain=one.incertain,
    )


@dataclass(frozen=True)
class Decision:
    """A decision: what was said, of what, by whom, when, and what takes it back."""

    dit: str
    objet: str
    fournisseur: str
    qui: str
    quand: str
    cle: tuple[str, str, str, str]


def decisions(regard: Regard, some: Sequence[Rattachement]) -> list[Decision]:
    """The decisions of a page."""
    known = {one.marche_cle: one for one in (*regard.communs, *regard.suivis)}
    noms = gate.noms(regard.demande.axes["fournisseur"], {one.fournisseur_id for one in some}, regard.scope)
    return [
        Decision(
            dit=translated(DITS[one.jugement]),
            objet=lisser(known[one.marche_cle].objet) if one.marche_cle in known else one.marche_cle,
            fournisseur=lisser(noms.get(one.fournisseur_id, one.fournisseur_id)),
            qui=one.qui,
            quand=f"{one.date[8:10]}/{one.date[5:7]}/{one.date[:4]}",
            cle=one.cle,
        )
        for one in some
    ]

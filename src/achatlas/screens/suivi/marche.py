"""What a page of a marché says of its course: what comes due, its maximum and its pace, for whom and with
what it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from achatlas.analyse.crossed import Row
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire, in_french, translated
from achatlas.screens.suivi.fins import TEINTES, UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.watch import consommation_mots, fins_mots
from achatlas.watch.consommation import consommation
from achatlas.watch.fins import Echeance, fins
from achatlas.watch.publication_mots import to_correct
from achatlas.watch.suivi import SEPARATOR, Suivi

FAR = 240
"""Months: all that is ahead of a marché."""
MANY = 12
CARACTERES = ("mutualisation", "clause_sociale", "clause_environnementale")
Champ = tuple[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Coming:
    """One thing that comes due: its sentences, how pressing it is."""

    etat: str
    teinte: str
    phrases: tuple[str, ...]


def coming(regard: Regard, suivi: Suivi) -> list[Coming]:
    """What comes due of a marché, the first first; nothing once its last end is past."""
    beneath = regard.subsequents.get(suivi.marche_cle, ())
    return [_coming(one) for one in fins(suivi, regard.today, FAR, regard.veille, beneath)]


def _coming(one: Echeance) -> Coming:
    teinte = TEINTES.get(one.etat, "")
    return Coming(fins_mots.etat_dit(one.etat) if teinte else "", teinte, fins_mots.phrases(one))


def pace(regard: Regard, suivi: Suivi) -> tuple[str, ...]:
    """What it has used of its maximum, its marchés subséquents included, and where its pace leads."""
    family = (suivi, *regard.subsequents.get(suivi.marche_cle, ()))
    told = consommation_mots.phrases(consommation(family, regard.veille), regard.today)
    whose = (translated("Ce qui suit est de tous ceux qui y achètent, ensemble."),) if suivi.shared else ()
    return (*whose, *told)


def beside(regard: Regard, suivi: Suivi, row: Row) -> list[Champ]:
    """For whom it is, and the marchés that go with it: each field with its values and their pages."""
    fields: list[Champ] = [
        (translated("Consultation"), [(suivi.consultation, "")]),
        (translated("Coordonnateur"), _members(regard, [suivi.coordonnateur_siren])),
        (translated("Membres"), _members(regard, suivi.membres)),
        (translated("Autres membres"), [(in_french(lisser(one)), "") for one in suivi.exterieurs]),
        (translated("Centrale"), [(in_french(lisser(suivi.centrale)), "")]),
        (translated("Sous-traitants"), _names(row["sous_traitants"])),
        (translated("Minimum"), [(_amount(suivi.montant_min_centimes), "")]),
        (translated("Accord-cadre"), _marches(regard, _keyed(regard, suivi.accord_cadre_cle))),
        (translated("Marchés subséquents"), _marches(regard, regard.subsequents.get(suivi.marche_cle, ()))),
        (translated("Autres lots"), _marches(regard, _lots(regard, suivi))),
        (translated("Peut-être le même marché"), _marches(regard, _keyed(regard, suivi.jumeau_cle))),
        (translated("Données essentielles"), [(one, "") for one in to_correct(suivi)]),
        (translated("Service"), [(in_french(lisser(_place(suivi))), "")]),
        (translated("Offres reçues"), [(_count(row["offres_recues"]), "")]),
        *((regard.demande.axes[axe].libelle, [(_named(regard, axe, row), "")]) for axe in CARACTERES),
        (translated("Avance"), [(translated(row["avance"] or ""), "")]),
    ]
    kept = ((nom, [one for one in values if one[0]]) for nom, values in fields)
    return [(nom, values) for nom, values in kept if values]


def _named(regard: Regard, axe: str, row: Row) -> str:
    """What a marché says of one of its characters, in words; "" when it says nothing."""
    code = str(row.get(axe) or "")
    return lisser(regard.demande.axes[axe].membres.get(code, code))


def _place(suivi: Suivi) -> str:
    return ", ".join(one for one in (suivi.direction, suivi.service) if one)


def _count(said: int | None) -> str:
    return "" if said is None else str(said)


def _amount(said: int | None) -> str:
    return montant_lisible(said) if said else ""


def _names(said: object) -> list[tuple[str, str]]:
    return [(in_french(lisser(one)), "") for one in str(said or "").split(SEPARATOR)]


def _members(regard: Regard, sirens: Sequence[str]) -> list[tuple[str, str]]:
    return [(regard.nom(one), regard.fiche("acheteur", one)) for one in sirens if one]


def _keyed(regard: Regard, cle: str) -> list[Suivi]:
    return [one for one in regard.suivis if cle and one.marche_cle == cle]


def _lots(regard: Regard, suivi: Suivi) -> list[Suivi]:
    """The other marchés of the same consultation of the same acheteur, their marchés subséquents and the one
    that may be the same aside.
    """
    if not suivi.consultation:
        return []
    return [
        one
        for one in regard.suivis
        if one.consultation == suivi.consultation
        and one.acheteur_siren == suivi.acheteur_siren
        and one.marche_cle not in (suivi.marche_cle, suivi.jumeau_cle)
        and not one.subsequent
    ]


def _marches(regard: Regard, some: Sequence[Suivi]) -> list[tuple[str, str]]:
    """Marchés by their objects, with their pages; the first ones when there are many."""
    left = len(some) - MANY
    more = [(f"+ {accord(left, 'autre')}", "")] if left > 0 else []
    return [*(_marche(regard, one) for one in some[:MANY]), *more]


def _marche(regard: Regard, one: Suivi) -> tuple[str, str]:
    objet, paid = in_french(lisser(one.objet or translated(UNTITLED))), one.paye_centimes or 0
    more = dire(" ({montant} payés)", montant=montant_lisible(paid)) if paid else ""
    return f"{objet}{more}", regard.page(one)

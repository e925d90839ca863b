"""The document of one buyer: its indicators beside the median of the buyers of its type, as its page tells
them, from the common view alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from achatlas.analyse import peers, query
from achatlas.analyse.peers import Told
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import by_member
from achatlas.containers.documents.modele import Note, Section, Tableau
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, en_part, en_pourcent, lisser
from achatlas.screens.acces import Acces
from achatlas.web.acces import catalogue, ouvrir
from achatlas.web.documents.sujet import PAYE, Sujet

PARTS = ("montant_sous_marche", "montant_classe", "montant_identifie", "montant_option")
JUDGES = "Ces écarts ne sont pas un jugement : les compétences et les métiers des acheteurs diffèrent."
TITRE = "La place parmi les acheteurs du même type"


def section(sujet: Sujet) -> Section | None:
    """One row for each indicator: the buyer, the median of the others of its type, from the least of them to
    the most; why there is none where they are too few.
    """
    if sujet.commun:
        return None
    regle, others = catalogue().regle("comparaison"), _others(sujet)
    kind = lisser(catalogue().axes["type_acheteur"].membres.get(_type(sujet), _type(sujet))).lower()
    minimum = int(regle["autres_minimum"])
    if len(others) < minimum:
        few = (
            f"{accord(len(others), 'autre')} du même type ({kind}) : il en faut {minimum} pour que personne "
            f"ne soit reconnu ({lisser(regle['reference'])})."
        )
        return Section(TITRE, "Aucune comparaison.", (Note(few),))
    lines = [line for name, told in _indicators(sujet) for line in _line(sujet, others, minimum, name, told)]
    if not lines:
        return None
    table = Tableau(
        f"À côté des autres acheteurs du même type ({kind})",
        f"exercice {sujet.exercice}, paiements entre membres compris",
        ("Indicateur", "ici", "médiane des autres", "les autres, du moins au plus", "comparés"),
        (6, 3, 3, 4, 2),
        (False, True, True, True, True),
        tuple(lines),
    )
    note = Note(
        "Une part dite par un intervalle est comparée par son milieu. Chaque acheteur compte pour un, quelle "
        f"que soit sa taille. Rien n’est dit d’un indicateur que moins de {minimum} autres ont."
    )
    told = tuple((lisser(one.libelle), lisser(f"{one.definition} ({one.reference})")) for one in sujet.taux)
    return Section(TITRE, JUDGES, (table, note), told)


def _type(sujet: Sujet) -> str:
    return sujet.demande.territoire.acheteur(sujet.acces.acheteur).type


def _others(sujet: Sujet) -> list[str]:
    """The other buyers of its type."""
    every, own = sujet.demande.territoire.acheteurs, sujet.acces.acheteur
    return [one.siren for one in every if one.type == _type(sujet) and one.siren != own]


def _indicators(sujet: Sujet) -> Iterator[tuple[str, Told]]:
    """Each indicator and the interval of every buyer."""
    group = ouvrir(sujet.acces.droits, "consolidee")
    asked = Selection().only("exercice", [sujet.exercice])
    yield from _amounts(group, asked)
    for one in sorted(sujet.taux, key=lambda one: one.ordre):
        try:
            told = by_member(one, "acheteur", asked, group.scope)
        except ClosedCrossing:
            continue
        held = {code: part for code, part in told.items() if code and part.dicible}
        yield (
            lisser(one.libelle),
            {
                code: (Fraction(part.bornes[0], part.base), Fraction(part.bornes[1], part.base))
                for code, part in held.items()
            },
        )


def _amounts(group: Acces, asked: Selection) -> Iterator[tuple[str, Told]]:
    """The parts of what is paid: under a marché, classed, recognised, out of the field."""
    known = catalogue().mesures
    names = [nom for nom in PARTS if nom in known]
    try:
        rows = query.rows("acheteur", [PAYE, *names], asked, group.scope)
    except ClosedCrossing:
        return
    paying = [row for row in rows.lignes if row.code and row.valeurs[PAYE] > 0]
    for nom in names:
        shares = {row.code: Fraction(row.valeurs[nom], row.valeurs[PAYE]) for row in paying}
        yield (
            f"{lisser(known[nom].libelle)}, part du payé",
            {code: (one, one) for code, one in shares.items()},
        )


def _line(sujet: Sujet, others: list[str], minimum: int, name: str, told: Told) -> Iterator[tuple[str, ...]]:
    """A row of the table; none when too few others are compared, or this one is not."""
    own = sujet.acces.acheteur
    found = peers.place(own, others, told, minimum)
    half = found.mediane
    if found.soi is None or half is None:
        return
    ends = [end for one in found.autres.values() for end in one]
    yield (
        name,
        en_pourcent(en_part(*found.soi)),
        en_pourcent(en_part(half, half)),
        en_pourcent(en_part(min(ends), max(ends))),
        accord(len(found.autres), "acheteur"),
    )

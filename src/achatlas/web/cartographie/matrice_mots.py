"""The sentences of a heat map, each figure leading to what shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from achatlas.analyse.matrice import Commun, croix
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, translated
from achatlas.screens import communs
from achatlas.screens.cases import Rang
from achatlas.screens.mots import Morceau
from achatlas.web.cartographie.matrice_lue import HORS_MARCHE, RATTACHEMENT, Lecture, chosen_row


def phrase(lu: Lecture, rangs: Sequence[Rang]) -> list[Morceau]:
    """One or two sentences computed from the map, each figure leading to what shows it."""
    if not rangs:
        return []
    if lu.alone or lu.demande.selection.get(lu.axes.colonnes):
        return _of_columns(lu)
    if chosen := next((one for one in rangs if one.code == chosen_row(lu)), None):
        return [*_row_chosen(lu, chosen), *_chosen(lu)]
    return [*_bought(lu, rangs), *_unmarked(lu), *_chosen(lu)]


def _of_columns(lu: Lecture) -> list[Morceau]:
    """What the columns that are kept (or the only buyer) pay: for the row that is chosen, else for the first
    ones.
    """
    clause, held = lu.demande.selection.get(lu.axes.colonnes), Counter[str]()
    for (ligne, colonne), cents in lu.croix.cases.items():
        if clause is None or clause.keeps(colonne):
            held[ligne] += cents
    total, known = sum(held.values()), sorted((v for code, v in held.items() if code and v), reverse=True)
    paid = montant_lisible(total)
    if code := chosen_row(lu):
        share = signed(pourcent(held[code], total))
        told = "{montant} sur {total} payés, {part}."
        return [Morceau(dire(told, montant=montant_lisible(held[code]), total=paid, part=share))]
    first = known[:5]
    share = signed(pourcent(sum(first), total, 0))
    told = "Les {n} premiers segments font {part} des {montant} payés, sur {nombre}."
    return [Morceau(dire(told, n=len(first), part=share, montant=paid, nombre=len(known)))]


def _row_chosen(lu: Lecture, rang: Rang) -> list[Morceau]:
    """Who buys the segment that is chosen, and how many of them pay the same suppliers."""
    many = rang.acheteurs > 1
    verb = "{acheteurs} sur {nombre} l’achètent" if many else "{acheteurs} sur {nombre} l’achète"
    bought = dire(verb, acheteurs=accord(rang.acheteurs, "acheteur"), nombre=len(lu.croix.colonnes))
    if not rang.membres:
        return [Morceau(dire("{achat}, sans fournisseur commun.", achat=bought))]
    some = accord(rang.membres, "fournisseur commun", "fournisseurs communs")
    return [
        Morceau(dire("{achat} ; {nombre} y paient ", achat=bought, nombre=rang.sharing)),
        Morceau(some, "#p-communs"),
        Morceau("."),
    ]


def _bought(lu: Lecture, rangs: Sequence[Rang]) -> list[Morceau]:
    """How many segments most buyers buy."""
    half = -(-len(lu.croix.colonnes) // 2)
    count = sum(one.acheteurs >= half for one in rangs)
    href = lu.demande.adresse(tri="acheteurs")
    bought = " sont achetés par au moins {half} sur {nombre}."
    bought = bought if count > 1 else " est acheté par au moins {half} sur {nombre}."
    return [
        Morceau(accord(count, "segment"), href),
        Morceau(dire(bought, half=accord(half, "acheteur"), nombre=len(lu.croix.colonnes))),
    ]


def _unmarked(lu: Lecture) -> list[Morceau]:
    """The segment where most buyers pay the most suppliers in common without citing a marché, the first of
    the list that it leads to; and how many others have as many buyers.
    """
    axes, demande, known = lu.axes, lu.demande, lu.shared.dont
    if not known:
        return []
    first = _first(lu, known)
    acheteurs, membres = len(known[first].colonnes), known[first].membres
    as_many = sum(len(one.colonnes) == acheteurs for one in known.values()) - 1
    more = accord(as_many, "autre segment", "autres segments")
    others = dire(" (autant d’acheteurs dans {segments})", segments=more) if as_many else ""
    name = lisser(lu.noms(axes.lignes).get(first, first))
    href = demande.adresse(demande.selection.only(RATTACHEMENT, [HORS_MARCHE]), tri="communs")
    some = accord(membres, "fournisseur commun", "fournisseurs communs")
    who = accord(acheteurs, "acheteur")
    return [
        Morceau(translated(" Sans citer de marché, ")),
        Morceau(dire("{acheteurs} paient {communs}", acheteurs=who, communs=some), href),
        Morceau(lisser(dire(" de « {nom} »{autres}.", nom=name, autres=others))),
    ]


def _first(lu: Lecture, known: Mapping[str, Commun]) -> str:
    """The row of most columns, then of most members, then of most euros."""

    def key(code: str) -> tuple[int, int]:
        """What they are ranked by before euros, which are asked only of those that it does not part."""
        return len(known[code].colonnes), known[code].membres

    most = max(map(key, known))
    equal = [code for code in known if key(code) == most]
    if len(equal) == 1:
        return equal[0]
    demande = lu.demande
    alone = demande.retenue.only(RATTACHEMENT, [HORS_MARCHE])
    held = croix(lu.axes, demande.tableau.mesure, alone, demande.acces.scope).lignes
    return min(equal, key=lambda code: (-held[code], code))


def _chosen(lu: Lecture) -> list[Morceau]:
    """What ends of the segment that was chosen."""
    rows = lu.ending(chosen_row(lu))
    if not rows or lu.alone:
        return []
    return [Morceau(" "), Morceau(communs.told(rows, lu.jour), "#p-fins"), Morceau(".")]

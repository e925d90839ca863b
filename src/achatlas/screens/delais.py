"""The delays of payment of a buyer, in words: how long, how much of it in time, by size of supplier, the
slowest segments; what the law says of it, which is never computed as owed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from achatlas.analyse import delais
from achatlas.analyse.answers import Row
from achatlas.analyse.delais import DATEES, MOYEN, Delais
from achatlas.analyse.taux import Part, by_member
from achatlas.catalogue.delais import SEUIL, possible
from achatlas.catalogue.models import Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import (
    accord,
    en_pourcent,
    entier,
    jours,
    jours_dits,
    lisser,
    montant_lisible,
    pourcent,
)
from achatlas.langues import dire, translated
from achatlas.screens import parts
from achatlas.screens.calculs import Cadre
from achatlas.screens.demande import Demande

AXE, TAUX, RETARD = "delai", "dans_les_delais", "en_retard"
SLOW = 5


@dataclass(frozen=True)
class Ligne:
    """A member: its name, where its map and its lines are, its mean, its part in time, its dated lines."""

    nom: str
    href: str
    lignes: str
    moyen: str
    part: str
    datees: str


def contenu(demande: Demande, siren: str) -> Mapping[str, Any] | None:
    """What the part shows of a buyer, from the map filtered on it; None where the view tells nothing."""
    try:
        found = delais.delais(demande.retenue, demande.acces.scope)
    except ClosedCrossing:
        return None
    if not found.lignes:
        return None
    return {
        "vide": not found.datees,
        "comptes": _counts(found),
        "avances": _advances(demande, siren),
        **(_dated(demande, siren, found) if found.datees else {}),
    }


def _dated(demande: Demande, siren: str, found: Delais) -> dict[str, Any]:
    """What dated lines tell."""
    definition = demande.catalogue.taux[TAUX]
    table = partial(_table, demande, definition)
    cadre, mesures = Cadre.of(demande), demande.catalogue.mesures
    calculs = [cadre.mesure(mesures[MOYEN]), cadre.mesure(mesures[delais.DECILE]), cadre.taux(definition)]
    return {
        "legal": _legal(demande, siren),
        "moyen": jours(found.moyen) if found.moyen else "0",
        "decile": None if found.decile is None else (jours(found.decile) if found.decile else "0"),
        "part": parts.share_of(definition, demande),
        "retard": accord(found.en_retard, "ligne"),
        "retard_href": demande.lignes(demande.selection.only(AXE, [RETARD])),
        "droits": _rights(demande, found.en_retard),
        "calculs": calculs,
        "tailles": table("taille", partial(delais.by, "taille")),
        "segments": table("segment", partial(_slowest, demande)),
    }


def _slowest(demande: Demande, *asked: Any) -> tuple[Row, ...]:
    minimum = int(demande.catalogue.regle("delais")["lignes_minimum"])
    return delais.slowest("segment", *asked, limite=SLOW, minimum=minimum)


def _table(
    demande: Demande, definition: Taux, axe: str, ask: Callable[..., Iterable[Row]]
) -> list[Ligne]:  # fmt: skip
    """Some members of an axis; none where the view closes them."""
    asked = demande.retenue, demande.acces.scope
    try:
        rows, shares = ask(*asked), by_member(definition, axe, *asked)
    except ClosedCrossing:
        return []
    return [_ligne(demande, axe, row, shares.get(row.code)) for row in rows]


def _ligne(demande: Demande, axe: str, row: Row, part: Part | None) -> Ligne:
    chosen = demande.selection.only(axe, [row.code])
    return Ligne(
        lisser(row.libelle),
        demande.adresse(chosen),
        demande.lignes(chosen),
        jours_dits(row.valeurs[MOYEN]) if row.valeurs[MOYEN] else dire("{n} jours", n="0"),
        en_pourcent(parts.bounds(part)) if part and part.dicible else "—",
        entier(row.valeurs[DATEES]),
    )


def _counts(found: Delais) -> str:
    """How many lines are dated, and why the others are not."""
    return dire(
        "{datees} sur {lignes} ; {inconnues} sans ces deux dates ; {hors}, à part",
        datees=accord(found.datees, "ligne datée", "lignes datées"),
        lignes=entier(found.lignes),
        inconnues=entier(found.inconnues),
        hors=accord(found.hors, "avoir ou ligne sans dû", "avoirs ou lignes sans dû"),
    )


def _legal(demande: Demande, siren: str) -> str:
    """The legal delay of the buyer today: one, or those between which nobody can tell."""
    told = [(one.on(date.today()), one) for one in _series(demande, siren)]
    known = [(days, one) for days, one in told if days is not None]
    said = dict.fromkeys(
        dire("{n} jours ({reference})", n=str(days), reference=lisser(one.reference)) for days, one in known
    )
    words = f" {translated('ou')} ".join(said)
    if len(said) > 1:
        return dire("Délai légal : {delais}, selon son statut, que rien ne dit ici.", delais=words)
    return dire("Délai légal : {delais}.", delais=words) if said else ""


def _series(demande: Demande, siren: str) -> tuple[Any, ...]:
    """The series that may hold for a buyer; a member that left the territory has no known type."""
    known = siren in demande.territoire.sirens
    return possible(demande.catalogue, demande.territoire.acheteur(siren).type if known else "")


def _rights(demande: Demande, late: int) -> str:
    """What a late payment opens, as a rule; the most that flat indemnities may be, a line being at most an
    invoice.
    """
    interest, flat = (
        demande.catalogue.seuil(SEUIL, name) for name in ("interets_moratoires", "indemnite_forfaitaire")
    )
    points, euros = (max(one.valeurs.values()) for one in (interest, flat))
    rule = dire(
        "Un retard ouvre au fournisseur des intérêts au taux de la Banque centrale européenne plus {points} "
        "points ({un}) et {euros} par facture ({deux}) : rien n’en est calculé ici comme dû.",
        points=str(points),
        euros=montant_lisible(100 * euros),
        un=lisser(interest.reference),
        deux=lisser(flat.reference),
    )
    if not late:
        return rule
    most = dire(
        "Les {lignes} en retard, à vérifier, feraient au plus {montant} d’indemnités forfaitaires : une "
        "facture peut tenir en plusieurs lignes.",
        lignes=accord(late, "ligne"),
        montant=montant_lisible(100 * euros * late),
    )
    return f"{rule} {most}"


def _advances(demande: Demande, siren: str) -> str:
    """The share of the marchés that grant an advance among those that say so."""
    try:
        found = delais.avances(siren, demande.acces.scope)
    except ClosedCrossing:
        return ""
    said, silent = found.oui + found.non, accord(found.muets, "marché")
    if not said:
        return dire("Avances : aucun de ses marchés ne dit s’il en accorde ({muets}).", muets=silent)
    return dire(
        "Avances : accordées dans {oui} sur {dits} qui le disent ({part}) ; {muets} n’en disent rien.",
        oui=accord(found.oui, "marché"),
        dits=entier(said),
        part=en_pourcent(pourcent(found.oui, said, 0)),
        muets=silent,
    )

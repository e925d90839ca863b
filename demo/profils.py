"""The truth of each third party: where it is, its form, its lists, what became of it; empty where nothing can
be said.
"""

from __future__ import annotations

from collections.abc import Mapping

from demo.fiches_sirene import Fiche
from demo.fournisseurs import Annuaire, Fournisseur
from demo.identifiers import make_siret
from demo.operateurs import ASSOCIATION, ENTREPRISE, Operateurs, worker_owned
from demo.overlay import basin_communes
from demo.territoire import read_yaml

COLUMNS = (
    "effectif", "juridique", "ess", "inclusion", "esus", "qpv", "groupe", "etat", "repreneur", "siret_suivi",
    "commune_siege", "pays", "bassin", "local", "local_siege",
)  # fmt: skip
"""What a profile tells, texts; ``local`` is "oui" or "non", by the basin."""
PREFIXES = {"EL": "GR"}
Profil = dict[str, str]


def profiles(annuaire: Annuaire, operateurs: Operateurs, cards: Mapping[int, Fiche]) -> list[Profil]:
    """The profile of each third party, in their order."""
    inside = frozenset(basin_communes())
    return [
        {
            **dict.fromkeys(COLUMNS, ""),
            **_listed(rang, operateurs),
            **_form(tiers, rang in operateurs.approved, cards.get(rang)),
            **_fate(rang, operateurs, cards.get(rang)),
            **_place(tiers, cards.get(rang), inside),
        }
        for rang, tiers in enumerate(annuaire.tiers)
    ]


def _listed(rang: int, operateurs: Operateurs) -> Profil:
    return {
        "inclusion": operateurs.inclusion.get(rang, ""),
        "esus": "oui" if rang in operateurs.approved else "",
        "qpv": "oui" if rang in operateurs.qpv else "",
        "groupe": operateurs.groupes.get(rang, ""),
    }


def _form(tiers: Fournisseur, approved: bool, card: Fiche | None) -> Profil:
    """The staff and the legal form of its card; the ESS is of private bodies (loi 2014-856, art. 1)."""
    private = tiers.type in {ENTREPRISE, ASSOCIATION, "personne"}
    social = tiers.type == ASSOCIATION or worker_owned(tiers) or approved
    told = {"ess": ("oui" if social else "non") if private else ""}
    if card and tiers.siren:
        told |= {"effectif": card.effectif, "juridique": card.juridique}
    return told


def _fate(rang: int, operateurs: Operateurs, card: Fiche | None) -> Profil:
    """Whether it lives, who took it over, the establishment that follows the paid one."""
    if card is None or not card.siren:
        return {}
    if card.repreneur:
        return {"etat": "cesse", "repreneur": card.repreneur[:9], "siret_suivi": card.repreneur}
    moved = make_siret(card.siren, card.suite[1]) if card.suite else ""
    proceeding = "procedure" if rang in operateurs.procedures else ""
    return {"etat": proceeding or ("ferme" if moved else "actif"), "siret_suivi": moved}


def _place(tiers: Fournisseur, card: Fiche | None, inside: frozenset[str]) -> Profil:
    """Where it is: the establishment paid (``commune`` of the truth) and the siège."""
    if tiers.tva:
        prefix = tiers.tva[:2]
        return {"pays": PREFIXES.get(prefix, prefix), "local": "non", "local_siege": "non"}
    siege = card.lieu_siege["code"] if card and tiers.siren else tiers.commune
    basin = read_yaml("operateurs.yml")["bassin"]["nom"]
    return {
        "pays": "FR",
        "commune_siege": siege,
        "bassin": basin if tiers.commune in inside else "",
        "local": "oui" if tiers.commune in inside else "non",
        "local_siege": "oui" if siege in inside else "non",
    }

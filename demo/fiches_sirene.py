"""An enterprise of the demonstration's SIRENE, and its rows in the three stock files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from demo import names
from demo.identifiers import make_siret

TU, TREATED = "[ND]", "2025-12-20T06:00:00"
CREATED, MOVED = "2005-03-01", "2022-06-30"
Lieu = dict[str, str]
Row = dict[str, str]


@dataclass(frozen=True)
class Fiche:
    """An enterprise as the referential tells it; ``etablissements`` is (rank of the SIRET, place, open or
    closed), the siège being one of them; ``suite`` is the rank that follows another one that was left,
    ``repreneur`` the SIRET that took it over on the day ``fin``; ``ouverts`` the days when establishments
    opened.
    """

    siren: str
    nom: str
    juridique: str
    naf: str
    taille: str
    effectif: str
    siege: int
    etablissements: tuple[tuple[int, Lieu, bool], ...]
    sigle: str = ""
    enseigne: str = ""
    usuelle: str = ""
    prenom: str = ""
    ess: str = ""
    tue: bool = False
    suite: tuple[int, int] | None = None
    creation: str = CREATED
    fin: str = MOVED
    ouverts: Mapping[int, str] = field(default_factory=dict)
    repreneur: str = ""

    @property
    def last(self) -> int:
        """The rank of the establishment that worked last: the paid one, or what follows it."""
        return self.suite[1] if self.suite else self.etablissements[0][0]

    @property
    def lieu_siege(self) -> Lieu:
        """Where the siège is."""
        return next(lieu for number, lieu, _ in self.etablissements if number == self.siege)


def _said(card: Fiche, text: str) -> str:
    return TU if card.tue and text else text


def unit(card: Fiche) -> Row:
    """Its row among the legal units."""
    alive = any(open_ for _, _, open_ in card.etablissements)
    person = card.juridique == "1000"
    return {
        "siren": card.siren,
        "statutDiffusionUniteLegale": "P" if card.tue else "O",
        "dateCreationUniteLegale": card.creation,
        "sigleUniteLegale": _said(card, card.sigle),
        "prenom1UniteLegale": _said(card, card.prenom),
        "prenomUsuelUniteLegale": _said(card, card.prenom),
        "trancheEffectifsUniteLegale": card.effectif,
        "dateDernierTraitementUniteLegale": TREATED,
        "nombrePeriodesUniteLegale": "1",
        "categorieEntreprise": card.taille,
        "anneeCategorieEntreprise": "2024" if card.taille else "",
        "dateDebut": card.creation if alive else card.fin,
        "etatAdministratifUniteLegale": "A" if alive else "C",
        "nomUniteLegale": _said(card, card.nom) if person else "",
        "denominationUniteLegale": "" if person else _said(card, card.nom),
        "denominationUsuelle1UniteLegale": _said(card, card.usuelle),
        "categorieJuridiqueUniteLegale": card.juridique,
        "activitePrincipaleUniteLegale": card.naf,
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "nicSiegeUniteLegale": make_siret(card.siren, card.siege)[9:],
        "economieSocialeSolidaireUniteLegale": card.ess,
        "caractereEmployeurUniteLegale": "O" if card.effectif not in {"", "NN"} else "N",
    }


def establishments(card: Fiche) -> Iterator[Row]:
    """Its rows among the establishments."""
    for number, lieu, alive in sorted(card.etablissements, key=lambda placed: placed[0]):
        siret, since = make_siret(card.siren, number), card.ouverts.get(number, card.creation)
        yield {
            "siren": card.siren,
            "nic": siret[9:],
            "siret": siret,
            "statutDiffusionEtablissement": "P" if card.tue else "O",
            "dateCreationEtablissement": since,
            "trancheEffectifsEtablissement": card.effectif,
            "dateDernierTraitementEtablissement": TREATED,
            "etablissementSiege": "true" if number == card.siege else "false",
            "nombrePeriodesEtablissement": "1",
            "libelleVoieEtablissement": TU if card.tue else "",
            "codePostalEtablissement": _said(card, lieu["code_postal"]),
            "libelleCommuneEtablissement": names.strip_accents(lieu["nom"]).upper(),
            "codeCommuneEtablissement": lieu["code"],
            "dateDebut": since if alive else card.fin,
            "etatAdministratifEtablissement": "A" if alive else "F",
            "enseigne1Etablissement": _said(card, card.enseigne),
            "activitePrincipaleEtablissement": card.naf,
            "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        }


def links(card: Fiche) -> Iterator[Row]:
    """Its rows among the successions: it moved, or somebody took it over."""
    if card.suite:
        former, new = card.suite
        yield _link(make_siret(card.siren, former), make_siret(card.siren, new), MOVED, transfer="true")
    if card.repreneur:
        yield _link(make_siret(card.siren, card.last), card.repreneur, card.fin, transfer="false")


def _link(former: str, new: str, day: str, *, transfer: str) -> Row:
    return {
        "siretEtablissementPredecesseur": former,
        "siretEtablissementSuccesseur": new,
        "dateLienSuccession": day,
        "transfertSiege": transfer,
        "continuiteEconomique": "true",
        "dateDernierTraitementLienSuccession": TREATED,
    }

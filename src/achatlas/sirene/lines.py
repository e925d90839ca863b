"""What is kept of a line of each stock file: sets, as Ibis expressions over columns of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.domain.identifiers import SIREN_LA_POSTE, SIRET_SIEGE_LA_POSTE
from achatlas.sirene.layout import ETABLISSEMENTS, SUCCESSIONS, UNITES, Layout

SIREN, SIRET, NIC = 9, 14, 5
OK = ""
KEYS = {
    UNITES: (("cle", "siren", SIREN),),
    ETABLISSEMENTS: (("cle", "siret", SIRET),),
    SUCCESSIONS: (
        ("cle", "siretEtablissementPredecesseur", SIRET), ("suite", "siretEtablissementSuccesseur", SIRET),
    ),
}  # fmt: skip
"""The numbers of the identifiers of a line: their name, the column that holds them, how many digits."""


def cleaned(rows: ir.Table, layout: Layout, regle: Mapping[str, Any]) -> ir.Table:
    """The columns that are read, as clean text: blank, absent or kept silent (``[ND]``) is the empty text."""
    void = ibis.literal("")
    keys = {name: number(_clean(rows[c], regle["tu"]), n) for name, c, n in KEYS[layout.genre]}
    return rows.select(
        **keys, **{c: _clean(rows[c], regle["tu"]) if c in rows.columns else void for c in layout.wanted}
    )


def _clean(column: ir.Column, silent: str) -> ir.StringValue:
    """A text is trimmed only where a blank stands at an end: trimming all takes as long as reading."""
    text = column.cast("string").fill_null("")
    blank = text.startswith(" ") | text.endswith(" ")
    return ibis.ifelse(text == silent, "", ibis.ifelse(blank, text.strip(), text))


class Source:
    """The clean columns of a file, and how they are read."""

    def __init__(self, rows: ir.Table, regle: Mapping[str, Any]) -> None:
        self.rows, self._regle = rows, regle

    def text(self, name: str) -> ir.StringValue:
        """A column of text."""
        return self.rows[name]

    def shown(self, name: str, statut: ir.StringValue) -> ir.StringValue:
        """A text that only a full diffusion lets be kept."""
        return ibis.ifelse(statut == self._regle["diffusible"], self.text(name), "")

    def date(self, name: str) -> ir.DateValue:
        """A date, unknown when it cannot be read."""
        return self.text(name).try_cast("date")

    def whole(self, name: str) -> ir.IntegerValue:
        """A whole number, unknown when it cannot be read."""
        return self.text(name).try_cast("int32")

    def true(self, name: str) -> ir.BooleanValue:
        """Whether a yes-or-no column says yes."""
        return self.text(name).lower() == "true"


def luhn(number: ir.IntegerValue, digits: int) -> ir.BooleanValue:
    """Whether a whole number of so many digits satisfies Luhn's check, as ``domain.identifiers.luhn``."""
    total: Any = ibis.literal(0)
    for rank in range(digits):
        digit = (number // 10**rank) % 10
        doubled = digit * 2
        total += ibis.ifelse(doubled > 9, doubled - 9, doubled) if rank % 2 else digit
    return total % 10 == 0


def number(text: ir.StringValue, digits: int) -> ir.IntegerValue:
    """The number of a text of exactly so many digits, null for any other."""
    return ibis.ifelse(text.re_search(f"^[0-9]{{{digits}}}$"), text, ibis.null("string")).try_cast("int64")


def good_siren(cle: ir.IntegerValue) -> ir.BooleanValue:
    """As ``domain.identifiers.is_siren``, on a number."""
    return ((cle > 0) & luhn(cle, SIREN)).fill_null(False)


def good_siret(cle: ir.IntegerValue) -> ir.BooleanValue:
    """As ``domain.identifiers.is_siret``, on a number: La Poste follows its own rule."""
    siren = cle // 10**NIC
    poste = (siren == int(SIREN_LA_POSTE)) & (cle != int(SIRET_SIEGE_LA_POSTE))
    digits = sum(((cle // 10**rank) % 10 for rank in range(SIRET)), ibis.literal(0))
    key = ibis.ifelse(poste, digits % 5 == 0, luhn(cle, SIRET) & luhn(siren, SIREN))
    return ((siren > 0) & (cle % 10**NIC != 0) & key).fill_null(False)


def unites(s: Source, regle: Mapping[str, Any]) -> ir.Table:
    """The units of a file: their columns, ``cle`` (number of the SIREN), ``motif`` and ``traite``; and the
    names under which a person may be written.
    """
    siren, statut = s.text("siren"), s.text("statutDiffusionUniteLegale")
    cle, etat = s.rows.cle, s.text("etatAdministratifUniteLegale")
    juridique, nic = s.text("categorieJuridiqueUniteLegale"), s.text("nicSiegeUniteLegale")
    siege = ibis.ifelse(nic.re_search(f"^[0-9]{{1,{NIC}}}$"), siren + nic.lpad(NIC, "0"), "")
    return s.rows.select(
        cle=cle,
        motif=ibis.ifelse(good_siren(cle), OK, "siren_malforme"),
        traite=s.text("dateDernierTraitementUniteLegale").replace("T", " "),
        siren=siren,
        **_named(s, statut),
        personne_physique=juridique == regle["personne_physique"],
        categorie_juridique=juridique,
        categorie_entreprise=s.text("categorieEntreprise"),
        annee_categorie=s.whole("anneeCategorieEntreprise"),
        tranche_effectif=s.text("trancheEffectifsUniteLegale"),
        naf=s.text("activitePrincipaleUniteLegale"),
        nomenclature_naf=s.text("nomenclatureActivitePrincipaleUniteLegale"),
        ess=s.text("economieSocialeSolidaireUniteLegale"),
        siege_siret=siege,
        etat=etat,
        diffusion=statut,
        date_creation=s.date("dateCreationUniteLegale"),
        date_fermeture=ibis.ifelse(etat == "C", s.date("dateDebut"), ibis.null("date")),
    )


def _named(s: Source, statut: ir.StringValue) -> dict[str, ir.StringValue]:
    """The names of a unit: ``raison`` (a body's), ``personne`` and ``naissance`` (a person's), the others."""
    usuel, premier = s.shown("prenomUsuelUniteLegale", statut), s.shown("prenom1UniteLegale", statut)
    prenom = ibis.ifelse(usuel != "", usuel, premier)
    nom, usage = s.shown("nomUniteLegale", statut), s.shown("nomUsageUniteLegale", statut)
    known = ibis.ifelse(usage != "", usage, nom)
    personne = (known + " " + prenom).strip()
    raison = s.shown("denominationUniteLegale", statut)
    usuelles = [s.shown(f"denominationUsuelle{rank}UniteLegale", statut) for rank in (1, 2, 3)]
    return {
        "denomination": ibis.ifelse(raison != "", raison, personne),
        "sigle": s.shown("sigleUniteLegale", statut),
        "denomination_usuelle": joined(usuelles),
        "raison": raison,
        "personne": personne,
        "naissance": ibis.ifelse(usage != "", (nom + " " + prenom).strip(), ""),
        "pseudonyme": s.shown("pseudonymeUniteLegale", statut),
        **{f"usuelle{rank}": one for rank, one in enumerate(usuelles, start=1)},
    }


def joined(texts: list[ir.StringValue]) -> ir.StringValue:
    """Texts put together by « | », the empty ones left out."""
    said = texts[0]
    for text in texts[1:]:
        said = ibis.ifelse(text == "", said, ibis.ifelse(said == "", text, said + " | " + text))
    return said


def etablissements(s: Source, regle: Mapping[str, Any]) -> ir.Table:
    """The establishments of a file: their columns, ``cle`` (number of the SIRET), ``unite`` (number of the
    SIREN), ``motif``, ``traite``, and each enseigne. A partial diffusion keeps silent the place below the
    commune.
    """
    siret, siren, statut = s.text("siret"), s.text("siren"), s.text("statutDiffusionEtablissement")
    cle = s.rows.cle
    enseignes = [s.shown(f"enseigne{rank}Etablissement", statut) for rank in (1, 2, 3)]
    commune, ailleurs = s.text("libelleCommuneEtablissement"), s.text("libelleCommuneEtrangerEtablissement")
    return s.rows.select(
        cle=cle,
        unite=cle // 10**NIC,
        motif=ibis.ifelse(good_siret(cle) & (siret.substr(0, SIREN) == siren), OK, "siret_malforme"),
        traite=s.text("dateDernierTraitementEtablissement").replace("T", " "),
        siret=siret,
        siren=siren,
        siege=s.true("etablissementSiege"),
        etat=s.text("etatAdministratifEtablissement"),
        diffusion=statut,
        enseigne=joined(enseignes),
        **{f"enseigne{rank}": one for rank, one in enumerate(enseignes, start=1)},
        denomination_usuelle=s.shown("denominationUsuelleEtablissement", statut),
        code_postal=s.shown("codePostalEtablissement", statut),
        commune_code=s.text("codeCommuneEtablissement"),
        commune_libelle=ibis.ifelse(commune == "", ailleurs, commune),
        pays_code=s.text("codePaysEtrangerEtablissement"),
        naf=s.text("activitePrincipaleEtablissement"),
        tranche_effectif=s.text("trancheEffectifsEtablissement"),
        date_creation=s.date("dateCreationEtablissement"),
        date_debut=s.date("dateDebut"),
    )


def successions(s: Source, regle: Mapping[str, Any]) -> ir.Table:
    """The links of a file: their columns, ``cle`` and ``suite`` (numbers of the two SIRET), ``motif``,
    ``traite``.
    """
    ancien, nouveau = s.text("siretEtablissementPredecesseur"), s.text("siretEtablissementSuccesseur")
    cle, suite, date = s.rows.cle, s.rows.suite, s.date("dateLienSuccession")
    motif = ibis.cases(
        (~(good_siret(cle) & good_siret(suite)), "siret_malforme"),
        (cle == suite, "lien_sur_soi"),
        (date.isnull(), "date_illisible"),
        else_=OK,
    )
    return s.rows.select(
        cle=cle,
        suite=suite,
        motif=motif,
        traite=s.text("dateDernierTraitementLienSuccession").replace("T", " "),
        siret_predecesseur=ancien,
        siret_successeur=nouveau,
        date_lien=date,
        transfert_siege=s.true("transfertSiege"),
        continuite_economique=s.true("continuiteEconomique"),
    )

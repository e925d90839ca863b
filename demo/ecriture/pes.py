"""PES v2 « Dépense »: ISO-8859-1 XML, one file a month or a quarter, values in the attribute V."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from demo.ecriture.rendu import dates
from demo.fournisseurs import Annuaire, Fournisseur
from demo.journal import Journal
from demo.marches import Marche
from demo.nomenclatures import codes
from demo.territoire import PREMIER_JOUR, read_csv, services
from demo.verite import Registre

ESPACES_DE_NOMS = (
    'xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller" '
    'xmlns:depa="http://www.minefi.gouv.fr/cp/helios/pes_v2/depense/r0/aller"'
)
CATEGORIES = {
    "personne": ("01", "01"),
    "association": ("50", "06"),
    "centrale": ("20", "08"),
    "membre": ("24", "09"),
    "hors_perimetre": ("74", "08"),
    "entreprise": ("50", "03"),
    "etranger": ("50", "03"),
}
"""CatTiers and NatJur of each kind of third party."""
ANNEE_NUM_MARCHE = 2024
"""From this year on the editor writes the contract and commitment numbers and the codes of purchases; before,
only labels name contracts."""


def write_pes(
    dossier: Path,
    journal: Journal,
    annuaire: Annuaire,
    marches: list[Marche],
    registre: Registre,
    graine: int,
    mois_par_fichier: int,
) -> list[str]:
    """Write the year of a body in files of some months each; record their truth; return their names."""
    mois = _months(journal)
    achats = codes(journal, graine) if journal.exercice >= ANNEE_NUM_MARCHE else [""] * len(journal)
    noms = []
    for debut in range(0, 12, mois_par_fichier):
        rangs = np.flatnonzero((mois >= debut) & (mois < debut + mois_par_fichier))
        if len(rangs):
            nom = f"PESALR2_{journal.acheteur.siret}_{journal.exercice}{debut + mois_par_fichier:02d}.xml"
            _write_file(dossier / nom, journal, annuaire, rangs.tolist(), achats)
            registre.record(nom, journal, marches, 1 + np.arange(len(rangs)), rangs)
            noms.append(nom)
    return noms


def _months(journal: Journal) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the month (0–11) under which each line is sent; January of the next year counts as December."""
    dates_ = PREMIER_JOUR + journal.lignes.jour.astype("timedelta64[D]")
    absolu = dates_.astype("datetime64[M]").astype(np.int64) + 1970 * 12 - journal.exercice * 12
    return np.asarray(np.clip(absolu, 0, 11), dtype=np.int64)


def _v(nom: str, valeur: str) -> str:
    if not valeur:
        return ""
    if not valeur.isalnum():
        valeur = escape(valeur, {'"': "&quot;"})
    return f'<{nom} V="{valeur}"/>'


def _write_file(
    chemin: Path, journal: Journal, annuaire: Annuaire, rangs: list[int], achats: list[str]
) -> None:
    a = journal.acheteur
    fin = f"{journal.exercice}-12-31"
    head = (
        f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<n:PES_Aller {ESPACES_DE_NOMS}>\n'
        f"<Enveloppe><Parametres>"
        f"{_v('Version', '2')}{_v('TypFic', 'PESALR2')}{_v('NomFic', chemin.name)}</Parametres>"
        f"<Emetteur>{_v('Sigle', 'DEMO')}</Emetteur>"
        f"<Recepteur>{_v('Sigle', 'HELIOS')}</Recepteur></Enveloppe>\n"
        f"<EnTetePES>{_v('DteStr', fin)}{_v('IdPost', '042000')}{_v('IdColl', a.siret)}{_v('CodCol', '123')}"
        f"{_v('CodBud', '00')}{_v('LibelleColBud', a.nom_court)}</EnTetePES>\n<PES_DepenseAller>"
        f"<EnTeteDepense>{_v('IdVer', '2')}{_v('InfoDematerialisee', '0')}</EnTeteDepense>\n"
    )
    corps = "".join(_bordereaux(journal, annuaire, rangs, achats))
    texte = f"{head}{corps}</PES_DepenseAller>\n</n:PES_Aller>\n"
    chemin.write_bytes(texte.encode("iso-8859-1", errors="xmlcharrefreplace"))


def _bordereaux(journal: Journal, annuaire: Annuaire, rangs: list[int], achats: list[str]) -> list[str]:
    """Return the text of every bordereau: lines are in order of bordereau, then of mandat."""
    pieces: list[str] = []
    lignes = _line_texts(journal, annuaire, rangs, achats)
    mandats, bordereaux = journal.mandat.tolist(), journal.bordereau.tolist()
    montants, jours = np.abs(journal.lignes.montant), dates("%Y-%m-%d", journal.lignes.jour)
    groupes: dict[int, dict[int, list[int]]] = {}
    for place, rang in enumerate(rangs):
        groupes.setdefault(bordereaux[rang], {}).setdefault(mandats[rang], []).append(place)
    for numero, contenu in groupes.items():
        tous = [rangs[place] for places in contenu.values() for place in places]
        total = int(montants[tous].sum())
        pieces.append(
            f"<Bordereau><BlocBordereau>{_v('Exer', str(journal.exercice))}{_v('IdBord', str(numero))}"
            f"{_v('DteBordEm', jours[tous[-1]])}{_v('TypBord', '01')}{_v('NbrPce', str(len(contenu)))}"
            f"{_v('MtBordHT', _money(total))}</BlocBordereau>\n"
        )
        for mandat, places in contenu.items():
            pieces.append(_piece_head(journal, mandat, rangs[places[0]], jours))
            pieces.extend(lignes[place] for place in places)
            pieces.append("</Piece>\n")
        pieces.append("</Bordereau>\n")
    return pieces


def _codes(nature: str, compte: str) -> tuple[str, str]:
    """Return TypPce and NatPce."""
    if nature in {"avoir", "extourne"}:
        return "02", "10" if nature == "extourne" else "06"
    if nature == "rattachement":
        return "10", "01"
    genre = next((g for g in read_csv("hors_perimetre.csv") if g["genre"] == nature), None)
    if genre:
        return genre["type"], genre["nature"]
    return "01", "02" if compte[0] == "2" else "01"


def _piece_head(journal: Journal, mandat: int, rang: int, jours: list[str]) -> str:
    lignes = journal.lignes
    typ, nat = _codes(str(lignes.nature[rang]), str(lignes.compte[rang]))
    service = services(journal.acheteur.type)[int(lignes.service[rang])]
    return (
        f"<Piece><BlocPiece><InfoPce>{_v('CodServ', service.direction)}{_v('IdPce', str(mandat))}"
        f"{_v('TypPce', typ)}{_v('NatPce', nat)}{_v('Obj', str(lignes.objet[rang]))}"
        f"{_v('DteEch', jours[rang])}</InfoPce></BlocPiece>\n"
    )


def _money(centimes: int) -> str:
    return f"{centimes // 100}.{centimes % 100:02d}"


def _units(journal: Journal, rangs: list[int]) -> Iterator[str]:
    """Yield the service of each line: that of its piece when its own is of another direction."""
    unites, own = services(journal.acheteur.type), journal.lignes.service
    heads: dict[tuple[int, int], int] = {}
    for rang in rangs:
        piece = int(journal.bordereau[rang]), int(journal.mandat[rang])
        head, one = unites[heads.setdefault(piece, int(own[rang]))], unites[int(own[rang])]
        yield (one if one.direction == head.direction else head).service


def _line_texts(journal: Journal, annuaire: Annuaire, rangs: list[int], achats: list[str]) -> list[str]:
    tiers = [
        _party(annuaire.tiers[t], *carte)
        for t, *carte in zip(
            journal.lignes.tiers[rangs].tolist(),
            journal.tiers_code[rangs].tolist(),
            journal.tiers_nom[rangs].tolist(),
            journal.tiers_id[rangs].tolist(),
            journal.tiers_type[rangs].tolist(),
            strict=True,
        )
    ]
    recent = journal.exercice >= ANNEE_NUM_MARCHE
    colonnes = zip(
        journal.rang[rangs].tolist(),
        journal.lignes.compte[rangs].tolist(),
        journal.lignes.service[rangs].tolist(),
        _units(journal, rangs),
        journal.num_facture[rangs].tolist(),
        np.abs(journal.lignes.montant[rangs]).tolist(),
        np.abs(journal.lignes.tva[rangs]).tolist(),
        journal.lignes.objet[rangs].tolist(),
        journal.num_marche[rangs].tolist(),
        journal.num_engagement[rangs].tolist(),
        [achats[rang] for rang in rangs],
        tiers,
        strict=True,
    )
    textes = []
    for rang, compte, service, unite, facture, ht, tva, objet, marche, engagement, achat, tiers_ in colonnes:
        bloc = _v("NumMarche", marche) + _v("NumEngag", engagement) if recent else ""
        bloc += _v("CodNomenclature", achat)
        libelle = f"MARCHE {marche}" if marche and not recent and rang == 1 else ""
        textes.append(
            f"<LigneDePiece><BlocLignePiece><InfoLignePce>{_v('IdLigne', str(rang))}{_v('Nature', compte)}"
            f"{_v('Fonction', str(20 + 10 * (service % 7)))}{_v('CptAna', unite)}"
            f"{_v('Facture', facture)}{_v('LibVir1', objet[:32])}{_v('LibVir2', libelle)}{bloc}"
            f'<ModRegl V="03"/><TVAIntraCom V="0"/><MtHT V="{_money(ht)}"/><MtTVA V="{_money(tva)}"/>'
            f"</InfoLignePce></BlocLignePiece>{tiers_}</LigneDePiece>\n"
        )
    return textes


def _party(tiers: Fournisseur, code: str, nom: str, identifiant: str, type_id: str) -> str:
    categorie, juridique = CATEGORIES[tiers.type]
    return (
        f"<Tiers><InfoTiers>{_v('IdTiers', identifiant)}{_v('NatIdTiers', type_id)}{_v('RefTiers', code)}"
        f"{_v('CatTiers', categorie)}{_v('NatJur', juridique)}{_v('TypTiers', '01')}"
        f"{_v('Nom', nom[:38])}</InfoTiers><Adresse>{_v('TypAdr', '1')}{_v('CP', tiers.code_postal)}"
        f"{_v('Ville', tiers.ville.upper())}</Adresse></Tiers>"
    )

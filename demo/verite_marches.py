"""The truth of contracts and of the payments made on them, beside that of the lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from demo.achats import objects
from demo.ecriture.registre import LigneRegistre
from demo.fournisseurs import Fournisseur
from demo.life import last_day
from demo.marches import iso
from demo.mutualisation import Mutualisation
from demo.procedures import RAISONS, Procedure
from demo.territoire import Acheteur, segments

Row = dict[str, Any]


def write_marche_truth(dossier: Path, mutualisation: Mutualisation, lignes: list[LigneRegistre]) -> None:
    """Write, under ``dossier``, on which contract each purchase is paid (``rattachements``), what each
    contract is (``procedures``) and what each line of a register tells (``registres``).
    """
    dossier.mkdir(parents=True, exist_ok=True)
    corps, tiers = mutualisation.corps, mutualisation.annuaire.tiers
    rows = [_row(one, corps, tiers) for one in mutualisation.procedures]
    _parquet(dossier / "procedures.parquet", pa.Table.from_pylist(rows))
    _parquet(dossier / "registres.parquet", pa.Table.from_pylist([vars(one) for one in lignes]))
    _parquet(dossier / "rattachements.parquet", _mandats(mutualisation))


def _mandats(mutualisation: Mutualisation) -> pa.Table:
    """Every purchase line, with the contract and the lot that it is really paid on, null when on none."""
    p, procedures = mutualisation.p, mutualisation.procedures
    kept = np.flatnonzero(p.achat)
    rangs = mutualisation.rang[kept]
    uids = objects([*(one.marche.uid for one in procedures), ""])
    lots = np.array([*(one.lot for one in procedures), 0])
    none = rangs < 0
    return pa.table(
        {
            "fichier": pa.array(p.fichier[kept].tolist(), pa.string()),
            "numero_ligne": p.numero[kept],
            "marche_uid": pa.array(uids[rangs].tolist(), pa.string(), mask=none),
            "lot": pa.array(lots[rangs], pa.int64(), mask=none | (lots[rangs] == 0)),
            "raison": pa.array([RAISONS[code] for code in mutualisation.raison[kept].tolist()], pa.string()),
            "montant_ht_centimes": p.montant[kept],
        }
    )


def _parquet(chemin: Path, table: pa.Table) -> None:
    pq.write_table(table, chemin, compression="zstd")


def _row(one: Procedure, corps: list[Acheteur], tiers: list[Fournisseur]) -> Row:
    marche = one.marche
    return {
        "uid": marche.uid,
        "numero": marche.numero,
        "acheteur_siren": corps[marche.acheteur].siren,
        "consultation": one.consultation,
        "lot": one.lot or None,
        "segment": segments()[marche.segment].code,
        "titulaires": [tiers[rang].cle for rang in marche.titulaires],
        "accord_cadre": marche.accord_cadre,
        "accord_cadre_numero": marche.accord_cadre_numero or None,
        "nature": marche.nature,
        **_joint(one, corps, tiers),
        "date_notification": iso(marche.debut),
        "duree_mois": marche.duree_mois,
        "reconductions": one.reconductions,
        "date_fin_periode": iso(last_day(one)),
        "date_fin_max": iso(marche.fin),
        "montant_min_centimes": one.minimum or None,
        "montant_ht_centimes": marche.montant,
        "avenant_date": iso(one.avenant[0]) if one.avenant[1] else None,
        "montant_apres_avenant_centimes": one.avenant[1] or None,
        "sous_traitants": [tiers[rang].cle for rang, _ in one.sous_traitants],
        "sous_traite_centimes": sum(part for _, part in one.sous_traitants) or None,
        "clause_sociale": one.clauses["social"],
        "clause_environnementale": one.clauses["vert"],
        "paye_centimes": one.paye,
    }


def _joint(one: Procedure, corps: list[Acheteur], tiers: list[Fournisseur]) -> Row:
    """With whom a contract is shared."""
    return {
        "niveau": one.niveau,
        "coordonnateur_siren": corps[one.coordonnateur].siren if one.coordonnateur >= 0 else None,
        "membres_siren": [corps[rang].siren for rang in one.membres],
        "membres_exterieurs": list(one.outsiders),
        "centrale_siren": tiers[one.centrale].siren if one.centrale >= 0 else None,
    }

"""The truth beside the files: what each line really is, who the suppliers are, what the contracts are, every
defect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from numpy.typing import NDArray

from demo.achats import Colonnes, objects
from demo.fournisseurs import Fournisseur
from demo.journal import Journal
from demo.marches import Marche, iso
from demo.paiements import Paiements
from demo.profils import COLUMNS, Profil
from demo.territoire import Acheteur, segments

Entiers = NDArray[np.int64]


@dataclass(frozen=True)
class Defaut:
    """A defect put in a file on purpose: where it is and of what kind."""

    fichier: str
    numero_ligne: int
    genre: str
    detail: str = ""


@dataclass
class Registre:
    """Gathers the truth while the files are written, and writes it at the end."""

    tiers: list[Fournisseur]
    lignes: list[pa.Table] = field(default_factory=list)
    defauts: list[Defaut] = field(default_factory=list)
    totaux: dict[str, dict[int, dict[str, int]]] = field(default_factory=dict)
    paiements: list[Paiements] = field(default_factory=list)

    def record(
        self,
        fichier: str,
        journal: Journal,
        marches: list[Marche],
        numeros: Entiers,
        rangs: Entiers,
        genres: dict[int, str] | None = None,
        illisibles: frozenset[int] = frozenset(),
    ) -> None:
        """Record the lines of a file: ``numeros[i]`` is the physical line of the journal's line ``rangs[i]``.

        ``genres`` gives the defect of some physical lines (it covers that of the third party), ``illisibles``
        those whose
        amount cannot be read as the file declares.
        """
        lignes = journal.lignes.take(rangs)
        defaut = journal.defaut[rangs].copy()
        for place, numero in enumerate(numeros.tolist()):
            if genres and numero in genres:
                defaut[place] = genres[numero]
        self._append(fichier, journal, lignes, marches, numeros, defaut, illisibles)

    def _append(
        self,
        fichier: str,
        journal: Journal,
        lignes: Colonnes,
        marches: list[Marche],
        numeros: Entiers,
        defaut: NDArray[np.object_],
        illisibles: frozenset[int],
    ) -> None:
        codes = objects([*(s.code for s in segments()), ""])
        uids = objects([*(m.uid for m in marches), ""])
        cles = objects([t.cle for t in self.tiers])
        n = len(lignes)
        uid, segment = uids[lignes.marche], codes[lignes.segment]
        self.lignes.append(
            pa.table(
                {
                    "fichier": [fichier] * n,
                    "numero_ligne": numeros,
                    "exercice": lignes.exercice,
                    "acheteur_siren": [journal.acheteur.siren] * n,
                    "fournisseur": cles[lignes.tiers],
                    "segment": _nullable(segment),
                    "marche_uid": _nullable(uid),
                    "in_perimetre": lignes.perimetre,
                    "montant_ht_centimes": lignes.montant,
                    "montant_lisible": [numero not in illisibles for numero in numeros.tolist()],
                    "nature": lignes.nature.tolist(),
                    "compte": lignes.compte.tolist(),
                    "objet": lignes.objet.tolist(),
                    "defaut": pa.array(defaut.tolist(), pa.string()),
                }
            )
        )
        self._total(journal, lignes, defaut)
        self._count(fichier, journal, lignes, numeros, defaut)

    def _count(
        self,
        fichier: str,
        journal: Journal,
        lignes: Colonnes,
        numeros: Entiers,
        defaut: NDArray[np.object_],
    ) -> None:
        n = len(lignes)
        self.paiements.append(
            Paiements(
                objects([fichier] * n),
                np.asarray(numeros, dtype=np.int64),
                np.full(n, journal.acheteur.rang),
                lignes.jour,
                lignes.tiers,
                lignes.segment,
                lignes.marche,
                lignes.montant,
                lignes.service,
                lignes.perimetre,
                defaut != "doublon",
            )
        )

    def add_table(self, table: pa.Table) -> None:
        """Record lines of which the caller made the table (the counterparts of a FEC)."""
        self.lignes.append(table)

    def _total(self, journal: Journal, lignes: Colonnes, defaut: NDArray[np.object_]) -> None:
        annees = self.totaux.setdefault(journal.acheteur.siren, {})
        case = annees.setdefault(
            journal.exercice, {"lignes": 0, "lignes_perimetre": 0, "centimes": 0, "centimes_perimetre": 0}
        )
        unique = np.array([genre != "doublon" for genre in defaut.tolist()])
        dedans = lignes.perimetre & unique
        case["lignes"] += len(lignes)
        case["lignes_perimetre"] += int(dedans.sum())
        case["centimes"] += int(lignes.montant.sum())
        case["centimes_perimetre"] += int(lignes.montant[dedans].sum())


def _nullable(colonne: NDArray[np.object_]) -> pa.Array:
    return pa.array([texte or None for texte in colonne.tolist()], pa.string())


def write_truth(
    dossier: Path,
    registre: Registre,
    corps: list[Acheteur],
    marches: Iterable[Marche],
    graine: int,
    lignes: int,
    profils: Sequence[Profil],
) -> None:
    """Write lignes, fournisseurs (with their profiles), marches and defauts as Parquet, and the totals as
    YAML, under ``dossier``."""
    dossier.mkdir(parents=True, exist_ok=True)
    _parquet(dossier / "lignes.parquet", pa.concat_tables(registre.lignes))
    _parquet(dossier / "fournisseurs.parquet", _tiers_table(registre.tiers, profils))
    _parquet(
        dossier / "marches.parquet",
        pa.Table.from_pylist([_marche_row(m, registre.tiers, corps) for m in marches]),
    )
    schema = pa.schema(
        {"fichier": pa.string(), "numero_ligne": pa.int64(), "genre": pa.string(), "detail": pa.string()}
    )
    _parquet(dossier / "defauts.parquet", pa.Table.from_pylist([vars(d) for d in registre.defauts], schema))
    noms = {a.siren: a.nom for a in corps}
    totaux = {siren: {"nom": noms[siren], "exercices": annees} for siren, annees in registre.totaux.items()}
    (dossier / "verite.yml").write_text(
        yaml.safe_dump(
            {"graine": graine, "lignes_demandees": lignes, "acheteurs": totaux},
            allow_unicode=True,
            sort_keys=True,
        ),
        encoding="utf-8",
    )


def _parquet(chemin: Path, table: pa.Table) -> None:
    pq.write_table(table, chemin, compression="zstd")


def _tiers_row(tiers: Fournisseur) -> dict[str, Any]:
    return {
        "fournisseur": tiers.cle,
        "siren": tiers.siren or None,
        "siret": tiers.siret or None,
        "nom": tiers.nom,
        "graphies": sorted(tiers.graphies),
        "departement": tiers.departement or None,
        "commune": tiers.commune or None,
        "taille": tiers.taille or None,
        "type": tiers.type,
    }


def _tiers_table(tiers: list[Fournisseur], profils: Sequence[Profil]) -> pa.Table:
    table = pa.Table.from_pylist([_tiers_row(t) for t in tiers])
    for name in COLUMNS:
        table = table.append_column(name, pa.array([profil[name] or None for profil in profils], pa.string()))
    return table


def _marche_row(marche: Marche, tiers: list[Fournisseur], corps: list[Acheteur]) -> dict[str, Any]:
    return {
        "uid": marche.uid,
        "numero": marche.numero,
        "identifiant_publie": marche.identifiant_publie or None,
        "acheteur_siren": corps[marche.acheteur].siren,
        "segment": segments()[marche.segment].code,
        "cpv": marche.cpv,
        "objet": marche.objet,
        "titulaires": [tiers[t].cle for t in marche.titulaires],
        "date_notification": iso(marche.debut),
        "date_fin": iso(marche.fin),
        "duree_mois": marche.duree_mois,
        "accord_cadre": marche.accord_cadre,
        "nature": marche.nature,
        "accord_cadre_numero": marche.accord_cadre_numero or None,
        "montant_ht_centimes": marche.montant,
        "montant_modifie_centimes": marche.montant_modifie or None,
        "paye_centimes": marche.paye,
    }

"""The measure of the demonstration that the product publishes: who was paid, by all that the machine looks
at, against the truth that the generator wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.domain.accuracy import Verdict, measured
from achatlas.domain.errors import CatalogueError, PublicationMissing
from achatlas.domain.identifiers import is_siren
from achatlas.domain.nombres import accord, entier
from achatlas.pipeline import CARTES
from achatlas.reconcile.engines.decision import DECISION
from achatlas.reconcile.mesure import NOM, SUJET
from achatlas.settings import Settings
from achatlas.store.register import Register, now
from achatlas.store.snapshots import Snapshots

LINE = ["depot", "numero_ligne"]
TRUTH = ["fichier", "numero_ligne", "fournisseur", "in_perimetre"]
FOUND = [*LINE, "fichier", "fournisseur_id", "identification", "montant_ht_centimes"]
CASE = ["tiers_cle", "fournisseur", "fournisseur_id", "identification"]
LEFT = ("absent", "invalide")
SURE = 100
COMMAND = "./go docs mesures"


def loaded(settings: Settings) -> tuple[str, Path]:
    """The key of the last run and where the truth stands. Raises PublicationMissing before the first run."""
    key = Register(settings.home).pointed(CARTES)
    truth = settings.home / "verite" / "lignes.parquet"
    if key is None or not truth.is_file():
        raise PublicationMissing(
            "La démonstration n'est pas chargée", str(settings.home), "sa vérité manque", "./go demo"
        )
    return key, truth


def cases(settings: Settings) -> pa.Table:
    """What each tiers is and was taken for, with the absolute cents of its lines. Raises PublicationMissing
    before the first run.
    """
    key, truth = loaded(settings)
    folders = Snapshots(settings.home)
    found = pq.read_table(folders.path(CARTES, key) / "mart__achats.parquet", columns=FOUND)
    keys = pq.read_table(folders.path("net", key) / "net__mandats.parquet", columns=[*LINE, "tiers_cle"])
    rows = found.join(keys, LINE, join_type="inner").join(
        pq.read_table(truth, columns=TRUTH), TRUTH[:2], join_type="inner"
    )
    rows = rows.filter(rows["in_perimetre"])
    rows = rows.append_column("poids", pc.abs(rows["montant_ht_centimes"]))
    return rows.group_by(CASE).aggregate([("poids", "sum")])


def candidates(settings: Settings) -> Mapping[str, tuple[str, int]]:
    """The likeliest enterprise of each tiers, and its score."""
    key = Register(settings.home).pointed(CARTES) or ""
    path = Snapshots(settings.home).path("lien", key) / "lien__candidats.parquet"
    rows = pq.read_table(path, columns=["tiers_cle", "siren", "score"], filters=pc.field("rang") == 1)
    return {one["tiers_cle"]: (one["siren"], one["score"]) for one in rows.to_pylist()}


def verdicts(settings: Settings) -> Iterator[Verdict]:
    """Every tiers against its truth; what an identifier, a code or the books tell is sure. Raises
    CatalogueError when a person has decided: the machine alone is measured.
    """
    told = Catalogue().regle("identification")["identifie"]
    likeliest = candidates(settings)
    for one in sorted(cases(settings).to_pylist(), key=lambda case: [case[name] for name in CASE]):
        how, truth = one["identification"], one["fournisseur"]
        if how == DECISION:
            raise _decided(settings)
        siren, score = (one["fournisseur_id"], SURE) if how in told else ("", None)
        if how in (NOM, *LEFT):
            how, (siren, score) = NOM, likeliest.get(one["tiers_cle"], ("", None))
        yield Verdict(how, score, siren == truth, is_siren(truth), one["poids_sum"])


def _decided(settings: Settings) -> CatalogueError:
    return CatalogueError(
        quoi="La démonstration porte des décisions",
        ou=str(settings.home),
        pourquoi="ce que valent les machines se mesure avant qu'une personne décide",
        que_faire="refaites-la dans un dossier neuf : ACHATLAS_HOME=$(mktemp -d) ./go demo --no-serve",
    )


def write(settings: Settings, root: Path = PACKAGE) -> Path:
    """Publishes the measure in the product; returns where."""
    catalogue = Catalogue()
    seuil = catalogue.regle("noms")["seuil_automatique"]
    told = measured(list(verdicts(settings)), seuil, NOM)
    return publish(catalogue, root, SUJET, _sample(settings, told), now()[:10], told)


def _sample(settings: Settings, told: Mapping[str, Any]) -> Sample:
    depots = Register(settings.home).depots()
    count = len({one.acheteur_siren for one in depots if one.acheteur_siren})
    return Sample(
        "demonstration",
        "Les paiements de la démonstration",
        f"{accord(count, 'acheteur')} inventés, trois exercices : {entier(told['n'])} fournisseurs "
        "comme chacun les écrit, avec leurs numéros absents, coupés ou faux, et leurs noms abîmés. Tout y "
        "sert : numéro, code, livres, nom, lieu. Un répertoire inventé lui aussi, avec ses homonymes. Aucune "
        "décision de personne.",
        True,
        "noms",
        COMMAND,
    )

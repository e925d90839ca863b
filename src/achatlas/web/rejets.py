"""The records that are not kept, as CSV: where each stands, why, how much, and what was read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from pyarrow.dataset import dataset, field

from achatlas.catalogue.signalements import amount_of
from achatlas.domain.errors import PublicationMissing
from achatlas.store.register import Register
from achatlas.store.snapshots import BRUT, CARTES, Snapshots
from achatlas.web import exports
from achatlas.web.acces import catalogue, maison, publication, territoire
from achatlas.web.bilan import ouverts
from achatlas.web.exports import Cellule, cents
from achatlas.web.policies import Requete

NET = "net"


def telecharger(request: Requete) -> HttpResponseBase:
    """Send every refused record of the open files as CSV: stage, file, line, reason, amount, and what was
    read.
    """
    servi, registre = territoire(), Register(maison())
    depots = ouverts(request.droits, registre.depots())

    def lignes() -> Iterator[Sequence[Cellule]]:
        yield from exports.entete(
            servi, _version(), "enregistrements rejetés, et doublons de lignes déjà lues"
        )
        yield ["etape", "fichier", "ligne", "sorte", "motif", "colonne", "montant_ht", "extrait"]
        for depot in depots:
            path = Snapshots(maison()).path(BRUT, depot.instantane) / "rejets.parquet"
            yield from _rejets_de(path, [depot.sha256])
        for path in _later_rejets(registre):
            yield from _rejets_de(path, [depot.sha256 for depot in depots])

    return exports.repondre("rejets", lignes(), servi)


def _version() -> str:
    """The version being published, or nothing before the first one."""
    try:
        return publication().version
    except PublicationMissing:
        return ""


def _later_rejets(registre: Register) -> list[Path]:
    """Return the refusals that the stages after reading wrote, for the maps pointed to."""
    cle = registre.pointed(CARTES)
    dossiers = [Snapshots(maison()).path(etape, cle) for etape in (NET, CARTES)] if cle else []
    return [path for dossier in dossiers for path in sorted(dossier.glob("rejets_*.parquet"))]


def _rejets_de(path: Path, depots: Sequence[str]) -> Iterator[Sequence[Cellule]]:
    """Yield the records refused or already known of these files, those that a rule excludes left out."""
    if not path.exists():
        return
    gardes = (field("categorie") != "exclu") & field("depot").isin(depots)
    for lot in dataset(path).to_batches(filter=gardes):
        yield from map(_rejet, lot.to_pylist())


def _rejet(rejet: Mapping[str, Any]) -> Sequence[Cellule]:
    """Put a refused record in columns; its amount is left blank when it was not read."""
    lu = amount_of(catalogue(), rejet["motif"], rejet["montant_ht_centimes"] or 0)
    return [
        rejet["etape"],
        rejet["fichier"],
        rejet["numero_ligne"],
        rejet["categorie"],
        rejet["motif"],
        rejet["colonne"],
        "" if lu is None else cents(lu),
        rejet["extrait"],
    ]

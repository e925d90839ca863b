"""What the bridge between payments and marchés is worth, where the truth is known."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from achatlas import pipeline
from achatlas.bridge.mesure import compared, measured
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import PublicationMissing, UnreadableFile
from achatlas.domain.nombres import accord, pourcent
from achatlas.pipeline.order import PONT
from achatlas.settings import read

VERITE = Path("verite") / "rattachements.parquet"
NET = "net"
CENTS = 100


def mesurer(asked: argparse.Namespace, display: Display) -> int:
    """Measures the links of the last run against a truth. Raises UnreadableFile when there is no truth,
    PublicationMissing when nothing was run.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    verite = asked.verite or atelier.home / VERITE
    if not verite.is_file():
        raise UnreadableFile(
            quoi="La vérité des rattachements n'est pas là",
            ou=str(verite),
            pourquoi="on ne peut mesurer que là où l'on sait sur quel marché chaque ligne est payée",
            que_faire="donnez-la par --verite, ou chargez la démonstration",
        )
    net, pont = (_folder(atelier, etape) for etape in (NET, PONT))
    with atelier.engine("mesure") as engine:
        told = measured(compared(engine, atelier.catalogue, net, pont, verite))
    display.machine({"ok": True, **told})
    _say(told, display)
    return 0


def _folder(atelier: pipeline.Workshop, etape: str) -> Path:
    folder = atelier.snapshots.path(etape, atelier.register.pointed(pipeline.CARTES) or "-")
    if not folder.is_dir():
        raise PublicationMissing(
            quoi="Aucun traitement à mesurer",
            ou=str(folder),
            pourquoi="le territoire n'a pas été traité par cette version",
            que_faire=f"traitez-le : {atelier.settings.commande('lancer')}",
        )
    return folder


def _say(told: Mapping[str, Any], display: Display) -> None:
    """The same for people."""
    linked, true = (whole(told[name]) for name in ("lies", "vrais"))
    display.say(f"{accord(told['lignes'], 'ligne')} : {linked} rattachées, {true} vraiment sous marché.")
    titles = ("", "lignes", "précision", "rappel", "atteignable", "k€", "précision", "rappel", "atteignable")
    rows = [("tout", told), ("sans citation connue", told["sans_citation"])]
    for name, column in (("raisons", "raison"), ("moteurs", "moteur"), ("acheteurs", "acheteur_siren")):
        rows += [(f"{column} : {one[column]}", one) for one in told[name]]
    rows += [(f"score {one['bande']} à {one['bande'] + 9}", one) for one in told["scores"]]
    cells = [(name, *_cells(one), *_cells(one["euros"], 1000 * CENTS)) for name, one in rows]
    display.table(titles, cells, right=tuple(range(1, len(titles))))
    statuts = [
        (one["statut_marche"], whole(one["lignes"]), whole(one["euros"]["lignes"] // CENTS))
        for one in told["statuts"]
    ]
    display.table(("statut", "lignes", "€ HT, valeur absolue"), statuts, right=(1, 2))


def _cells(told: Mapping[str, Any], unit: int = 1) -> tuple[str, ...]:
    names = ("precision", "rappel", "rappel_atteignable")
    return whole(told["lignes"] // unit), *(_percent(told[name]) for name in names)


def _percent(part: float | None) -> str:
    return "—" if part is None else f"{pourcent(round(part * 10_000), 10_000)} %"

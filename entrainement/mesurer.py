"""What names alone are worth on published names that the model has never seen: the measure that the product
publishes.

``python -m entrainement.mesurer PAIRES.csv`` (columns ``siren, siret, nom, src``): each source is searched
among the others by a model learned from the others, then all are counted together. Writes
``metier/fiabilite/rapprochement/noms_publies.json``. Needs the dependency group ``entrainement``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.domain.accuracy import Verdict, at_presence, counted, measured, recalls
from achatlas.domain.identifiers import is_siren
from achatlas.domain.nombres import entier, pourcent
from achatlas.reconcile.mesure import NOM, SUJET, Case, answers
from achatlas.reconcile.noms.modele import Modele
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import NOWHERE, Entry
from achatlas.store.register import now
from entrainement import noms

Line = Mapping[str, str]
SOURCES = {
    "aife": "data.gouv.fr (AIFE), 2019",
    "emar": "e-marchespublics, 2019",
    "mpinfo": "marches-publics.info, 2019",
    "sirene_2024": "travaux, 2024",
}
COMPARED, LIKELY = 48, 90
COMMAND = "./go docs mesures --paires PAIRES.csv"


def blind(lines: Sequence[dict[str, str]]) -> Modele:
    """A model learned from these lines, as the product reads it."""
    learned = noms.learn(noms.lots(lines))
    told = {"mesures": learned.mesures, "paire": noms.told(learned.paire), "choix": noms.told(learned.choix)}
    return Modele(told)


def unseen(lines: Sequence[dict[str, str]], source: str) -> list[Verdict]:
    """The names of a source, each once, searched among the others by a model that never saw them."""
    rest = [line for line in lines if line["src"] != source]
    own = {(line["nom"], line["siren"]): line for line in lines if line["src"] == source}
    search = Search(Catalogue())
    search.modele = blind(rest)
    known = [Entry(line["siren"], line["siret"], line["nom"]) for line in rest]
    cases = [Case(line["nom"], line["siren"], NOWHERE) for line in own.values()]
    return [one.verdict for one in answers(search, cases, lambda: known)]


def told(by_source: Mapping[str, Sequence[Verdict]], seuil: int) -> dict[str, Any]:
    """All sources together, then each apart."""
    said = [one for some in by_source.values() for one in some]
    groups = [
        {
            "libelle": SOURCES.get(source, source),
            "n": len(some),
            **counted(some, seuil, euros=False),
            "rappels": recalls(some, COMPARED),
        }
        for source, some in by_source.items()
    ]
    presences = [at_presence(said, seuil, percent) for percent in (COMPARED, LIKELY)]
    return {**measured(said, seuil, NOM), "groupes": groups, "presences": presences}


def write(path: Path, root: Path = PACKAGE) -> Path:
    """Measures the pairs of a file and publishes; returns where."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.DictReader(stream) if is_siren(line["siren"])]
    by_source = {source: unseen(lines, source) for source in sorted({line["src"] for line in lines})}
    catalogue = Catalogue()
    mesure = told(by_source, catalogue.regle("noms")["seuil_automatique"])
    return publish(catalogue, root, SUJET, _sample(mesure), now()[:10], mesure)


def _sample(mesure: Mapping[str, Any]) -> Sample:
    there = pourcent(mesure["au_repertoire"], mesure["n"], 0)
    return Sample(
        "noms_publies",
        "Des noms publiés, sans rien d'autre que le nom",
        f"{entier(mesure['n'])} titulaires de marchés, tels que des acheteurs de toute la France les "
        "ont publiés avec leur SIREN, qui est caché à la machine. Chaque source est cherchée parmi les "
        "autres par un modèle qui ne l'a jamais vue, sans lieu, sans code, sans livres. C'est le plus dur : "
        f"{there} noms sur 100 seulement sont à l'annuaire de l'épreuve, et chacun des autres est un piège. "
        "Quelques SIREN publiés sont faux : ils comptent comme des erreurs de la machine.",
        False,
        "noms",
        COMMAND,
    )


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))

"""``importer --auto``: the source of a file, its columns when they are certain, its buyer when nobody
declared it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from achatlas import pipeline
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.territoire import declare
from achatlas.containers.nature import nature_of
from achatlas.domain.errors import AchatlasError, CatalogueError, UnknownSource
from achatlas.domain.identifiers import is_siren
from achatlas.domain.nombres import accord
from achatlas.ingest.recognise import recognise
from achatlas.ingest.sandbox import sandboxed
from achatlas.pipeline import Workshop, report
from achatlas.pipeline.depots import A_CONFIRMER
from achatlas.propose import Proposition, match_profile, propose, save_profile
from achatlas.settings import overlay

PROFILS = Path("sources") / "mandats_tableur" / "profils"
TABLES = frozenset({"csv", "xlsx", "ods", "xls"})
Candidate = tuple[str, str | None]


def answers(given: Sequence[str]) -> dict[str, str]:
    """The answers « question=valeur » of the command line; raises CatalogueError for one that is none."""
    found = dict(one.rpartition("=")[::2] for one in given if "=" in one)
    if len(found) != len(given) or not all(found):
        raise CatalogueError(
            quoi="Réponse mal écrite",
            ou="--reponse",
            pourquoi="elle nomme une question et sa valeur",
            que_faire="par exemple : --reponse 'base=ht'",
        )
    return found


def welcomed(atelier: Workshop, siren: str | None) -> Workshop:
    """The workshop, its territory holding this buyer: one that no description names is declared, to be
    completed. Raises CatalogueError for a number that is no SIREN.
    """
    if siren is None or siren in atelier.territoire.sirens:
        return atelier
    if not is_siren(siren):
        raise CatalogueError(
            quoi=f"« {siren} » n'est pas un SIREN",
            ou="--acheteur",
            pourquoi="il faut neuf chiffres, dont le dernier contrôle les autres",
            que_faire="vérifiez le numéro sur l'annuaire des entreprises",
        )
    declare(atelier.home, siren)
    return pipeline.open_workshop(atelier.settings)


def found(
    atelier: Workshop, path: Path, acheteur: str | None, reponses: Mapping[str, str]
) -> tuple[Workshop, Candidate] | Proposition:
    """What reads a file: a saved profile, a source of the product, or the columns proposed once certain, then
    saved as a profile of this buyer; else the proposal with its questions.

    The file is looked at in a confined process. Raises UnknownSource or UnreadableFile when nothing reads it.
    """
    if nature_of(path).genre not in TABLES:
        return atelier, recognise(path, atelier.catalogue)
    matched = match_profile(path, atelier.catalogue)
    if matched:
        return atelier, matched
    try:
        known = recognise(path, atelier.catalogue)
    except UnknownSource:
        known = ("", "")
    if known[1] is None:
        return atelier, known
    proposed = sandboxed(partial(_proposed, path, atelier.catalogue.roots, dict(reponses)), path.name)
    return _kept(atelier, proposed, acheteur) if proposed.certaine else proposed


def _proposed(path: Path, roots: Sequence[Path], reponses: dict[str, str]) -> Proposition:
    instance = next((root for root in roots if root != PACKAGE), None)
    return propose(path, Catalogue(instance), reponses=reponses)


def _kept(atelier: Workshop, one: Proposition, acheteur: str | None) -> tuple[Workshop, Candidate]:
    """Saves what was proposed as a profile of the territory, named after the buyer and the columns; returns
    the workshop that knows it.
    """
    columns = "\x1f".join(colonne.nom for colonne in one.colonnes)
    name = f"auto_{acheteur or 'tous'}_{blake2b(columns.encode(), digest_size=4).hexdigest()}"
    root = atelier.settings.instance or atelier.home / "instance"
    rank = len(list((root / PROFILS).glob(f"{name}*.yml")))
    name += f"_{rank + 1}" if rank else ""
    libelle = f"Colonnes proposées pour {acheteur or 'tous les acheteurs'}, à relire"
    save_profile(one, root / PROFILS, name, libelle)
    settings = replace(atelier.settings, instance=overlay(atelier.home))
    return pipeline.open_workshop(settings), (one.source, name)


def asked(name: str, one: Proposition) -> dict[str, Any]:
    """What machines are told of a file that waits for answers: nothing of it is kept."""
    return {
        **report.refused(name, AchatlasError("Des colonnes sont à confirmer", name, "", "")),
        "source": one.source,
        "statut": A_CONFIRMER,
        "raison": f"{accord(len(one.questions), 'question')} avant de lire ce fichier",
        "encodage": one.encodage,
        "separateur": one.separateur,
        "questions": [
            {
                "id": question.id,
                "colonne": question.colonne,
                "texte": question.texte,
                "choix": [{"valeur": valeur, "libelle": libelle} for valeur, libelle in question.choix],
                "propose": question.propose,
            }
            for question in one.questions
        ],
        "colonnes": [asdict(colonne) for colonne in one.colonnes],
    }


def spoken(name: str, one: Proposition, atelier: Workshop) -> list[str]:
    """The questions for people, and how to answer."""
    lines = [f"{name} : {accord(len(one.questions), 'question')} avant de le lire."]
    for question in one.questions:
        lines.append(f"  ▲ {question.texte}")
        lines += [f"      --reponse '{question.id}={valeur}' : {said}" for valeur, said in question.choix]
    return [*lines, f"  Répondez en ajoutant ces options à {atelier.settings.commande('importer … --auto')}"]

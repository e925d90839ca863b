"""``importer --auto``: answers read, questions told to people and to machines."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from achatlas.domain.errors import AchatlasError, CatalogueError
from achatlas.domain.nombres import accord
from achatlas.pipeline import Workshop, report
from achatlas.pipeline.depots import A_CONFIRMER
from achatlas.pipeline.proposition import Chosen


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


def asked(name: str, one: Chosen) -> dict[str, Any]:
    """What machines are told of a file that waits for answers: nothing of it is kept."""
    return {
        **report.refused(name, AchatlasError("Des colonnes sont à confirmer", name)),
        **one.dit,
        "statut": A_CONFIRMER,
        "raison": f"{accord(len(one.questions), 'question')} avant de lire ce fichier",
        "questions": [question.as_dict() for question in one.questions],
    }


def spoken(name: str, one: Chosen, atelier: Workshop) -> list[str]:
    """The questions for people, and how to answer."""
    lines = [f"{name} : {accord(len(one.questions), 'question')} avant de le lire."]
    for question in one.questions:
        lines.append(f"  ▲ {question.texte}")
        given = [(shlex.quote(f"{question.id}={valeur}"), said) for valeur, said in question.choix]
        lines += [f"      --reponse {answer} : {said}" for answer, said in given]
    return [*lines, f"  Répondez en ajoutant ces options à {atelier.settings.commande('importer … --auto')}"]

"""One job, in a process of its own: ``python -m achatlas.pipeline.child HOME JOB``.

What a hostile file may break is this process; the server only reads what it has written of itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

from achatlas.domain.errors import AchatlasError, AutreAcheteur
from achatlas.pipeline import proposition, report
from achatlas.pipeline.depots import ATTENDRE, Imported, import_file
from achatlas.pipeline.members import others_named
from achatlas.pipeline.order import run
from achatlas.pipeline.publishing import publish
from achatlas.pipeline.received import received
from achatlas.pipeline.workshop import Workshop, open_workshop
from achatlas.settings import at, behind
from achatlas.store.jobs import A_CONFIRMER, FINI, LIRE, REFUSE, Job, Jobs


def work(home: Path, name: str) -> None:
    """Does a job that has been taken, and writes what it has come to."""
    jobs = Jobs(home)
    job = jobs.get(name)
    if job is None:
        return
    atelier = open_workshop(at(home))
    try:
        etat, dit, depot = (_read if job.nature == LIRE else _publish)(atelier, job, jobs)
    except AchatlasError as error:
        etat, dit, depot = REFUSE, report.refused(job.fichier, error), ""
    jobs.end(name, etat, dit, depot)


def _read(atelier: Workshop, job: Job, jobs: Jobs) -> tuple[str, Mapping[str, Any], str]:
    """Reads a file received; it counts only once somebody says so."""
    path = received(atelier.home, job.id)
    jobs.progress(job.id, "reconnaissance", 0, 3)
    chosen = _columns(atelier, job, path)
    if chosen.questions:
        return A_CONFIRMER, {"questions": [q.as_dict() for q in chosen.questions], **chosen.dit}, ""
    atelier = proposition.reopened(atelier)
    jobs.progress(job.id, "lecture des lignes", 1, 3)
    one = import_file(
        atelier, path, job.acheteur_siren, chosen.source, chosen.profil, choix=ATTENDRE, qui=job.qui,
        nom=job.fichier,
    )  # fmt: skip
    jobs.progress(job.id, "contrôle", 2, 3)
    _check_members(atelier, job, one)
    path.unlink(missing_ok=True)
    return FINI, report.imported(one, atelier.catalogue), _kept_as(atelier, one)


def _columns(atelier: Workshop, job: Job, path: Path) -> proposition.Chosen:
    """The source and the profile of a file: recognised, else proposed from its columns."""
    try:
        return proposition.chosen(atelier, path, job.acheteur_siren, job.demande.get("reponses", {}))
    except AchatlasError as error:
        error.ou = error.ou.replace(path.name, job.fichier)
        raise


def _check_members(atelier: Workshop, job: Job, one: Imported) -> None:
    """Who deposits for one buyer brings the marchés of no other member. Raises AutreAcheteur."""
    named = others_named(atelier, one.depot) if job.acheteur_siren and not one.depot.actif else ()
    if named:
        atelier.register.forget(one.depot.sha256)
        raise AutreAcheteur(
            quoi="Ce fichier porte les marchés d'un autre membre du territoire",
            ou=job.fichier,
            pourquoi=f"il nomme {', '.join(named[:3])}",
            que_faire="gardez les vôtres, ou demandez au groupe projet de déposer le fichier entier",
        )


def _kept_as(atelier: Workshop, one: Imported) -> str:
    """The deposit that holds the file: the former one when its rows were already there."""
    if not one.same_rows:
        return one.depot.sha256
    every = [d for d in atelier.register.depots() if d.fichier == one.same_rows]
    return next((d.sha256 for d in every if d.acheteur_siren == one.depot.acheteur_siren), "")


def _publish(atelier: Workshop, job: Job, jobs: Jobs) -> tuple[str, Mapping[str, Any], str]:
    """Runs the stages on what counts, then shows the result."""

    def progress(etape: str, fait: int, total: int) -> None:
        jobs.progress(job.id, etape, fait, total)

    run(atelier, progress)
    return FINI, {"version": publish(atelier, progress)}, job.depot


def _die_with_parent() -> None:
    """The server holds our input open: when it closes, nobody waits for us any more."""
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> None:
    """The entry of the process."""
    behind()
    Thread(target=_die_with_parent, daemon=True).start()
    work(Path(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    main()

"""Which files count: the list, and what a person may do about it."""

from __future__ import annotations

import argparse

from achatlas import pipeline
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import CatalogueError
from achatlas.domain.money import format_euros
from achatlas.pipeline import Workshop, acts
from achatlas.pipeline.depots import AJOUTER, REMPLACER
from achatlas.settings import person, read
from achatlas.store.register import Acte, Depot

TITLES = ("", "fichier", "empreinte", "source", "lues", "€ HT acceptés", "déposé le")
ACTS = ("acte", "quand", "qui", "nature", "entrent", "sortent")


def depots(asked: argparse.Namespace, display: Display) -> int:
    """Lists the deposits, those that wait and those withdrawn included, then the acts."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    every, actes = atelier.register.every_depot(), atelier.register.actes()
    pending = {d.sha256: touches for d, touches in acts.waiting(atelier)}
    states = {d.sha256: "compté" if d.actif else "attend" if d.sha256 in pending else "retiré" for d in every}
    display.machine(
        {
            "ok": True,
            "depots": [
                {"fichier": d.fichier, "depot": d.sha256, "etat": states[d.sha256], "depose_le": d.depose_le}
                for d in every
            ],
            "actes": [_act(atelier, acte) for acte in actes],
        }
    )
    display.table(TITLES, [_line(atelier, d, states[d.sha256]) for d in every], right=(4, 5))
    if actes:
        display.title("Actes", ": du premier au dernier")
        display.table(ACTS, [_told(atelier, acte) for acte in actes])
    return 0


def _line(atelier: Workshop, depot: Depot, state: str) -> list[str]:
    account = atelier.register.reading(depot.instantane)
    lines = whole(account.lu.lignes) if account else ""
    euros = format_euros(account.acceptes.centimes) if account else ""
    return [state, depot.fichier, depot.sha256[:8], depot.source, lines, euros, depot.depose_le[:10]]


def _act(atelier: Workshop, acte: Acte) -> dict[str, object]:
    change = acts.told(atelier, acte).as_dict()
    return {"acte": acte.rang, "quand": acte.date, "qui": acte.qui, "nature": acte.nature, **change}


def _told(atelier: Workshop, acte: Acte) -> list[str]:
    change = acts.told(atelier, acte)
    names = [", ".join(d.fichier for d in part) for part in (change.entrants, change.sortants)]
    return [str(acte.rang), acte.date[:16].replace("T", " "), acte.qui, acte.nature, *names]


def confirmer(asked: argparse.Namespace, display: Display) -> int:
    """Makes a waiting deposit count."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    choix = REMPLACER if asked.remplacer else AJOUTER
    return _done(atelier, acts.confirm(atelier, acts.found(atelier, asked.depot), choix, person()), display)


def retirer(asked: argparse.Namespace, display: Display) -> int:
    """Makes a deposit count no longer."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    return _done(atelier, acts.withdraw(atelier, acts.found(atelier, asked.depot), person()), display)


def retablir(asked: argparse.Namespace, display: Display) -> int:
    """Goes back to what counted just after an act; raises CatalogueError for an act that never was."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    last = atelier.register.last_act()
    if not 0 <= asked.acte <= last:
        raise CatalogueError(
            quoi=f"Acte inconnu : {asked.acte}",
            ou=f"territoire {atelier.territoire.id}",
            pourquoi=f"le dernier acte est le {last}",
            que_faire=f"prenez un rang dans {atelier.settings.commande('depots')}",
        )
    return _done(atelier, acts.go_back(atelier, asked.acte, person()), display)


def _done(atelier: Workshop, acte: Acte, display: Display) -> int:
    change = acts.told(atelier, acte)
    display.machine({"ok": True, "nature": acte.nature, **change.as_dict()})
    display.say(f"Entrent : {', '.join(d.fichier for d in change.entrants) or 'aucun'}.")
    display.say(f"Sortent : {', '.join(d.fichier for d in change.sortants) or 'aucun'}.")
    command = atelier.settings.commande
    display.say(f"Pour le voir : {command('lancer')}, puis {command('publier')}.")
    display.say(f"Pour revenir en arrière : {command(f'retablir {acte.rang}')}.")
    return 0

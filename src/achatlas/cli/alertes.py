"""What became pressing, told to who asked for it: shown, or sent by e-mail."""

import argparse
from typing import Any

from achatlas.catalogue.territoire import load_territoire
from achatlas.cli.display import Display
from achatlas.domain.errors import AchatlasError, CatalogueError
from achatlas.domain.nombres import accord
from achatlas.settings import Mailer, mailer, read

SENT, TODAY, NOTHING, SHOWN, FAILED = "envoye", "deja_envoye", "rien_de_nouveau", "montre", "refuse"
SAID = {
    SENT: "envoyé",
    TODAY: "déjà envoyé aujourd'hui",
    NOTHING: "rien de nouveau, rien à envoyer",
    SHOWN: "montré, non envoyé",
    FAILED: "refusé par le serveur",
}


def alertes(asked: argparse.Namespace, display: Display) -> int:
    """Shows what each person who asked would receive, or sends it; 1 when the server refused one.

    Raises CatalogueError for a buyer who is no member, or to send without a server.
    """
    from achatlas.web.boot import configure  # Django is loaded only by the commands that need it.

    settings, post = read(asked.territoire), mailer()
    territoire = load_territoire(settings.home)
    if asked.acheteur is not None:
        territoire.acheteur(asked.acheteur)
    if asked.envoyer and post.missing:
        raise _unset(post)
    configure(settings.home)
    told = _told(asked, post, display)
    display.machine({"ok": all(one["etat"] != FAILED for one in told), "resumes": told})
    if not told:
        display.say("Personne n'a demandé le résumé : il se demande sur la page « S'abonner » de Suivi.")
    return 1 if any(one["etat"] == FAILED for one in told) else 0


def _told(asked: argparse.Namespace, post: Mailer, display: Display) -> list[dict[str, Any]]:
    from achatlas.web.suivi import digests

    found = []
    for one in digests.prepared(asked.acheteur or "", asked.jours, post.site):
        etat = _state(one, asked.envoyer, display)
        name, digest = one.courriel.user.get_username(), one.digest
        display.title(name, f", {one.courriel.adresse} : {SAID[etat]}")
        if etat == SHOWN:
            display.say(f"{digest.sujet}\n\n{digest.texte}")
        found.append({
            "compte": name, "adresse": one.courriel.adresse, "etat": etat, "nouveaux": digest.new,
            "sujet": digest.sujet, "texte": digest.texte,
        })  # fmt: skip
    if found and not asked.envoyer:
        display.say(f"{accord(len(found), 'résumé')} ; pour les envoyer, ajoutez --envoyer.")
    return found


def _state(one: Any, sending: bool, display: Display) -> str:
    """What becomes of one: what is only shown counts for nothing."""
    from achatlas.web.suivi import digests

    if not one.digest.new:
        return NOTHING
    if not sending:
        return SHOWN
    try:
        return SENT if digests.send(one) else TODAY
    except AchatlasError as refused:
        display.refuse(refused)
        return FAILED


def _unset(post: Mailer) -> CatalogueError:
    return CatalogueError(
        quoi="Aucun serveur de courriel n'est réglé",
        ou=", ".join(post.missing),
        pourquoi="il faut dire par où part un courriel, et de quelle adresse",
        que_faire=(
            "posez ACHATLAS_COURRIEL_SERVEUR et ACHATLAS_COURRIEL_EXPEDITEUR (et, au besoin, "
            "ACHATLAS_COURRIEL_PORT, 587 ; ACHATLAS_COURRIEL_PROTECTION, starttls, tls ou aucune ; "
            "ACHATLAS_COURRIEL_UTILISATEUR et ACHATLAS_COURRIEL_MOT_DE_PASSE ; ACHATLAS_SITE, l'adresse "
            "publique d'Achatlas), puis recommencez"
        ),
    )

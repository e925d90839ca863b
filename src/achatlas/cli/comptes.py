"""The accounts of a territory, from the command line: listed, opened, changed, closed."""

import argparse
import getpass
import sys

from achatlas.catalogue.territoire import Territoire, load_territoire
from achatlas.cli.display import Display
from achatlas.domain.errors import CatalogueError
from achatlas.settings import Settings, read

LONGUEUR = 12


def compte(asked: argparse.Namespace, display: Display) -> int:
    """Lists the accounts, or opens, changes or closes one.

    A password is drawn, and shown once, unless it is asked for. Raises CatalogueError for a role without its
    buyer, a buyer who is no member, an unknown account to close, a password too short.
    """
    from achatlas.web.boot import configure  # Django is loaded only by the commands that need it.

    settings = read(asked.territoire)
    territoire = load_territoire(settings.home)
    if asked.nom is not None and asked.role is not None:
        _check(asked.role, asked.acheteur, territoire)
    configure(settings.home)
    if asked.nom is None:
        return _list(settings, display)
    if asked.jeton:
        return _token(asked.nom, display)
    return _close(asked.nom, display) if asked.fermer else _put(asked, display)


def _check(role: str, acheteur: str | None, territoire: Territoire) -> None:
    """An agent has a buyer, who is a member; the others have none."""
    if role == "agent" and acheteur is not None:
        territoire.acheteur(acheteur)
    elif role == "agent" or acheteur is not None:
        raise CatalogueError(
            quoi="Rôle et acheteur ne vont pas ensemble",
            ou=f"rôle « {role} »",
            pourquoi="un agent travaille pour un acheteur, les autres rôles voient le territoire",
            que_faire="ajoutez --acheteur SIREN" if role == "agent" else "retirez --acheteur",
        )


def _list(settings: Settings, display: Display) -> int:
    from achatlas.web.comptes import accounts

    found = accounts.listed()
    display.machine({"ok": True, "comptes": [one.as_dict() for one in found]})
    if not found:
        display.say("Aucun compte : personne ne peut se connecter à ce territoire.")
        display.say(f"Pour en ouvrir un : {settings.commande('compte NOM --role groupe_projet')}")
        return 0
    lines = [(c.nom, c.role, c.acheteur, c.libelle, "ouvert" if c.ouvert else "fermé") for c in found]
    display.table(("nom", "rôle", "acheteur", "libellé", ""), lines)
    return 0


def _token(nom: str, display: Display) -> int:
    from achatlas.web.comptes import tokens

    token = tokens.draw(nom)
    display.machine({"ok": True, "compte": nom, "jeton": token})
    display.say(f"Jeton de « {nom} », à noter maintenant, il ne sera plus montré : {token}")
    return 0


def _close(nom: str, display: Display) -> int:
    from achatlas.web.comptes import accounts

    accounts.close(nom)
    display.machine({"ok": True, "compte": nom, "ouvert": False})
    display.say(f"Compte « {nom} » fermé.")
    return 0


def _put(asked: argparse.Namespace, display: Display) -> int:
    from achatlas.web.comptes import accounts

    asked_for = _ask() if asked.demander else None
    password = asked_for or accounts.drawn()
    found = accounts.Compte(asked.nom, asked.role or "", asked.acheteur or "", asked.libelle or "")
    kept = accounts.put(found, password)
    shown = {} if asked_for else {"mot_de_passe": password}
    display.machine({"ok": True, "compte": kept.nom, "role": kept.role, **shown})
    display.say(f"Compte « {kept.nom} » ouvert, rôle {kept.role}.")
    if shown:
        display.say(f"Mot de passe, à noter maintenant, il ne sera plus montré : {password}")
    return 0


def _ask() -> str:
    """A password typed twice on a terminal, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        typed = again = sys.stdin.readline().rstrip("\n")
    else:
        typed, again = getpass.getpass("Mot de passe : "), getpass.getpass("Le même, encore : ")
    if len(typed) < LONGUEUR or typed != again:
        raise CatalogueError(
            quoi="Mot de passe refusé",
            pourquoi=f"il lui faut {LONGUEUR} caractères au moins, tapés deux fois pareil",
            que_faire="recommencez",
        )
    return typed

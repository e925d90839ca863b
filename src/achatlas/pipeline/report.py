"""What machines are told of a file: one object, whose shape is stable, for the command line and for the
API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from achatlas.catalogue import signalements
from achatlas.catalogue.load import Catalogue
from achatlas.domain.balance import ZERO, Account, Ledger, total
from achatlas.domain.errors import AchatlasError
from achatlas.pipeline.depots import A_CONFIRMER, AJOUTER, CORRECTION, REFUSE, REMPLACER, Imported
from achatlas.store.register import Depot

EMPTY = Ledger(ZERO, ZERO)
CHEVAUCHEMENT = "chevauchement"


def imported(
    one: Imported, catalogue: Catalogue, commande: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """A file that was read: what it is, what became of each of its lines, what is asked; ``commande`` makes
    an answer one that can be pasted in a terminal.
    """
    depot = one.depot
    flags = signalements.told(catalogue, depot.signalements, depot.lecture)
    return {
        "fichier": depot.fichier,
        "source": depot.source,
        "profil": depot.profil,
        "acheteur": depot.acheteur_siren,
        "depot": depot.sha256,
        "statut": one.statut,
        "raison": _reason(one),
        "encodage": depot.lecture.get("encodage", ""),
        "separateur": depot.lecture.get("separateur", ""),
        **accounts(one.bilan),
        "questions": [_overlap(one, commande)] if one.touches else [],
        "touche": [touched.as_dict() for touched in one.touches],
        "deja": one.deja,
        "signalements": [told.as_dict() for told in flags],
        "ok": one.bilan.equilibre and one.statut != A_CONFIRMER,
    }


def refused(name: str, error: AchatlasError) -> dict[str, Any]:
    """A file that was refused: nothing of it is kept; the reason in one sentence, and its four parts."""
    return {
        "fichier": name,
        "source": None,
        "statut": REFUSE,
        "raison": str(error),
        "encodage": "",
        "separateur": "",
        **accounts(EMPTY),
        "questions": [],
        **error.as_dict(),
        "ok": False,
    }


def accounts(ledger: Ledger) -> dict[str, Any]:
    """The double entry of a file: lines by reason, then cents and absolute cents of each part."""
    parts = {
        "lu": ledger.lu,
        "accepte": ledger.acceptes,
        "rejete": total(ledger.rejets.values()),
        "exclu": total(ledger.exclus.values()),
        "doublon": total(ledger.doublons.values()),
    }
    return {
        "lu": ledger.lu.lignes,
        "accepte": ledger.acceptes.lignes,
        "rejete": _lines(ledger.rejets),
        "exclu": _lines(ledger.exclus),
        "doublon": parts["doublon"].lignes,
        "centimes": {name: part.centimes for name, part in parts.items()},
        "centimes_absolus": {name: part.centimes_absolus for name, part in parts.items()},
        "empreinte": {name: f"{part.empreinte:016x}" for name, part in parts.items()},
    }


def _lines(accounts: Mapping[str, Account]) -> dict[str, int]:
    return {reason: account.lignes for reason, account in accounts.items()}


def _reason(one: Imported) -> str | None:
    if one.touches:
        return "ce fichier porte des paiements déjà comptés : dites s'il remplace ou s'ajoute"
    if one.same_rows:
        return f"mêmes lignes que « {one.same_rows} », déposé le {(one.deja or '')[:10]} : rien n'a changé"
    if one.deja:
        return f"mêmes octets que le dépôt du {one.deja[:10]} : rien n'a changé"
    return None


def proposed(depot: Depot) -> str:
    """What is proposed for a file that holds payments already counted: corrected lines are an addition."""
    return AJOUTER if depot.signalements.get(CORRECTION) else REMPLACER


def _overlap(one: Imported, commande: Callable[[str], str] | None) -> dict[str, Any]:
    """The question of a file whose payments are already counted, each answer with the command that gives
    it.
    """
    names = ", ".join(f"« {touched.depot.fichier} »" for touched in one.touches[:3])
    more = "" if len(one.touches) <= 3 else f" et {len(one.touches) - 3} autres"
    way = commande(f"confirmer {one.depot.sha256[:8]}") if commande else ""
    said = (
        (REMPLACER, "il remplace ces lignes, sur les mois qu'il couvre"),
        (AJOUTER, "il s'y ajoute ; une ligne identique ne compte qu'une fois"),
    )
    return {
        "id": CHEVAUCHEMENT,
        "colonne": None,
        "texte": f"Ce fichier porte des paiements de {names}{more}. Que faire ?",
        "choix": [
            {"valeur": v, "libelle": label, **({"commande": f"{way} --{v}"} if way else {})}
            for v, label in said
        ],
        "propose": proposed(one.depot),
    }

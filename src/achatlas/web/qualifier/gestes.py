"""Acts upon rules in two steps: what one would move is shown, then it is done as it was shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire, translated
from achatlas.pipeline import Workshop, gestes, ruling
from achatlas.pipeline.effets import Effect
from achatlas.pipeline.gestes import Geste
from achatlas.pipeline.situation import Situation
from achatlas.pipeline.written import Portee
from achatlas.screens import moved as moved_words
from achatlas.web.qualifier import addresses, listing, membres

RETIRER, EXCHANGE, REPRENDRE = "retirer", "deplacer", "reprendre"
FIELDS = {RETIRER: ("numero", "vu"), EXCHANGE: ("numero", "avec"), REPRENDRE: ("empreinte",)}
"""The acts, and what tells each."""
ROUTES = {RETIRER: "regle_retirer", EXCHANGE: "regle_deplacer", REPRENDRE: "qualifier_reprendre"}
SHOWN = 8
Told = Mapping[str, str]


def asked(atelier: Workshop, seen: Portee, told: Told) -> Geste | None:
    """The act that an address or a form names; None when it names none. Raises OutOfScope, ActeConcurrent,
    BadAddress.
    """
    geste = told.get("geste", "")
    if geste == REPRENDRE:
        return ruling.undoing(atelier, seen, told.get("empreinte", ""))
    if geste not in FIELDS:
        return None
    numero = addresses.number(told.get("numero", ""))
    if geste == RETIRER:
        return ruling.withdrawing(atelier, seen, numero)
    return ruling.exchanging(atelier, seen, numero, addresses.number(told.get("avec", "")))


def shown(atelier: Workshop, seen: Portee, now: Situation, told: Told) -> dict[str, Any] | None:
    """An act that is asked, as the page shows it before; None when none is. Raises as ``asked``."""
    geste = asked(atelier, seen, told)
    if geste is None:
        return None
    moved, name = gestes.effect(atelier, now, geste), told["geste"]
    return {
        "titre": translated(TITLES[name]).format(
            *(told.get(one, "") for one in ("numero", "avec")), geste.sujet.numero
        ),
        "bouton": translated(BUTTONS[name]),
        "route": ROUTES[name],
        "champs": {one: told[one] for one in FIELDS[name] if told.get(one)},
        "avis": consequences(now, moved),
        "compris": membres.included(seen, listing.concerned(moved)) if moved.passages else "",
        "effet": ruling.shown_effect(moved),
    }


TITLES = {
    RETIRER: "Retirer la règle {0}",
    EXCHANGE: "Lire la règle {0} avant la règle {1}",
    REPRENDRE: "Revenir sur la dernière version de la règle {2}",
}
BUTTONS = {RETIRER: "Retirer la règle", EXCHANGE: "Échanger les deux règles", REPRENDRE: "Revenir dessus"}


def consequences(now: Situation, moved: Effect) -> list[tuple[str, bool]]:
    """What an act would move, in sentences; whether each calls for a look."""
    told = [(lisser(one), False) for one in moved_words.passing(moved, SHOWN)]
    before, after = (f"{montant_lisible(one.centimes)}" for one in (now.attente, moved.reste))
    waits = accord(moved.reste.lignes, "ligne")
    still = dire("À qualifier\u00a0: toujours {after} ({waits}).", after=after, waits=waits)
    gone = dire(
        "À qualifier\u00a0: {before} avant, {after} après ({waits}).", before=before, after=after, waits=waits
    )
    told.append((still if moved.reste == now.attente else gone, False))
    against = [moved_words.against(moved)] if moved.contredits.lignes else []
    return [*told, moved_words.awarded(moved), *moved_words.leaving(moved), *against]


def address(pour: str, geste: str, **told: str) -> str:
    """Where what an act would move is shown."""
    return addresses.rules(pour, geste=geste, **told) + "#geste"


def again(told: Told, geste: str, fait: str = "") -> str:
    """The page that shows what the act of a form would move."""
    fields = {one: told.get(one, "") for one in FIELDS[geste]}
    return address(told.get("pour", ""), geste, fait=fait, **fields)

"""Where the operator is, in both views: the establishments paid, and the siège."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from achatlas.analyse.crossed import Row
from achatlas.analyse.fiche import Fiche, by, known
from achatlas.domain.nombres import lisser, montant, montant_lisible, unite_de
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.cases import told_of
from achatlas.screens.operateurs.demande import Question
from achatlas.screens.operateurs.mots import grouper, jour, noms

VUES = (("Commune", "commune", "commune_siege"), ("Local", "local", "local_siege"),
        ("Proximité", "proximite", "proximite_siege"), ("Distance", "distance", ""))  # fmt: skip
FINE_PLACE = ("commune", "proximite", "distance")
LOCAL_AXES = ("local", "local_siege")
SIREN = 9
SHOWN = 3


@dataclass(frozen=True)
class Lieu:
    """A question of place, answered by the establishments paid, then by the siège."""

    question: str
    paye: tuple[str, ...]
    siege: tuple[str, ...]
    definition: str = ""


def lieux(one: Fiche, asked: Question) -> list[Lieu]:
    """Both views side by side; nothing tells the commune of one whose diffusion is partial."""
    rows = one.de(asked.annee) or one.profils
    return [
        Lieu(
            translated(word),
            _said(one, rows, asked, paid),
            _said(one, rows, asked, siege),
            _defined(asked, paid),
        )
        for word, paid, siege in VUES
        if paid in asked.axes
    ]


def _defined(asked: Question, axe: str) -> str:
    return lisser(asked.axes[axe].definition)


def _said(one: Fiche, rows: tuple[Row, ...], asked: Question, axe: str) -> tuple[str, ...]:
    """The members of an axis, each with its euros when there are several."""
    if not axe:
        return ("—",)
    if one.undisclosed and axe.startswith(FINE_PLACE):
        return (translated("non diffusée"),)
    found = {_named(code, asked, axe): cents for code, cents in by(rows, axe).items()}
    if len(found) < 2:
        return tuple(found) or (translated("inconnu"),)
    said = [told_of(name, montant_lisible(cents)) for name, cents in found.items()]
    cut = len(said) if len(said) <= SHOWN + 1 else SHOWN
    return (*said[:cut], *([dire("et {nombre} autres", nombre=len(said) - cut)] if cut < len(said) else []))


def _named(code: str, asked: Question, axe: str) -> str:
    """The name of a member; of what is local or not, « oui » or « non »."""
    if axe in LOCAL_AXES and code in ("oui", "non"):
        return translated(code)
    return lisser(noms(asked, axe).get(code, code))


@dataclass(frozen=True)
class Etablissement:
    """An establishment that is paid, or the siège: where, open or closed, who follows, what it was paid."""

    siret: str
    commune: str
    etat: str
    ferme: bool
    suite: str
    href: str
    largeur: str
    texte: str
    siege: bool


def etablissements(one: Fiche, asked: Question) -> tuple[list[Etablissement], str]:
    """The establishments paid in the year, largest first, the siège even when it is not paid, and the
    unit.
    """
    paid = by(one.de(asked.annee), "etablissement")
    told = {str(row["siret"]): row for row in one.etablissements}
    sieges = [siret for siret, row in told.items() if row["siege"]]
    order = [*paid, *(siret for siret in sieges if siret not in paid)]
    longest = max(paid.values(), default=0)
    unite = unite_de(longest)
    opened = known({_next(told.get(siret)) for siret in order} - {"", one.id}, asked.acces.scope)
    return [_place(siret, paid, told.get(siret), asked, (longest, unite, opened)) for siret in order], unite


def _next(row: Row | None) -> str:
    """The enterprise of the establishment that follows a closed one."""
    return str(row["suivi_siret"] or "")[:SIREN] if row else ""


def _place(
    siret: str,
    paid: Mapping[str, int],
    row: Row | None,
    asked: Question,
    scale: tuple[int, str, frozenset[str]],
) -> Etablissement:
    longest, unite, opened = scale
    suite, follower = _followed(row, asked), _next(row)
    return Etablissement(
        grouper(siret) if siret else translated("établissement inconnu"),
        _commune(row, asked),
        _state(row),
        bool(row and row["etat"] == "F"),
        suite,
        asked.fiche(follower) if follower in opened else "",
        pour_cent(paid.get(siret, 0), longest),
        montant(paid[siret], unite) if siret in paid else "·",
        bool(row and row["siege"]),
    )


def _commune(row: Row | None, asked: Question) -> str:
    if row is None:
        return translated("inconnue")
    if row["diffusion"] not in ("O", ""):
        return translated("non diffusée")
    code = str(row["commune_code"] or "")
    return lisser(
        noms(asked, "commune").get(code, "") or str(row["commune_libelle"] or "").title()
    ) or translated("inconnue")


def _state(row: Row | None) -> str:
    if row is None:
        return translated("inconnu du répertoire")
    if row["etat"] == "F":
        since = jour(row["date_debut"])
        return dire("fermé le {since}", since=since) if since else translated("fermé")
    return translated("ouvert" if row["etat"] == "A" else "inconnu")


def _followed(row: Row | None, asked: Question) -> str:
    """« suivi par 000 900 001 00014, Roanne »."""
    if row is None or not row["suivi_siret"]:
        return ""
    place = noms(asked, "commune").get(str(row["suivi_commune"] or ""), "")
    return f"suivi par {grouper(str(row['suivi_siret']))}" + (f", {lisser(place)}" if place else "")

"""How each writing of each buyer was recognised: by what, why, for how many euros, and what still waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from achatlas.analyse.crossed import Row
from achatlas.analyse.fiche import LIGNES, Fiche, by
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import accord, de_a, lisser, montant, unite_de
from achatlas.langues import in_french, nu, translated
from achatlas.marks._echelle import pour_cent
from achatlas.pipeline.written import Liste, reference
from achatlas.reconcile.fallback import machine
from achatlas.screens.lignes import nom_court
from achatlas.screens.operateurs.demande import Question
from achatlas.screens.operateurs.mots import grouper, noms
from achatlas.store.rapprochements import Rapprochements, Standing, decides
from achatlas.web.acces import catalogue, maison
from achatlas.web.rapprochements.listing import address

SHOWN = 8
DECISION, ETRANGER = "decision", "etranger"
SINCE = {Judgement.OUI: "confirmé depuis", Judgement.NON: "refusé depuis"}
OTHER = "décidé autrement depuis"


@dataclass(frozen=True)
class Way:
    """A way of recognising: its name, its lines and its euros."""

    nom: str
    lignes: str
    largeur: str
    texte: str
    doute: bool


@dataclass(frozen=True)
class Ecriture:
    """What a buyer writes of the operator, and what proves that it is this one; where to say that it is not,
    when the machine alone said so, and whether somebody has since.
    """

    acheteur: str
    nom: str
    sous: str
    way: str
    motif: str
    decide: bool
    texte: str
    lignes: str
    href: str = ""
    since: str = ""


@dataclass(frozen=True)
class Attente:
    """A name of the operator that the queue of rapprochements waits for."""

    nom: str
    href: str


@dataclass(frozen=True)
class Preuves:
    """The evidence: counts for everybody, writings for who may open lines, names that wait."""

    ways: tuple[Way, ...]
    ecritures: tuple[Ecriture, ...]
    folded: tuple[Ecriture, ...]
    unite: str
    attente: tuple[Attente, ...] = ()
    decidees: int = 0


def preuves(one: Fiche, asked: Question) -> Preuves:
    """The evidence of all years: how an operator is recognised does not change with the year."""
    euros, counts = by(one.paid, "identification"), by(one.paid, "identification", LIGNES)
    unite = unite_de(max(euros.values(), default=0))
    sure = set(catalogue().regle("identification")["identifie"])
    ways = tuple(
        Way(
            lisser(noms(asked, "identification").get(code, code)),
            accord(counts.get(code, 0), "ligne"),
            pour_cent(cents, max(euros.values())),
            montant(cents, unite),
            code not in sure,
        )
        for code, cents in euros.items()
    )
    said = Rapprochements(maison()).standing() if one.ecritures else {}
    rows = [_judged(_writing(row, asked, unite), row, asked, said) for row in one.ecritures]
    waiting, decided = _waiting(one, asked, sure, said)
    return Preuves(ways, tuple(rows[:SHOWN]), tuple(rows[SHOWN:]), unite, waiting, decided)


def _writing(row: Row, asked: Question, unite: str) -> Ecriture:
    siren, code = str(row["acheteur_siren"]), str(row["identification"])
    way, why = lisser(noms(asked, "identification").get(code, code)), lisser(str(row["motif"] or ""))
    return Ecriture(
        nom_court(asked, siren),
        in_french(lisser(str(row["tiers_nom"] or ""))) or translated("nom non écrit"),
        _under(row),
        way,
        "" if why.startswith(nu(way)) else in_french(why),
        code in (DECISION, ETRANGER),
        montant(row["montant_ht_centimes"], unite),
        f"{accord(row['lignes'], 'ligne')}, {_years(row)}",
    )


def _judged(one: Ecriture, row: Row, asked: Question, said: Standing) -> Ecriture:
    """A writing, with the way to the pair when the machine alone recognised it, or what was said since."""
    cle, siren = str(row["ecrit_cle"] or ""), str(row["fournisseur_id"])
    if not cle or row["identification"] not in machine(catalogue()):
        return one
    stands = said.get((cle, siren))
    if stands and stands.jugement in SINCE:
        return replace(one, since=translated(SINCE[stands.jugement]))
    if cle in decides(said):
        return replace(one, since=translated(OTHER))
    return replace(one, href=address(_pour(asked), reference(cle), siren, liste=Liste.RECONNUS) + "#paire")


def _pour(asked: Question) -> str:
    return "" if asked.consolidee else asked.acces.acheteur


def _under(row: Row) -> str:
    """« 42000, 000 900 001 00014 »: the postal code and the number that are written."""
    number = grouper(str(row["fournisseur_identifiant"] or ""))
    place = row["tiers_code_postal"] or translated("sans code postal")
    return f"{place}, {number or translated('sans identifiant valable')}"


def _years(row: Row) -> str:
    first, last = row["premier_exercice"], row["dernier_exercice"]
    return str(first) if first == last else de_a(str(first), str(last))


def _waiting(one: Fiche, asked: Question, sure: set[str], said: Standing) -> tuple[tuple[Attente, ...], int]:
    """The names that the queue waits for, and how many were decided since these figures were made."""
    keys = {
        str(row["ecrit_cle"]): lisser(str(row["tiers_nom"])) for row in one.ecritures if _unsure(row, sure)
    }
    if not keys:
        return (), 0
    told, pour = decides(said), _pour(asked)
    left = {cle: name for cle, name in keys.items() if cle not in told}
    names = tuple(Attente(name, address(pour, reference(cle)) + "#paire") for cle, name in left.items())
    return names, len(keys) - len(left)


def _unsure(row: Row, sure: set[str]) -> bool:
    """Whether a writing is one of those that the queue asks about."""
    foreign = catalogue().regle("identification")["sans_siren"]
    return bool(row["ecrit_cle"]) and row["identification"] not in {*sure, *foreign}

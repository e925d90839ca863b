"""What is bought off marché: the needs that pass a threshold, which one, by how much, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import gate, registre
from achatlas.analyse.crossed import Row
from achatlas.analyse.selection import Selection
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.besoins import PALIERS, Besoin, Mois, besoins
from achatlas.watch.droit import Droit
from achatlas.watch.fenetre import Fenetre, Franchissement
from achatlas.watch.sommes import rond

LAST_MONTH = 12
GENRES = {"F": "FS", "S": "FS", "T": "T"}
STEPS = PALIERS
"""The steps of the ladder, the lowest first."""
SHOWN = 12
NOMS = {"dispense": "dispense", "publicite": "publicité", "formalisee": "procédure formalisée"}


def months(rows: Iterable[Row]) -> list[Mois]:
    """What is paid in each month for each need (a segment), on a marché or not. What is paid in January after
    is still of its exercice (CGCT, L. 1612-11), and what bears no month of it is put in its last one: a need
    passes a threshold no sooner than it is proved to.
    """
    return [_month(row) for row in rows if row["exercice"].isdecimal()]


def _month(row: Row) -> Mois:
    told = int(row.get("mois") or LAST_MONTH)
    month = told if 1 <= told <= LAST_MONTH else LAST_MONTH
    off = not row["rattachement"].startswith(registre.UNDER)
    paid, lines = row["montant_paye"], row["lignes"]
    genre, day = GENRES.get(row["nature"], ""), date(int(row["exercice"]), month, 1)
    return Mois(
        row["acheteur"], row["segment"], genre, day, paid, paid if off else 0, lines, lines if off else 0
    )


def needs(regard: Regard) -> list[Besoin]:
    """The needs of the view that the law of public procurement rules."""
    out = outside(regard)
    return [one for one in every(regard) if one.besoin not in out]


def outside(regard: Regard) -> tuple[str, ...]:
    """The segments that are out of it, by their codes."""
    return tuple(regard.demande.catalogue.regle("alertes")["hors_champ"]["segments"])


def every(regard: Regard) -> list[Besoin]:
    """The needs of the view, by acheteur and segment; without months in the common view, where a sum is told
    by the year only.
    """

    def compute() -> list[Besoin]:
        droit = Droit(regard.demande.catalogue)
        kinds = {a.siren: droit.kind(a.type) for a in regard.demande.territoire.acheteurs}
        by_month = bool(regard.acheteur)
        return besoins(droit, months(registre.spent(regard.scope, by_month)), kinds, slides=by_month)

    found: list[Besoin] = gate.recent(regard.scope, ("besoins",), compute)
    return found


@dataclass(frozen=True)
class Passe:
    """A need that holds a step in the last exercice that does: the window, the highest step held."""

    besoin: Besoin
    fenetre: Fenetre
    franchi: Franchissement


def passed(found: Iterable[Besoin]) -> list[Passe]:
    """The needs that hold a step in the last exercice known or the one before, the heaviest first."""
    every = list(found)
    last = max((one.annees[-1].debut.year for one in every if one.annees), default=0)
    told = [passe for one in every if one.classe and (passe := _passe(one, last))]
    return sorted(told, key=lambda p: (-p.fenetre.hors_centimes, p.besoin.acheteurs, p.besoin.besoin))


def _passe(besoin: Besoin, last: int) -> Passe | None:
    for window in reversed([one for one in besoin.annees if one.debut.year >= last - 1]):
        held = [one for code in STEPS if window.holds(code) and (one := window.franchi(code))]
        if held:
            return Passe(besoin, window, held[-1])
    return None


@dataclass(frozen=True)
class Rang:
    """A row of what is bought off marché, ready to be written."""

    besoin: str
    href: str
    acheteur: str
    hors: str
    lignes: str
    nombre: str
    part: str
    largeur: str
    seuil: str
    depuis: str
    texte: str
    exercice: str
    marches: str
    registre: str


def rangs(regard: Regard, some: Sequence[Passe]) -> list[Rang]:
    """The rows of these needs."""
    alive = _alive(regard)
    return [_rang(regard, one, alive) for one in some]


def _alive(regard: Regard) -> Mapping[str, int]:
    """How many marchés are in force in each segment of the view."""
    found: dict[str, int] = {}
    for one in regard.suivis:
        if one.last_end is not None and one.last_end >= regard.today:
            found[one.segment_code] = found.get(one.segment_code, 0) + 1
    return found


def _rang(regard: Regard, one: Passe, alive: Mapping[str, int]) -> Rang:
    window, code = one.fenetre, one.besoin.besoin
    siren, year = one.besoin.acheteurs[0], str(window.debut.year)
    running = alive.get(code, 0)
    return Rang(
        besoin=regard.segment(code),
        href=regard.fiche("segment", code),
        acheteur="" if regard.acheteur else regard.nom(siren),
        hors=montant_lisible(window.hors_centimes),
        lignes=regard.paiements(off(regard, code, siren), year),
        nombre=accord(window.lignes_hors, "ligne"),
        part=dire(
            "{part} du besoin de {annee}",
            part=signed(pourcent(window.hors_centimes, window.besoin_centimes)),
            annee=year,
        ),
        largeur=pour_cent(max(window.hors_centimes, 0), max(window.besoin_centimes, window.hors_centimes, 1)),
        seuil=f"{rond(one.franchi.palier.centimes or 0)} ({translated(NOMS[one.franchi.code])})",
        depuis=_since(regard, one),
        texte=in_french(lisser(one.franchi.palier.texte)),
        exercice=year,
        marches=accord(running, "marché") if running else "",
        registre=regard.adresse("registre/", segment=code, etat="en_cours") if running else "",
    )


def _since(regard: Regard, one: Passe) -> str:
    """« avril 2025 »; the year alone where the view tells no month."""
    since = one.franchi.depuis
    if since is None or not regard.acheteur:
        return str(one.fenetre.debut.year)
    return f"{since:%m/%Y}"


def left_out(regard: Regard) -> str:
    """What is not told because the law does not rule it: how many needs would pass a step, for how much."""
    out = outside(regard)
    some = passed(one for one in every(regard) if one.besoin in out)
    if not some:
        return ""
    return dire(
        "{besoins} hors du champ de la commande publique ({montant}, {texte}) : pas dans ce tableau.",
        besoins=accord(len(some), "besoin"),
        montant=montant_lisible(sum(one.fenetre.hors_centimes for one in some)),
        texte=in_french(lisser(str(regard.demande.catalogue.regle("alertes")["hors_champ"]["reference"]))),
    )


def off(regard: Regard, segment: str, siren: str) -> Selection:
    """The payments of a need that are on no marché: what a figure of this page opens."""
    axe = regard.demande.axes["rattachement"]
    kept = [code for code in axe.membres if not code.startswith(registre.UNDER)]
    chosen = Selection().only("segment", [segment]).only("rattachement", kept).only(*registre.ACHAT)
    return chosen if regard.acheteur else chosen.only("acheteur", [siren])

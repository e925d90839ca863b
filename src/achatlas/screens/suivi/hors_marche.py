"""What is bought off marché: the needs that pass a threshold, which one, by how much, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate, registre
from achatlas.analyse.crossed import crossed
from achatlas.analyse.selection import Selection
from achatlas.catalogue.segments import BESOIN, TRAVAUX
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.suivi import besoins
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.besoins import PALIERS, Besoin
from achatlas.watch.fenetre_de_besoin import Fenetre, Franchissement
from achatlas.watch.sommes import rond

STEPS = PALIERS
"""The steps of the ladder, the lowest first."""
SHOWN = 12
NOMS = {"dispense": "dispense", "publicite": "publicité", "formalisee": "procédure formalisée"}


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
    internes: str


def rangs(regard: Regard, some: Sequence[Passe]) -> list[Rang]:
    """The rows of these needs."""
    alive, within = _alive(regard), internes(regard)
    return [_rang(regard, one, alive, within) for one in some]


def internes(regard: Regard) -> Mapping[tuple[str, bool, str], int]:
    """What a buyer pays to members of the group off marché, in cents, by need, works or not, and exercice: a
    quasi-régie may ask for none (CCP, L. 2511-1). Nothing in the common view, which leaves it out.
    """
    if not regard.acheteur:
        return {}

    def compute() -> Mapping[tuple[str, bool, str], int]:
        kept = Selection().only(*registre.ACHAT).only("flux", ["interne"])
        axes = (BESOIN, besoins.NATURE, "exercice", besoins.RATTACHEMENT)
        sums: Counter[tuple[str, bool, str]] = Counter()
        for row in crossed(axes, ["montant_paye"], kept, regard.scope):
            if not row[besoins.RATTACHEMENT].startswith(registre.UNDER):
                sums[row[BESOIN], row[besoins.NATURE] == TRAVAUX, row["exercice"]] += row["montant_paye"]
        return sums

    found: Mapping[tuple[str, bool, str], int] = gate.recent(regard.scope, ("besoins_internes",), compute)
    return found


def _alive(regard: Regard) -> Mapping[str, int]:
    """How many marchés are in force in each segment of the view; a need holds those of its segments."""
    found: dict[str, int] = {}
    for one in regard.suivis:
        if one.last_end is not None and one.last_end >= regard.today:
            found[one.segment_code] = found.get(one.segment_code, 0) + 1
    return found


def _rang(
    regard: Regard, one: Passe, alive: Mapping[str, int], within: Mapping[tuple[str, bool, str], int]
) -> Rang:
    window, code = one.fenetre, one.besoin.besoin
    siren, year = one.besoin.acheteurs[0], str(window.debut.year)
    segments = one.besoin.segments
    running = sum(alive.get(segment, 0) for segment in segments)
    return Rang(
        besoin=regard.besoin(code, one.besoin.travaux),
        href=regard.fiche("segment", code) if code in segments else "",
        acheteur="" if regard.acheteur else regard.nom(siren),
        hors=montant_lisible(window.hors_centimes),
        lignes=regard.paiements(besoins.off(regard, code, siren, one.besoin.travaux), year),
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
        registre=regard.adresse("registre/", segment=",".join(segments), etat="en_cours") if running else "",
        internes=_internes(within.get((code, one.besoin.travaux, year), 0)),
    )


def _internes(cents: int) -> str:
    """« dont 745 k€ à des membres du groupe »; "" without any."""
    said = "dont {montant} payés à des membres du groupe"
    return dire(said, montant=montant_lisible(cents)) if cents else ""


def _since(regard: Regard, one: Passe) -> str:
    """« avril 2025 »; the year alone where the view tells no month."""
    since = one.franchi.depuis
    if since is None or not regard.acheteur:
        return str(one.fenetre.debut.year)
    return f"{since:%m/%Y}"


def left_out(regard: Regard) -> str:
    """What is not told because the law does not rule it: how many needs would pass a step, for how much."""
    out = besoins.outside(regard)
    some = passed(one for one in besoins.every(regard) if one.besoin in out)
    if not some:
        return ""
    return dire(
        "{besoins} hors du champ de la commande publique ({montant}, {texte}) : pas dans ce tableau.",
        besoins=accord(len(some), "besoin"),
        montant=montant_lisible(sum(one.fenetre.hors_centimes for one in some)),
        texte=in_french(lisser(str(regard.demande.catalogue.regle("alertes")["hors_champ"]["reference"]))),
    )

"""The next marché to expire where a lever fits, the others of the same window, and what they would change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.analyse import gate, registre
from achatlas.analyse.crossed import crossed
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_leviers import Levier
from achatlas.domain.errors import ClosedCrossing, UnknownAxis
from achatlas.domain.nombres import accord, en_lettres, lisser
from achatlas.langues import dire, in_french, translated
from achatlas.screens.spaser import acte_effet
from achatlas.screens.spaser.acte_effet import MARCHES
from achatlas.screens.spaser.vue import Chiffre, Spaser
from achatlas.screens.suivi import fins
from achatlas.screens.suivi.fins import TEINTES, UNTITLED, Fin
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.fins_mots import etat_dit
from achatlas.watch.suivi import TRAVAUX, Suivi

SILENT = ("", "sans_marche")
CARRIED = "Déjà dans {n} de ce segment sur {tous} qui le disent"
NOBODY = "Dans aucun marché de ce segment encore, sur {tous} qui le disent"
Row = Mapping[str, Any]


def rows(vue: Spaser) -> Mapping[str, Row]:
    """The marchés of the register that the view holds, by key."""

    def compute() -> Mapping[str, Row]:
        return {str(row["marche_cle"]): row for row in registre.own(vue.scope)}

    found: Mapping[str, Row] = gate.recent(vue.scope, ("acte", "registre"), compute)
    return found


def emploi(vue: Spaser, levier: Levier, segment: str) -> str:
    """« Déjà dans 3 marchés de ce segment sur 14 qui le disent »: "" when nothing tells who carries it."""
    if not levier.axe:
        return ""
    column = vue.demande.catalogue.axes_of(MARCHES)[levier.axe].colonne
    said = [str(r.get(column) or "") for r in rows(vue).values() if r["segment_code"] == segment]
    known = [one.split("_") for one in said if one not in SILENT]
    if not known:
        return translated("Aucun marché connu de ce segment ne dit s’il l’emploie.")
    carry = sum(levier.membre in one for one in known)
    told = dire(CARRIED if carry else NOBODY, n=accord(carry, "marché"), tous=len(known))
    return f"{told}{_silent(len(said) - len(known))}."


def _silent(count: int) -> str:
    return dire(" ; {n} n’en disent rien", n=count) if count else ""


def finissants(vue: Spaser, regard: Regard, one: Chiffre, levier: Levier, segment: str) -> list[Fin]:
    """The marchés of the view that end in a segment within the months followed, would count in the figure and
    do not yet: the next consultation to launch first, then those that are late. What a centrale
    passes, or an accord-cadre rules, is not for who buys to write; what nothing follows, or would change
    nothing, is left aside.
    """
    some = [
        fin
        for fin in _ouverts(vue, regard, one, [segment])
        if not once(vue, fin.suivi) and not acte_effet.nul(vue, one, levier, fin)
    ]
    already = _counted(vue, one, segment) if some else frozenset()
    kept = [fin for fin in some if fin.suivi.marche_cle not in already]
    return sorted(kept, key=lambda fin: _rank(fin, regard.today))


def propres(vue: Spaser, regard: Regard, one: Chiffre) -> list[Fin]:
    """The ends of the marchés of the view, those of whom the objective binds when it is not everybody."""
    bound = vue.engages(one)
    return [fin for fin in fins.own(regard) if not bound or fin.suivi.acheteur_siren in bound]


def _ouverts(vue: Spaser, regard: Regard, one: Chiffre, segments: Collection[str]) -> list[Fin]:
    """The ends in some segments that are for who buys to write, of marchés that the figure looks at."""
    return [
        fin
        for fin in propres(vue, regard, one)
        if fin.suivi.segment_code in segments
        and not (fin.suivi.entre_membres or fin.suivi.subsequent or fin.suivi.centrale)
        and _among(vue, one, fin.suivi.marche_cle)
    ]


def once(vue: Spaser, suivi: Suivi) -> bool:
    """Whether a marché is of works that end with it: neither an accord-cadre nor renewed. Of a nature that is
    not known, its segment tells.
    """
    known = vue.demande.catalogue.segments.get(suivi.segment_code, {})
    works = (suivi.nature or known.get("nature")) == TRAVAUX
    return works and not suivi.accord_cadre and not suivi.renewals


def aside(
    vue: Spaser, regard: Regard, one: Chiffre, levier: Levier, segments: Collection[str]
) -> tuple[int, int]:  # fmt: skip
    """How many ends of some segments are left aside: of works that end with their marché, and of those that
    would change nothing.
    """
    some = _ouverts(vue, regard, one, segments)
    left = [fin for fin in some if not once(vue, fin.suivi)]
    return len(some) - len(left), sum(acte_effet.nul(vue, one, levier, fin) for fin in left)


def _rank(fin: Fin, today: date) -> tuple[bool, bool, int, str]:
    """The next to launch, then the least late, then those whose launch is unknown, the first to end first."""
    day = fin.agir.agir
    return (
        day is None,
        day is not None and day < today,
        abs(((day or fin.jour) - today).days),
        fin.suivi.marche_cle,
    )


def _counted(vue: Spaser, one: Chiffre, segment: str) -> frozenset[str]:
    """The marchés of a segment that the figure already counts."""
    calcul = one.calcul
    if not calcul.axe or calcul.axe not in vue.demande.catalogue.axes_of(MARCHES):
        return frozenset()
    chosen = Selection().only(calcul.axe, calcul.oui).only("segment", [segment])

    def compute() -> frozenset[str]:
        try:
            found = crossed(["marche"], ["lignes_marches"], chosen, vue.scope)
        except (ClosedCrossing, UnknownAxis):
            return frozenset()
        return frozenset(str(row["marche"]) for row in found)

    told: frozenset[str] = gate.recent(vue.scope, ("acte", "comptes", chosen), compute)
    return told


def _among(vue: Spaser, one: Chiffre, cle: str) -> bool:
    """Whether the figure looks at a marché: what the register does not tell does not exclude it."""
    row, axes = rows(vue).get(cle), vue.demande.catalogue.axes_of(MARCHES)
    if row is None or one.calcul.fait != MARCHES:
        return True
    asked = [(axes[axe].colonne, codes) for axe, codes in one.calcul.parmi.items() if axe in axes]
    return all(str(row[column] or "") in codes for column, codes in asked if column in row)


@dataclass(frozen=True)
class Suite:
    """The next marché: what it is, whose, when it ends, by when to launch what follows, who ends beside it,
    and what is not known.
    """

    objet: str
    href: str
    acheteur: str
    fin: str
    agir: str
    etat: str
    teinte: str
    voisins: str
    fenetre: str
    inconnus: str
    cle: str = ""
    siren: str = ""


def suite(regard: Regard, some: Sequence[Fin], segment: str) -> Suite | None:
    """The first of these ends in words; None when there is none."""
    if not some:
        return None
    first = some[0]
    suivi, act = first.suivi, first.fin
    beside = fins.neighbours(regard).get(segment, ())
    others = {fin.suivi.acheteur_siren for fin in beside} - {suivi.acheteur_siren}
    day = act.agir
    return Suite(
        objet=in_french(lisser(suivi.objet or translated(UNTITLED))),
        href=regard.page(suivi),
        acheteur=regard.nom(suivi.acheteur_siren),
        fin=f"{first.jour:%d/%m/%Y}",
        agir=f"{day:%d/%m/%Y}" if day else "",
        etat=etat_dit(act.etat) if act.etat in TEINTES else "",
        teinte=TEINTES.get(act.etat, ""),
        voisins=_beside(len(others)),
        fenetre=regard.adresse(f"fenetres/{segment}/") if others else "",
        inconnus=inconnus(regard, segment),
        cle=suivi.marche_cle,
        siren=suivi.acheteur_siren,
    )


def _beside(others: int) -> str:
    if not others:
        return ""
    if others == 1:
        return translated("Un autre acheteur finit dans la même fenêtre")
    count = en_lettres(others)
    return dire("{n} autres acheteurs finissent dans la même fenêtre", n=f"{count[:1].upper()}{count[1:]}")


def inconnus(regard: Regard, segment: str) -> str:
    """How many marchés of a segment do not say when they end; "" when all do."""
    count = sum(one.segment_code == segment and not one.ends for one in regard.suivis)
    said = accord(
        count, "marché de ce segment ne dit pas sa fin", "marchés de ce segment ne disent pas leur fin"
    )
    return f"{said}." if count else ""


def aucun(regard: Regard, segment: str, hors: tuple[int, int] = (0, 0), *, seul: bool = True) -> str:
    """What is said when no marché of a segment may be proposed, or of any late one unless ``seul``; ``hors``:
    how many are left aside, as ``aside`` counts.
    """
    here = (
        "Aucun marché connu de ce segment, qui compterait et ne compte pas encore, ne finit d’ici {n} mois."
        if seul
        else "Aucun marché à proposer : dans aucun segment en retard, un marché qui compterait et ne compte"
        " pas encore ne finit d’ici {n} mois."
    )
    told = (dire(here, n=HORIZON), _hors(*hors), inconnus(regard, segment))
    return " ".join(part for part in told if part)


def _hors(works: int, nothing: int) -> str:
    """How many are left aside, and why."""
    one = accord(works, "marché de travaux que rien ne suit", "marchés de travaux que rien ne suit")
    other = accord(nothing, "marché sans effet sur ce chiffre", "marchés sans effet sur ce chiffre")
    told = [said for said, count in ((one, works), (other, nothing)) if count]
    return dire("Laissés de côté : {quoi}.", quoi=", ".join(told)) if told else ""

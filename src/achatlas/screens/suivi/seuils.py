"""What the rules of alert say of the view: each alert with its text and its evidence, and what they cannot
tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import gate
from achatlas.domain.besoins import genre_of
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import in_french, langue, translated
from achatlas.screens.suivi import besoins
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.alerte import Alerte, Bilan, Dossier, discover, examine
from achatlas.watch.droit import Droit
from achatlas.watch.suivi import Suivi


def bilan(regard: Regard) -> Bilan:
    """What every rule says of the marchés and of the needs of the view, in the language in force."""

    def compute() -> Bilan:
        droit = Droit(regard.demande.catalogue)
        return examine(Dossier(droit, regard.suivis, besoins.needs(regard)))

    found: Bilan = gate.recent(regard.scope, ("alertes", langue().code), compute)
    return found


def shown(found: Bilan, chosen: str) -> list[Alerte]:
    """The alerts of a rule; of all, those of needs by their highest step only, for the same months or the
    same marchés. The latest exercice comes first, then the greatest sum.
    """
    kept = [one for one in found.alertes if chosen in ("", one.code)]
    if not chosen:
        kept = [one for one in kept if not one.besoin] + highest(kept)
    return sorted(kept, key=lambda one: (-_year(one), -one.valeur_centimes, one.code, one.preuves))


def highest(some: Iterable[Alerte]) -> list[Alerte]:
    """The alerts of needs, each need of a window, or of the same marchés, by its highest step only."""
    found: dict[tuple[object, ...], Alerte] = {}
    for one in sorted((o for o in some if o.besoin), key=lambda o: (o.code, o.seuil_centimes)):
        found[one.acheteurs, one.besoin, one.travaux, one.mois[:1], one.preuves] = one
    return list(found.values())


def _year(one: Alerte) -> int:
    return max((month.year for month in one.mois), default=0)


@dataclass(frozen=True)
class Regle:
    """A rule of alert: its letter, its title, how many alerts, how many marchés or needs it is silent of."""

    code: str
    titre: str
    nombre: int
    muets: int
    href: str
    ici: bool


def regles(regard: Regard, found: Bilan, chosen: str) -> list[Regle]:
    """Every rule, in the order of its letter."""
    return [
        Regle(
            code,
            translated(feuille.TITRE),
            sum(one.code == code for one in found.alertes),
            sum(one.code == code for one in found.muets),
            regard.adresse("seuils/", regle="" if code == chosen else code),
            code == chosen,
        )
        for code, feuille in discover().items()
    ]


@dataclass(frozen=True)
class Rang:
    """An alert, ready to be written: what it is about, what it says, its text, its evidence."""

    code: str
    titre: str
    sujet: str
    href: str
    acheteur: str
    phrase: str
    texte: str
    exemptions: tuple[str, ...]
    approx: bool
    preuves: tuple[tuple[str, str], ...]


def rangs(regard: Regard, some: Sequence[Alerte]) -> list[Rang]:
    """The rows of these alerts."""
    known = {one.marche_cle: one for one in regard.suivis}
    return [_rang(regard, one, known) for one in some]


def _rang(regard: Regard, one: Alerte, known: Mapping[str, Suivi]) -> Rang:
    suivi = known.get(one.marche_cle)
    sujet, href = _about(regard, one, suivi)
    others = [siren for siren in one.acheteurs if siren != regard.acheteur]
    return Rang(
        code=one.code,
        titre=translated(one.titre),
        sujet=sujet,
        href=href,
        acheteur=regard.noms(others),
        phrase=lisser(one.phrase),
        texte=in_french(lisser(one.texte)),
        exemptions=tuple(in_french(lisser(said)) for said in one.exemptions),
        approx=one.approx,
        preuves=tuple(_preuves(regard, one, known)),
    )


def _about(regard: Regard, one: Alerte, suivi: Suivi | None) -> tuple[str, str]:
    """What an alert is about, and its page: a marché, or a need; what a buyer alone names has none."""
    if suivi:
        return in_french(lisser(suivi.objet or translated(UNTITLED))), regard.page(suivi)
    href = "" if genre_of(one.besoin) else regard.fiche("segment", one.besoin)
    return regard.besoin(one.besoin, one.travaux), href


def _preuves(regard: Regard, one: Alerte, known: Mapping[str, Suivi]) -> list[tuple[str, str]]:
    """Where what it says is seen: the lines bought off marché, or the marchés compared."""
    found = proofs(regard, one) if one.mois and not one.marche_cle else _compared(regard, one, known)
    return [link for link in found if link[1]]


def _compared(regard: Regard, one: Alerte, known: Mapping[str, Suivi]) -> list[tuple[str, str]]:
    others = [known[key] for key in one.preuves if key in known and key != one.marche_cle]
    told = [(_numbered(suivi), regard.page(suivi)) for suivi in others]
    return [
        *told,
        (
            translated("les paiements"),
            regard.lignes(known[one.marche_cle]) if one.marche_cle in known else "",
        ),
    ]


def proofs(regard: Regard, one: Alerte) -> list[tuple[str, str]]:
    """The lines of a need that are on no marché: of a civil year, or of the months of a sliding window."""
    chosen = besoins.off(regard, one.besoin, one.acheteurs[0], one.travaux)
    years = {month.year for month in one.mois}
    whole = [date(year, month, 1) for year in years for month in range(1, 13)]
    return besoins.opened(regard, chosen, one.mois if len(years) > 1 else whole)


def _numbered(suivi: Suivi) -> str:
    return f"{suivi.marche_id} ({montant_lisible(suivi.montant_ht_centimes or 0)})"

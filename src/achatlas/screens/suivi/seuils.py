"""What the rules of alert say of the view: each alert with its text and its evidence, and what they cannot
tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import in_french, langue, translated
from achatlas.screens.suivi import hors_marche
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.alerte import Alerte, Bilan, Dossier, discover, examine
from achatlas.watch.droit import Droit
from achatlas.watch.suivi import Suivi


def bilan(regard: Regard) -> Bilan:
    """What every rule says of the marchés and of the needs of the view, in the language in force."""

    def compute() -> Bilan:
        droit = Droit(regard.demande.catalogue)
        return examine(Dossier(droit, regard.suivis, hors_marche.needs(regard)))

    found: Bilan = gate.recent(regard.scope, ("alertes", langue().code), compute)
    return found


def shown(found: Bilan, chosen: str) -> list[Alerte]:
    """The alerts of a rule; of all, those of needs by their highest step only, for the same months or the
    same marchés. The latest exercice comes first, then the greatest sum.
    """
    kept = [one for one in found.alertes if chosen in ("", one.code)]
    if not chosen:
        highest: dict[tuple[object, ...], Alerte] = {}
        for one in sorted((o for o in kept if o.besoin), key=lambda o: (o.code, o.seuil_centimes)):
            highest[one.acheteurs, one.besoin, one.mois[:1], one.preuves] = one
        kept = [one for one in kept if not one.besoin] + list(highest.values())
    return sorted(kept, key=lambda one: (-_year(one), -one.valeur_centimes, one.code, one.preuves))


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
    sujet = in_french(lisser(suivi.objet or translated(UNTITLED))) if suivi else regard.segment(one.besoin)
    href = regard.page(suivi) if suivi else regard.fiche("segment", one.besoin)
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


def _preuves(regard: Regard, one: Alerte, known: Mapping[str, Suivi]) -> list[tuple[str, str]]:
    """Where what it says is seen: the lines bought off marché, or the marchés compared."""
    found = _lines(regard, one) if one.mois and not one.marche_cle else _compared(regard, one, known)
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


def _lines(regard: Regard, one: Alerte) -> list[tuple[str, str]]:
    chosen = hors_marche.off(regard, one.besoin, one.acheteurs[0])
    years = sorted({str(month.year) for month in one.mois})
    return [(f"{translated('les lignes de')} {year}", regard.paiements(chosen, year)) for year in years]


def _numbered(suivi: Suivi) -> str:
    return f"{suivi.marche_id} ({montant_lisible(suivi.montant_ht_centimes or 0)})"

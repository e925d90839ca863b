"""Essential data: which marchés of the view are published, which are missing or late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import in_french, translated
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.publication import Cas, Savoir, Situation, counted, publications
from achatlas.watch.publication_mots import cas_dit, phrases

ORDER = (
    Cas.MANQUANT, Cas.A_CORRIGER, Cas.PUBLIE_TARD, Cas.PAS_ENCORE, Cas.INCONNU, Cas.LISTE_ALLEGEE,
    Cas.PUBLIE_DELAI_INCONNU, Cas.PUBLIE, Cas.NON_SOUMIS,
)  # fmt: skip
"""What must be looked at first."""
TEINTES = {Cas.MANQUANT: "alerte", Cas.A_CORRIGER: "terre", Cas.PUBLIE_TARD: "terre", Cas.PUBLIE: "ok"}


def situations(regard: Regard) -> Sequence[Situation]:
    """Where each marché of the view stands; of those of another buyer, that one answers."""

    def compute() -> Sequence[Situation]:
        own = [one for one in regard.suivis if regard.acheteur in ("", one.acheteur_siren)]
        return publications(own, regard.today, Savoir.of(regard.demande.catalogue))

    found: Sequence[Situation] = gate.recent(regard.scope, ("publications", regard.today), compute)
    return found


@dataclass(frozen=True)
class Classe:
    """A case: its name, how many marchés, its address."""

    cas: str
    nom: str
    teinte: str
    nombre: int
    href: str
    ici: bool


def classes(regard: Regard, found: Sequence[Situation], chosen: str) -> list[Classe]:
    """Every case with its number; together they are all the marchés of the view."""
    numbers = counted(found)
    return [
        Classe(
            cas,
            cas_dit(cas),
            TEINTES.get(cas, "neutre"),
            numbers[cas],
            regard.adresse("publication/", cas="" if cas == chosen else cas),
            cas == chosen,
        )
        for cas in ORDER
    ]


def kept(found: Sequence[Situation], chosen: str) -> list[Situation]:
    """The marchés of a case, of those to look at without one: the greatest amount first."""
    wanted = {chosen} if chosen else {Cas.MANQUANT, Cas.A_CORRIGER, Cas.PUBLIE_TARD}
    some = [one for one in found if one.cas in wanted]
    return sorted(some, key=lambda one: (ORDER.index(one.cas), -(one.montant or 0), one.suivi.marche_cle))


@dataclass(frozen=True)
class Rang:
    """A marché and its publication, ready to be written."""

    objet: str
    href: str
    sous: str
    cas: str
    teinte: str
    montant: str
    notifie: str
    phrases: tuple[str, ...]


def rangs(regard: Regard, some: Sequence[Situation]) -> list[Rang]:
    """The rows of these marchés."""
    return [_rang(regard, one) for one in some]


def _rang(regard: Regard, one: Situation) -> Rang:
    suivi, day = one.suivi, one.suivi.date_notification
    whose = regard.autre(suivi.acheteur_siren)
    return Rang(
        objet=in_french(lisser(suivi.objet or translated(UNTITLED))),
        href=regard.page(suivi),
        sous=f"{whose}, {suivi.marche_id}" if whose else suivi.marche_id,
        cas=cas_dit(one.cas),
        teinte=TEINTES.get(one.cas, "neutre"),
        montant=montant_lisible(one.montant) if one.montant else translated("inconnu"),
        notifie=f"{day:%d/%m/%Y}" if day else translated("inconnu"),
        phrases=phrases(one),
    )

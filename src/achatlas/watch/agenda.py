"""What comes due of marchés as events: reconductions, last ends, maxima exhausted, common days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from achatlas.domain.jours import later
from achatlas.langues import dire
from achatlas.watch import consommation_mots, fenetres_mots, fins_mots
from achatlas.watch.consommation import consommation, families
from achatlas.watch.fenetres import Fenetre
from achatlas.watch.fins import Echeance, Genre, fins
from achatlas.watch.ical import Evenement, uid
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi

Adresse = Callable[[Suivi], str]
TITRES = {
    Genre.RECONDUCTION: "Reconduction à décider : {objet}",
    Genre.FIN: "Fin de marché : {objet}",
}


def agenda(
    suivis: Iterable[Suivi], today: date, months: int, veille: Veille, adresse: Adresse
) -> tuple[Evenement, ...]:
    """The events of these marchés within some months, by day. ``adresse`` gives the page of a marché, "" for
    none. An end that may be renewed is told with its reconduction; an unknown one has no day; a reconduction
    to confirm is past, and is none.
    """
    found: list[Evenement] = []
    for family in families(suivis).values():
        for one in family:
            found += _ends(one, fins(one, today, months, veille, family[1:]), adresse(one))
        found += _exhausted(family, today, months, veille, adresse(family[0]))
    return tuple(sorted(found, key=lambda one: (one.jour, one.uid)))


def commun(fenetre: Fenetre, segment_code: str, libelle: str, adresse: str) -> Evenement:
    """The common day of a segment, which rings when the joint consultation is to be launched."""
    titre = dire("Fenêtre commune : {objet}", objet=libelle)
    said = "\n".join(fenetres_mots.resume(fenetre))
    return Evenement(uid("fenetre", segment_code), fenetre.jour, titre, said, adresse, fenetre.lancement)


def _ends(suivi: Suivi, falling: Sequence[Echeance], adresse: str) -> Iterator[Evenement]:
    free = {one.jour: one for one in falling if one.genre is Genre.FIN_SAUF_RECONDUCTION}
    for one in falling:
        if one.jour is None or one.genre not in TITRES:
            continue
        said = list(fins_mots.phrases(one))
        if one.genre is Genre.RECONDUCTION and one.jour in free:
            said += [told for told in fins_mots.phrases(free[one.jour]) if told not in said]
        key = uid(suivi.marche_cle, one.genre, str(one.rang))
        titre = dire(TITRES[one.genre], objet=_named(suivi))
        yield Evenement(key, one.jour, titre, _described(suivi, said), adresse, one.agir)


def _exhausted(
    family: Sequence[Suivi], today: date, months: int, veille: Veille, adresse: str
) -> Iterator[Evenement]:
    used, suivi = consommation(family, veille), family[0]
    if used.epuisement is None or not today <= used.epuisement <= later(today, months):
        return
    delai, key = veille.delai(suivi), uid(suivi.marche_cle, "epuisement")
    said = _described(suivi, consommation_mots.phrases(used, today))
    titre = dire("Maximum atteint (estimation) : {objet}", objet=_named(suivi))
    alarm = delai.launch(used.epuisement) if delai else None
    yield Evenement(key, used.epuisement, titre, said, adresse, alarm)


def _named(suivi: Suivi) -> str:
    return suivi.objet or suivi.marche_id or suivi.marche_cle


def _described(suivi: Suivi, said: Iterable[str]) -> str:
    titulaires = ", ".join(suivi.titulaires)
    more = [dire("Marché n° {numero}", numero=suivi.marche_id)] if suivi.marche_id else []
    return "\n".join([*said, *more, *([titulaires] if titulaires else [])])

"""V16: the procedure against the amount on the day, as far as essential data tell it. Never more than an
alert.
"""

from collections.abc import Iterator
from datetime import date

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """An adapted procedure above the formalised one, or a direct award above the dispensation."""
    name = regle.definition.listes["adaptee"] + regle.definition.listes["directe"]
    if fiche.procedure not in name or fiche.technique == "Concession":
        return
    if not fiche.cpv:
        yield Constat("nature_inconnue", "cpv", fiche.text("cpv"))
    elif fiche.notification is None:
        yield Constat("jour_inconnu", "date_notification", fiche.text("date_notification"))
    elif not (fiche.procedure in regle.definition.listes["adaptee"] and _social(fiche, regle)):
        known = fiche.day("date_avis")
        yield from _compared(
            fiche, regle, known or _launched(fiche.notification, regle.borne("mois_de_consultation"))
        )


def _social(fiche: Fiche, regle: Regle) -> bool:
    """Whether the CPV is one of the services that take an adapted procedure whatever their amount."""
    return fiche.cpv.startswith(regle.definition.listes["annexe_3"])


def _launched(notified: date, months: int) -> date:
    """The first of the month in which the consultation is thought to have begun."""
    rank = notified.year * 12 + notified.month - 1 - months
    return date(rank // 12, rank % 12 + 1, 1)


def _compared(fiche: Fiche, regle: Regle, day: date) -> Iterator[Constat]:
    works = fiche.cpv.startswith(regle.definition.listes["travaux"])
    kind = "adaptee" if fiche.procedure in regle.definition.listes["adaptee"] else "directe"
    (name,) = regle.definition.listes[f"{kind}_{'travaux' if works else 'fournitures_services'}"]
    limit = regle.savoir.seuils[name].on(day)
    euros = fiche.montant // 100
    if limit is None:
        yield Constat("seuil_inconnu", "date_notification", fiche.text("date_notification"))
    elif euros * 100 >= limit * (100 + regle.borne("marge_pour_cent")):
        yield Constat(f"{kind}_au_dessus", "montant_ht_centimes", str(euros), str(limit))
    elif euros >= limit:
        yield Constat(f"{kind}_dans_la_marge", "montant_ht_centimes", str(euros), str(limit))

"""The answer to a « what if », in French sentences with numbers, texts and days: indicative."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.domain.money import format_euros
from achatlas.watch.droit import EURO, Droit
from achatlas.watch.fenetre_de_besoin import rank_of, said
from achatlas.watch.jours import written
from achatlas.watch.simulation import Compare, Mesure, Porteur, Reponse

MARK = "à titre indicatif, à vérifier"


def sentences(droit: Droit, reponse: Reponse) -> tuple[str, ...]:
    """What is answered, one sentence after the other."""
    return tuple(_sentences(droit, reponse))


def _sentences(droit: Droit, reponse: Reponse) -> Iterator[str]:
    question = reponse.question
    what = f" : {question.libelle}" if question.libelle else ""
    named = (
        f"besoin {question.besoin_dit or question.besoin}"
        if question.besoin
        else "besoin non classé, l’achat seul est comparé"
    )
    yield f"Achat de {_euros(question.centimes)} le {written(question.day)}{what} ({named})."
    yield from _marches(reponse)
    yield from _mesure(droit, reponse, reponse.seul, "Hors marché sur ce besoin")
    if reponse.groupe is not None:
        count = len(reponse.groupe.acheteurs)
        what = f", segment {question.segment}" if question.segment != question.besoin else ""
        yield from _mesure(droit, reponse, reponse.groupe, f"Ensemble du groupe ({count} acheteurs{what})")
    yield from (f"Pour l’achat seul, {_step(one)}." for one in reponse.beside)
    yield from (f"Exception possible : {one.texte}." for one in reponse.exemptions)
    if not droit.told_on(question.day):
        yield (
            f"Les seuils ne sont connus que jusqu’au {written(droit.until)} : ceux du "
            f"{written(question.day)} peuvent être autres."
        )


def _euros(centimes: int) -> str:
    return format_euros(centimes, decimales=bool(centimes % EURO)) + " HT"


def _mesure(droit: Droit, reponse: Reponse, mesure: Mesure, named: str) -> Iterator[str]:
    day = reponse.question.day
    told = mesure.fin is not None and mesure.fin.year >= day.year
    year = f"{_euros(mesure.annee_centimes)} en {day.year}" if told else f"rien n’est connu de {day.year}"
    yield f"{named} : {year}{_window(mesure)} ; avec cet achat, {_euros(mesure.avec_centimes)}."
    if mesure.fin is None:
        yield "Aucun paiement de ces mois n’est connu : ce qui a été acheté alors n’est pas compté."
    elif rank_of(mesure.fin) < rank_of(day):
        yield (
            f"Les paiements ne sont connus que jusqu’à {said(mesure.fin)} : "
            "ce qui a été acheté depuis n’est pas compté."
        )
    if mesure.cut and mesure.debut is not None:
        yield (
            f"Les paiements ne sont connus que depuis {said(mesure.debut)} : "
            "ce qui a été acheté avant n’est pas compté."
        )
    yield from (f"{_step(one)}." for one in mesure.paliers)
    asked = droit.procedure(mesure.governs) if mesure.governs else droit.sous_la_dispense
    if mesure.governs or mesure.paliers[0].passed is False:
        yield f"Procédure ({MARK}) : {asked}."
    else:
        yield f"Procédure : inconnue, aucun seuil n’est connu au {written(day)}."


def _window(mesure: Mesure) -> str:
    if mesure.debut is None or mesure.fin is None:
        return ""
    return f", {_euros(mesure.glissante_centimes)} de {said(mesure.debut)} à {said(mesure.fin)}"


def _step(one: Compare) -> str:
    if one.marge_centimes is None:
        return one.palier.texte
    if one.passed is None:
        return f"{one.palier.texte} : peut-être atteint, la nature ou le genre de l’acheteur est inconnu"
    if one.passed:
        return f"{one.palier.texte} : atteint, dépassé de {_euros(-one.marge_centimes)}"
    freed = one.palier.passed(one.centimes)
    why = "sans objet, la dispense en affranchit ;" if freed else "non atteint,"
    return f"{one.palier.texte} : {why} il reste {_euros(one.marge_centimes)}"


def _marches(reponse: Reponse) -> Iterator[str]:
    question = reponse.question
    if not question.segment:
        yield "Segment inconnu : aucun marché ne peut être cherché."
    elif not reponse.porteurs:
        yield f"Aucun marché connu n’est en vigueur sur ce segment au {written(question.day)}."
    yield from map(_porteur, reponse.porteurs)
    if reponse.undated:
        yield f"Marchés du segment dont la notification est inconnue, non comptés : {reponse.undated}."


def _porteur(one: Porteur) -> str:
    suivi, told = one.suivi, []
    since = f" au {written(one.arrete)}" if one.arrete else ""
    told.append(
        "reste inconnu" if one.reste_centimes is None else f"il restait {_euros(one.reste_centimes)}{since}"
    )
    if one.exhausted:
        told.append(f"maximum sans doute atteint depuis le {written(one.exhausted)} (estimation)")
    if one.enough is False:
        told.append("trop peu pour cet achat")
    told.append(f"jusqu’au {written(one.last_day)}" if one.last_day else "fin inconnue")
    if one.firm is False:
        told.append("reconduction à confirmer")
    objet = f" ({suivi.objet})" if suivi.objet else ""
    more = ", ".join(told)
    first = " d’abord, si son objet couvre l’achat" if one.worth else ""
    return f"Marché {suivi.marche_id}{objet}{first} : {more} ; à vérifier."

"""An action as it is typed, from the chain that leads to it or from nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from achatlas.catalogue.load import Catalogue
from achatlas.domain.action import Action, Etat
from achatlas.domain.nombres import lisser
from achatlas.langues import dire, in_french, translated
from achatlas.screens.spaser import acte_segments
from achatlas.screens.spaser.actions import marche
from achatlas.screens.spaser.vue import Spaser
from achatlas.screens.suivi import fins
from achatlas.screens.suivi.regard import Regard

TITLE, WIDE, LONG = 160, 120, 600
BOUNDS = {"titre": TITLE, "pilote": WIDE, "note": LONG}


@dataclass(frozen=True)
class Typed:
    """What is typed, as texts: the fields of an action."""

    titre: str = ""
    etat: str = Etat.A_FAIRE.value
    indicateur: str = ""
    calcul: str = ""
    segment: str = ""
    levier: str = ""
    marche: str = ""
    acheteurs: tuple[str, ...] = ()
    pilote: str = ""
    echeance: str = ""
    note: str = ""

    @staticmethod
    def of(told: Mapping[str, str], acheteurs: Sequence[str]) -> Typed:
        """What a form, or an address, sends."""
        names = [one.name for one in fields(Typed) if one.name != "acheteurs"]
        said = {name: told[name].strip() for name in names if name in told}
        return Typed(**said, acheteurs=tuple(acheteurs))

    @staticmethod
    def written(kept: Action) -> Typed:
        """What an action says."""
        names = [one.name for one in fields(Typed) if one.name not in ("etat", "acheteurs")]
        told = {name: getattr(kept, name) for name in names}
        return Typed(**told, etat=kept.etat.value, acheteurs=kept.acheteurs)


def prefilled(vue: Spaser, regard: Regard, asked: Typed, open_to: Sequence[str]) -> Typed:
    """What a new action says before anybody types: what the chain led to. Its title names the lever and the
    marché, its day is that by which to launch what follows (the end of the marché when it is past), its buyer
    the one of the marché.
    """
    definitions = vue.demande.catalogue
    known = replace(
        asked,
        indicateur=asked.indicateur if asked.indicateur in definitions.indicateurs else "",
        segment=asked.segment if asked.segment in definitions.segments else "",
        levier=asked.levier if asked.levier in definitions.leviers else "",
    )
    suivi = marche(regard, asked.marche)
    own = tuple(open_to[:1]) if len(open_to) == 1 else (vue.acheteur,) if vue.acheteur in open_to else ()
    if suivi is None:
        return replace(known, marche="", acheteurs=own, titre=_title(vue, known, ""))
    whose = (suivi.acheteur_siren,) if suivi.acheteur_siren in open_to else own
    title = _title(vue, known, suivi.objet)
    return replace(known, acheteurs=whose, titre=title, echeance=_day(regard, suivi.marche_cle))


def _title(vue: Spaser, typed: Typed, objet: str) -> str:
    levier = vue.demande.catalogue.leviers.get(typed.levier)
    about = objet or (acte_segments.nom(vue, typed.segment) if typed.segment else "")
    named = in_french(lisser(levier.libelle)) if levier else ""
    return " : ".join(part for part in (named, in_french(lisser(about))) if part)[:TITLE]


def _fin(regard: Regard, key: str) -> fins.Fin | None:
    """The end of a marché, among those that are followed."""
    return next((fin for fin in fins.own(regard) if fin.suivi.marche_cle == key), None)


def _day(regard: Regard, key: str) -> str:
    """The day by which to launch what follows a marché; the day on which it ends, when that is past."""
    found = _fin(regard, key)
    day = found.fin.agir if found else None
    if found is None or day is None:
        return ""
    return (day if day >= regard.today else found.jour).isoformat()


def retard(regard: Regard, key: str) -> str:
    """That the day by which to launch what follows a marché is past; "" when it is not."""
    found = _fin(regard, key)
    day = found.fin.agir if found else None
    if found is None or day is None or day >= regard.today:
        return ""
    told = "En retard : il fallait lancer la suite avant le {jour} ; ce marché finit le {fin}."
    return dire(told, jour=f"{day:%d/%m/%Y}", fin=f"{found.jour:%d/%m/%Y}")


def choices(vue: Spaser, regard: Regard, typed: Typed) -> dict[str, list[tuple[str, str]]]:
    """What an action may be about: the lists of the form, by their names; a retired segment stays sayable."""
    known = vue.demande.catalogue
    codes = [one for one in known.segments if one not in known.retires or one == typed.segment]
    indicators = known.indicateurs.items()
    return {
        "indicateurs": [
            (name, f"{name.upper()} {in_french(lisser(one.libelle))}") for name, one in indicators
        ],
        "leviers": [(name, in_french(lisser(one.libelle))) for name, one in known.leviers.items()],
        "segments": [(code, regard.segment(code)) for code in codes],
    }


def read(
    typed: Typed, definitions: Catalogue, open_to: Sequence[str], alone: bool
) -> tuple[dict[str, object], dict[str, str]]:
    """The fields of an action, and what is wrong by field; ``alone``: it must be for one of these buyers."""
    wrong = _words(typed) | _references(typed, definitions) | _choices(typed)
    if said := _whose(typed, open_to, alone):
        wrong["acheteurs"] = said
    told = {one.name: getattr(typed, one.name) for one in fields(Typed)}
    etat = Etat.A_FAIRE if "etat" in wrong else Etat(typed.etat)
    return {**told, "etat": etat, "acheteurs": tuple(sorted(typed.acheteurs))}, wrong


def _choices(typed: Typed) -> dict[str, str]:
    found = {}
    if typed.etat not in [one.value for one in Etat]:
        found["etat"] = translated("Choisissez un état.")
    if typed.echeance and not _is_day(typed.echeance):
        found["echeance"] = translated("Écrivez une date, comme 2027-03-31.")
    return found


def _whose(typed: Typed, open_to: Sequence[str], alone: bool) -> str:
    if unknown := [one for one in typed.acheteurs if one not in open_to]:
        return f"{translated('Acheteur inconnu')} : {', '.join(unknown)}"
    return translated("Cochez votre acheteur.") if alone and not typed.acheteurs else ""


def _words(typed: Typed) -> dict[str, str]:
    found = {}
    for name, most in BOUNDS.items():
        said = str(getattr(typed, name))
        if len(said) > most or not said.replace("\n", "").replace("\r", "").isprintable():
            found[name] = translated("Ce texte est trop long, ou porte un signe illisible.")
    if not typed.titre:
        found["titre"] = translated("Écrivez ce qui est à faire.")
    return found


def _references(typed: Typed, definitions: Catalogue) -> dict[str, str]:
    """What an action is about must exist."""
    known = {
        "indicateur": definitions.indicateurs,
        "segment": definitions.segments,
        "levier": definitions.leviers,
    }
    wrong = {
        name: translated("Choisissez dans la liste.")
        for name, some in known.items()
        if getattr(typed, name) not in ("", *some)
    }
    figures = definitions.indicateurs[typed.indicateur].calculs if typed.indicateur and not wrong else {}
    return wrong | (
        {"indicateur": translated("Choisissez dans la liste.")} if typed.calcul not in ("", *figures) else {}
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

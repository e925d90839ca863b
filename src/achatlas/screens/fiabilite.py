"""The published measures as the page shows them: every value written, every drawing made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from achatlas.catalogue.fiabilite import engines as named
from achatlas.catalogue.fiabilite import fingerprint
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_fiabilite import Compte, Fiabilite, Measured, Moteur, Published
from achatlas.domain.nombres import accord, avec_unite, de_a, entier, entre, lisser, montant, unite_de
from achatlas.langues import dire, langue, translated
from achatlas.marks import _interval, _seuils
from achatlas.marks._seuils import Courbe
from achatlas.screens.depots import day

NOTHING, LAST = "—", 90
LINES = (("précision", "precision"), ("rappel", "rappel"))


def sujet(catalogue: Catalogue, one: Fiabilite) -> dict[str, Any]:
    """A thing that is measured, and its published measures."""
    version = fingerprint(catalogue, one)
    return {
        "id": one.id,
        "libelle": lisser(one.libelle),
        "definition": lisser(one.definition),
        "precision": lisser(one.precision),
        "rappel": lisser(one.rappel),
        "seuil": lisser(one.seuil),
        "ignore": [lisser(text) for text in one.ignore],
        "mesures": [measure(catalogue, one, told, version) for told in catalogue.published(one.id)],
    }


def measure(catalogue: Catalogue, one: Fiabilite, told: Published, version: str) -> dict[str, Any]:
    """A published measure: the sentence, the two drawings and their tables, the engines, how to make it
    again.
    """
    mesure = told.mesure
    return {
        "id": told.id,
        "libelle": lisser(translated(told.libelle)),
        "description": lisser(told.description),
        "simule": told.simule,
        "unite": translated(told.unite),
        "nombre": entier(mesure.n),
        "phrase": sentence(one, mesure),
        "parts": shares(mesure, told.unite),
        "dessin": _interval.dessiner(bars(mesure, told.unite)),
        "courbe": seuils(mesure) | {"de": _graded(catalogue, one, told)},
        "moteurs": engines(catalogue, one, mesure),
        "groupes": [_counted(lisser(group.libelle), group) for group in mesure.groupes],
        "absents": _absent(mesure),
        "compared": compared(mesure),
        "sureness": calibration(mesure),
        "presences": [{"presents": p.presents, "entre": _between(p.precision_ic)} for p in mesure.presences],
        "date": day(told.date.isoformat()),
        "version": told.empreinte,
        "a_jour": told.empreinte == version,
        "commande": told.commande,
    }


def sentence(one: Fiabilite, mesure: Measured) -> str:
    """The measure in one sentence, with its intervals; by cases."""
    ends = {
        name: _between(getattr(mesure, f"{name}_ic")).removesuffix(langue().pour_cent) for _, name in LINES
    }
    return lisser(one.phrase.format(**ends))


def _between(ends: Sequence[float] | None) -> str:
    return entre(ends) if ends is not None else NOTHING


def _kinds(mesure: Measured, unite: str) -> list[tuple[str, Compte, str]]:
    """What is counted: cases, then euros where they are known (their unit)."""
    unit = unite_de(mesure.euros.n) if mesure.euros else ""
    return [(unite, mesure, ""), *([("euros", mesure.euros, unit)] if mesure.euros else [])]


def bars(mesure: Measured, unite: str) -> list[tuple[str, str, Sequence[float]]]:
    """The rows of the drawing: precision then recall, in cases then in euros."""
    return [
        (_named(word, kind), _between(ends), ends)
        for word, name in LINES
        for kind, count, _ in _kinds(mesure, unite)
        if (ends := getattr(count, f"{name}_ic")) is not None
    ]


def _named(word: str, kind: str) -> str:
    return dire("{mesure}, en {unite}", mesure=translated(word).capitalize(), unite=translated(kind))


def shares(mesure: Measured, unite: str) -> list[dict[str, str]]:
    """The rows of the table under it: how many right, of how many."""
    found = []
    for word, name in LINES:
        for kind, count, unit in _kinds(mesure, unite):
            whole = count.trouves if name == "precision" else count.au_repertoire
            found.append(
                {
                    "nom": _named(word, kind),
                    "justes": _amount(count.justes, unit),
                    "sur": _amount(whole, unit),
                    "entre": _between(getattr(count, f"{name}_ic")),
                }
            )
    return found


def _amount(value: int, unit: str) -> str:
    return avec_unite(montant(value, unit), unit) if unit else entier(value)


def seuils(mesure: Measured) -> dict[str, Any]:
    """The curve, and its table."""
    lines = [
        Courbe(
            word,
            tuple(
                (point.seuil, getattr(point, name), getattr(point, f"{name}_ic"))
                for point in mesure.courbe
                if getattr(point, name) is not None
            ),
        )
        for word, name in LINES
    ]
    rows = [
        {
            "seuil": point.seuil,
            "ici": point.seuil == mesure.seuil,
            "trouves": entier(point.trouves),
            "precision": _between(point.precision_ic),
            "rappel": _between(point.rappel_ic),
        }
        for point in mesure.courbe
    ]
    return {**_seuils.dessiner(lines, mesure.seuil), "seuil": mesure.seuil, "lignes": rows}


def _graded(catalogue: Catalogue, one: Fiabilite, told: Published) -> str:
    """What the curve is of, when it is not of the whole sample."""
    graded = next((m for m in told.mesure.moteurs if m.moteur == told.mesure.gradue), None)
    if graded is None or graded.n == told.mesure.n:
        return ""
    known = named(catalogue, one)
    nom = known.get(graded.moteur, graded.moteur)
    return dire(
        "« {nom} », {n} {unite} laissés par les autres",
        nom=nom,
        n=entier(graded.n),
        unite=translated(told.unite),
    )


def engines(catalogue: Catalogue, one: Fiabilite, mesure: Measured) -> dict[str, Any] | None:
    """Engine by engine, the heaviest first, then what none told; None when there is one engine only."""
    if len(mesure.moteurs) < 2:
        return None
    euros = mesure.euros is not None
    unit = unite_de(mesure.euros.n) if mesure.euros else ""
    known = named(catalogue, one)
    spoke = sorted((m for m in mesure.moteurs if m.trouves), key=lambda m: -_weight(m).trouves)
    whole = _weight(mesure)
    return {
        "euros": euros,
        "unite": unit or "cas",
        "lignes": [_engine(known.get(m.moteur, m.moteur), m, unit) for m in spoke],
        "reste": {"n": entier(mesure.n - mesure.trouves), "poids": _bare(whole.n - whole.trouves, unit)},
        "total": {"n": entier(mesure.n), "poids": _bare(whole.n, unit)},
    }


def _weight(count: Compte) -> Compte:
    """What a count weighs: its euros where they are known."""
    euros: Compte | None = getattr(count, "euros", None)
    return euros or count


def _bare(value: int, unit: str) -> str:
    return montant(value, unit) if unit else entier(value)


def _engine(nom: str, told: Moteur, unit: str) -> dict[str, Any]:
    weighed = _weight(told)
    ends = weighed.precision_ic or (0.0, 1.0)
    return {
        "nom": lisser(nom),
        "n": entier(told.trouves),
        "poids": _bare(weighed.trouves, unit),
        "faux": entier(told.trouves - told.justes),
        "entre": _between(weighed.precision_ic),
        "barre": _interval.barre(ends),
    }


def _counted(nom: str, told: Compte) -> dict[str, Any]:
    return {
        "nom": nom,
        "n": entier(told.n),
        "presents": entier(told.au_repertoire),
        "precision": _between(told.precision_ic),
        "rappel": _between(told.rappel_ic),
    }


def compared(mesure: Measured) -> dict[str, Any] | None:
    """The ways or the levels that were measured beside each other."""
    told = mesure.compared
    if told is None:
        return None
    columns = [lisser(translated(nom)) for nom in told.colonnes]
    lines = [
        {
            "nom": lisser(translated(one.nom)),
            "ours": one.ours,
            "parts": [
                {"nom": nom, "entre": _between(ends) if ends else NOTHING}
                for nom, ends in zip(columns, one.parts, strict=True)
            ],
        }
        for one in told.lignes
    ]
    titre, note = lisser(translated(told.titre)), lisser(translated(told.note))
    return {"titre": titre, "colonnes": columns, "lignes": lines, "note": note}


def calibration(mesure: Measured) -> list[dict[str, Any]]:
    """By ten points of sureness: what was announced, what held."""
    return [
        {
            "de": de_a(str(one.de), str(min(one.de + 9, 100) if one.de < LAST else 100)),
            "n": entier(one.n),
            "annonce": entier(round(100 * one.annonce)),
            "ici": f"{100 * one.annonce:.1f}%",
            "entre": _between(one.juste_ic),
            "barre": _interval.barre(one.juste_ic),
        }
        for one in mesure.sureness
    ]


def _absent(mesure: Measured) -> Mapping[str, str] | None:
    """The false alarms."""
    told = mesure.absents
    if not told.n:
        return None
    return {
        "n": accord(told.n, "cas", "cas"),
        "trouves": entier(told.trouves),
        "entre": _between(told.part_ic),
    }

"""The words of the page of an operator: its name, its sentence, what follows from its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import gate
from achatlas.analyse.fiche import PAYE, Fiche, Held, by, known, summed
from achatlas.catalogue.load import Catalogue
from achatlas.domain.identifiers import is_siren
from achatlas.domain.nombres import (
    FINE,
    accord,
    en_lettres,
    en_pourcent,
    evolution,
    lisser,
    montant_lisible,
    pourcent,
)
from achatlas.langues import dire, in_french, translated
from achatlas.screens.depots import day
from achatlas.screens.mots import periode
from achatlas.screens.operateurs.demande import Question

SOUS_MARCHE = "sous_marche"
INCONNU = "inconnu"
RESELLER = "grossiste"


def noms(asked: Question, axe: str) -> Mapping[str, str]:
    """The names of the members of an axis in this view."""
    return gate.libelles(gate.axe_of(axe, "achats", asked.acces.scope), asked.acces.scope)


def grouper(numero: str) -> str:
    """« 000 900 001 », « 000 900 001 00014 »: a SIREN or a SIRET as people read them; others as they are."""
    if not numero.isdecimal() or len(numero) not in (9, 14):
        return numero
    return FINE.join((numero[:3], numero[3:6], numero[6:9], numero[9:])).strip(FINE)


def nom(one: Fiche, asked: Question) -> str:
    """How the page calls the operator: its name in the directory, else as it is written. Of one whose
    diffusion is partial, the common view gives the number alone.
    """
    if one.undisclosed and asked.consolidee:
        return f"SIREN {grouper(one.id)}"
    return in_french(lisser(str(one.repertoire.get("denomination") or "") or one.nom))


def nom_de_groupe(code: str, one: Fiche, asked: Question) -> str:
    """The name of a group: that of its list, else of the enterprise at its head, else its SIREN: a member's
    name is not the group's.
    """
    if code == one.repertoire.get("repreneur_siren"):
        return lisser(str(one.repertoire["repreneur_nom"])) or f"SIREN {grouper(code)}"
    if code == one.id:
        return nom(one, asked)
    labels = noms(asked, "fournisseur" if is_siren(code) else "groupe")
    return lisser(labels.get(code, f"SIREN {grouper(code)}" if is_siren(code) else code))


def numero(one: Fiche) -> tuple[str, str]:
    """The identifier and what it is."""
    if is_siren(one.id):
        return "SIREN", grouper(one.id)
    if (
        one.id[:2].isalpha()
        and one.profils
        and by(one.profils, "identification").get("tva_etrangere") is not None
    ):
        return translated("TVA"), one.id
    return translated("Identifiant"), ""


def jour(said: date | None) -> str:
    """« 12 mars 2025 », empty when unknown."""
    return day(said.isoformat()) if said else ""


def sous_marche(rows: tuple[Mapping[str, object], ...]) -> int:
    """What of these payments cites a known marché, in cents."""
    return sum(cents for code, cents in by(rows, "rattachement").items() if code.startswith(SOUS_MARCHE))


def phrase(one: Fiche, held: Held, asked: Question) -> str:
    """One to three sentences: who paid it how much, for what, and who depends on it."""
    rows = one.de(asked.annee)
    total = sum(row[PAYE] for row in rows)
    if not rows:
        return _nothing(one, asked)
    said = [
        dire(
            "{qui} {montant} {periode}{pour}",
            qui=_paying(one, asked),
            montant=montant_lisible(total),
            periode=periode(asked),
            pour=_for(rows, total, asked),
        )
    ]
    if total > 0:
        said.append(
            dire(
                "{part} sont sous un marché connu",
                part=en_pourcent(pourcent(sous_marche(rows), total, 0)),
            )
        )
    told = translated(" ; ").join(said) + "."
    return f"{told[:1].upper()}{told[1:]} {_majority(held, asked)}".strip()


def _nothing(one: Fiche, asked: Question) -> str:
    years = sorted({row["exercice"] for row in one.paid})
    if not years:
        return translated("Aucun paiement : il n’est connu ici que par ses marchés.")
    return dire(
        "Aucun paiement {periode} ; le dernier exercice payé est {years}.",
        periode=periode(asked),
        years=years[-1],
    )


def _paying(one: Fiche, asked: Question) -> str:
    """« douze acheteurs lui ont payé »."""
    paying = by(one.de(asked.annee), "acheteur")
    if not asked.consolidee or len(paying) == 1:
        return dire(
            "{nom_court} lui a payé",
            nom_court=asked.territoire.acheteur(next(iter(paying))).dit,
        )
    return dire("{paying} acheteurs lui ont payé", paying=en_lettres(len(paying)))


def _for(rows: tuple[Mapping[str, object], ...], total: int, asked: Question) -> str:
    """« , surtout pour Peinture (62 %) »: the heaviest segment."""
    heaviest, cents = next(iter(by(rows, "segment").items()))
    if total <= 0 or not heaviest:
        return ""
    name = lisser(noms(asked, "segment").get(heaviest, heaviest))
    if cents == total:
        return dire(", uniquement en « {nom} »", nom=name)
    return dire(", surtout en « {nom} » ({part})", nom=name, part=en_pourcent(pourcent(cents, total, 0)))


def _majority(held: Held, asked: Question) -> str:
    """« Deux acheteurs lui confient plus de la moitié d’un segment. »"""
    paying = {part.acheteur for part in held.majorites}
    if not paying:
        return ""
    if not asked.consolidee:
        count = accord(len(held.majorites), "segment")
        return dire("Il fait plus de la moitié de {count}.", count=count)
    if len(paying) == 1:
        name = asked.territoire.acheteur(next(iter(paying))).dit
        return dire("{name} lui confie plus de la moitié d’un segment.", name=name)
    return dire(
        "{paying} acheteurs lui confient plus de la moitié d’un segment.",
        paying=en_lettres(len(paying)).capitalize(),
    )


def change(one: Fiche, asked: Question) -> str:
    """« +12,0 % contre 2024 », empty when nothing is compared."""
    if not asked.contre:
        return ""
    now, then = (sum(row[PAYE] for row in one.de(year)) for year in (asked.annee, asked.contre))
    return dire("{change} contre {annee}", change=evolution(now, then), annee=asked.contre)


@dataclass(frozen=True)
class Notice:
    """A state that a person must know: what, and what follows from it with its reference."""

    quoi: str
    suite: str
    href: str = ""
    vers: str = ""


def notices(one: Fiche, asked: Question) -> list[Notice]:
    """The states that call for something: ceased, in proceedings, an establishment paid that is closed."""
    suites = _suites(asked.catalogue)
    told = []
    if one.repertoire.get("etat") == "C":
        since = jour(one.repertoire.get("date_fermeture"))
        quoi = (
            dire("Entreprise cessée le {since}", since=since)
            if since
            else translated("Entreprise cessée, à une date inconnue")
        )
        taker = str(one.repertoire.get("repreneur_siren") or "")
        name = str(one.repertoire.get("repreneur_nom") or "") or grouper(taker)
        href = asked.fiche(taker) if known([taker], asked.acces.scope) else ""
        told.append(
            Notice(
                quoi, suites["cesse"], href, dire("{nom} a pris sa suite", nom=lisser(name)) if taker else ""
            )
        )
    for row in one.mentions:
        if row["liste"] == "procedure":
            quoi = dire(
                "En procédure collective : {row}, {row2} ({row3})",
                row=row["valeur"],
                row2=jour(row["date"]),
                row3=row["source"],
            )
            told.append(Notice(lisser(quoi), suites["procedure"]))
    return told + _closed(one, asked, suites["ferme"]) + _resold(one, asked, suites["centrale"])


def _resold(one: Fiche, asked: Question, suite: str) -> list[Notice]:
    """What a centrale that buys to sell again hides."""
    models = {row["siren"]: row["modele"] for row in asked.catalogue.lines("referentiels/centrales.csv")}
    return (
        [Notice(translated("Le vrai fournisseur est caché"), suite)] if models.get(one.id) == RESELLER else []
    )


def _closed(one: Fiche, asked: Question, suite: str) -> list[Notice]:
    """The establishments paid in the year that are closed now."""
    paid = {siret for (siret,), cents in summed(one.de(asked.annee), "etablissement").items() if cents}
    closed = [row for row in one.etablissements if row["etat"] == "F" and row["siret"] in paid]
    if not closed or one.repertoire.get("etat") == "C":
        return []
    quoi = accord(len(closed), "établissement payé est fermé", "établissements payés sont fermés")
    return [Notice(quoi, suite)]


def _suites(definitions: Catalogue) -> Mapping[str, str]:
    told: Mapping[str, Mapping[str, str]] = definitions.regle("operateurs")["suites"]
    return {etat: _suite(translated(one["dit"]), translated(one["reference"])) for etat, one in told.items()}


def _suite(dit: str, reference: str) -> str:
    return lisser(f"{dit.rstrip('.')} ({reference}).")

"""One deposit on its page: the finding, the steps, the balance, what may be done, what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from achatlas.catalogue import signalements
from achatlas.catalogue.models_sources import Profil, Source
from achatlas.catalogue.signalements import REGLES
from achatlas.catalogue.signalements import words as reasons
from achatlas.domain.balance import Account, Ledger, total
from achatlas.domain.nombres import accord, entier, euros, lisser
from achatlas.ingest.discover import discover
from achatlas.langues import dire, translated
from achatlas.pipeline import Workshop, effect, rejects, report
from achatlas.pipeline.depots import AJOUTER, REMPLACER
from achatlas.pipeline.effect import ATTEND, COMPTE, Effect
from achatlas.screens import columns
from achatlas.screens import depots as words
from achatlas.store.control_totals import Controls
from achatlas.store.publications import POINTEUR
from achatlas.store.register import Depot
from achatlas.web import bilan
from achatlas.web.depots import listing

SEPARATEURS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
ENCODAGES = {"cp1252": "Windows-1252", "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16"}
FORMATS = {"csv": "CSV", "tableur": "classeur", "json": "JSON", "parse": "flux comptable"}


@dataclass(frozen=True)
class Step:
    """A step of the way: done, current or to come."""

    texte: str
    etat: str


def context(atelier: Workshop, depot: Depot) -> dict[str, Any]:
    """Everything that the page of a deposit shows."""
    account = atelier.register.reading(depot.instantane) or Ledger(Account(), Account())
    actes = atelier.register.actes()
    etat = effect.state(depot, actes)
    change = effect.effect(atelier, depot, account)
    known = listing.names()
    nature = "marchés" if depot.lecture.get("table") == "brut__marches" else "mandats"
    return {
        "depot": depot,
        "acheteur": known.get(depot.acheteur_siren or "", translated(listing.SEVERAL)),
        "etat": etat,
        "etat_dit": words.state(etat),
        "titre": finding(account),
        "phrase": sentence(depot, account, etat),
        "etapes": steps(atelier, depot, etat),
        "compte": bilan.compte(depot.fichier, translated(nature), account),
        "rejets": rows("rejet", account.rejets, atelier),
        "exclus": rows("exclu", account.exclus, atelier),
        "doublons": rows("doublon", account.doublons, atelier),
        "redeposable": rejects.layout_of(atelier, depot) is not None,
        "signalements": signalements.told(atelier.catalogue, depot.signalements, depot.lecture),
        **columns.told(atelier, depot),
        "controle": control(atelier, depot, account),
        "change": changed(depot, change),
        "propose": report.proposed(depot),
        "touches": bool(change.touches),
        "vu": atelier.register.last_act(),
        "publie": accord(account.acceptes.lignes, "ligne"),
        "nombre_rejets": entier(sum(one.lignes for one in account.rejets.values())),
        "taille": words.size(depot.octets),
        "quand": words.moment(depot.depose_le),
        "qui": listing.authors(atelier, actes).get(depot.sha256, ""),
        "choix": ((REMPLACER, translated("Remplacer")), (AJOUTER, translated("Ajouter"))),
    }


def finding(account: Ledger) -> str:
    """The title: how many lines were read, and whether one is missing."""
    lost = abs(account.ecart().lignes)
    read = accord(account.lu.lignes, "ligne lue", "lignes lues")
    return bilan.lost(read, lost, juste=account.equilibre)


ENDS = {
    ATTEND: "Rien n’est publié tant que vous n’avez pas validé.",
    COMPTE: "Ce dépôt est compté.",
    "remplace": "Un dépôt plus récent l’a remplacé : il n’est plus compté, ses octets sont gardés.",
    "retire": "Il a été retiré : il n’est plus compté, ses octets sont gardés.",
}
"""What a deposit is now, by its state."""


def sentence(depot: Depot, account: Ledger, etat: str) -> str:
    """What became of the lines, and whether anything shows yet."""
    kept = account.acceptes.lignes
    parts = [dire("{lignes} entre" if kept < 2 else "{lignes} entrent", lignes=accord(kept, "ligne"))]
    for bucket, one, many in (
        (account.rejets, "{n} attend une correction", "{n} attendent une correction"),
        (account.exclus, "{n} n’est pas un achat", "{n} ne sont pas des achats"),
        (account.doublons, "{n} était déjà là", "{n} étaient déjà là"),
    ):
        count = sum(part.lignes for part in bucket.values())
        if count:
            parts.append(translated(one if count < 2 else many).format(n=entier(count)))
    return f"{', '.join(parts)}. {translated(ENDS[etat])}"


def steps(atelier: Workshop, depot: Depot, etat: str) -> list[Step]:
    """Reading, columns, balance, publication."""
    profil = columns.profile(atelier, depot)
    done = etat != ATTEND
    return [
        Step(dire("✓ Lecture : {forme}", forme=_dialect(atelier, depot)), "ok"),
        Step(dire("✓ Colonnes : {profil}", profil=profil), "ok"),
        Step(translated("✓ Bilan" if done else "3. Bilan"), "ok" if done else "ici"),
        Step(_published(atelier, depot, etat), "ici" if done else ""),
    ]


def _dialect(atelier: Workshop, depot: Depot) -> str:
    """How the file is written: « CSV, Windows-1252, point-virgule »."""
    said, found = depot.lecture, discover(atelier.catalogue).get(depot.source)
    profil = found.profils.get(depot.profil or "") if found else None
    described: Source | Profil | None = profil or (found.definition if found else None)
    kind = translated(FORMATS.get(described.lecture.format, "")) if described else ""
    encodage = ENCODAGES.get(said.get("encodage", ""), said.get("encodage", ""))
    parts = (kind or depot.source, encodage, translated(SEPARATEURS.get(said.get("separateur", ""), "")))
    return ", ".join(part for part in parts if part)


def _published(atelier: Workshop, depot: Depot, etat: str) -> str:
    if etat == ATTEND:
        return translated("4. Publication")
    version = atelier.register.pointed(POINTEUR)
    return (
        dire("✓ Publication : version {version}", version=version)
        if etat == COMPTE and version
        else words.state(etat)[1].capitalize()
    )


def rows(kind: str, bucket: Mapping[str, Account], atelier: Workshop) -> dict[str, Any]:
    """The lines of a bucket by reason, from the most frequent, each with what to do; and their total."""
    known = reasons(atelier.catalogue.file(REGLES), kind)
    found = []
    for nom, part in sorted(bucket.items(), key=lambda one: -one[1].lignes):
        said = known.get(nom, {})
        libelle = said.get("libelle", nom.replace("_", " ").capitalize())
        faire = translated(said.get("que_faire", ""))
        amount = _amount(kind, part)
        found.append(
            {
                "libelle": lisser(translated(libelle)), "lignes": entier(part.lignes), "euros": amount,
                "faire": lisser(faire[:1].upper() + faire[1:]),
            }
        )  # fmt: skip
    whole = total(bucket.values())
    return {
        "lignes": found,
        "nombre": whole.lignes,
        "total": entier(whole.lignes),
        "euros": _amount(kind, whole),
        "titre": accord(whole.lignes, *NOUNS[kind]),
    }


def _amount(kind: str, part: Account) -> str:
    """An unreadable amount is unknown, not nil: both counters hold it for zero."""
    unknown = kind == "rejet" and part.lignes and not part.centimes_absolus
    return translated("inconnu") if unknown else euros(part.centimes)


NOUNS = {
    "rejet": ("ligne rejetée", "lignes rejetées"),
    "exclu": ("ligne exclue", "lignes exclues"),
    "doublon": ("doublon", "doublons"),
}


def control(atelier: Workshop, depot: Depot, account: Ledger) -> dict[str, Any]:
    """The total typed by the buyer, and how it compares."""
    said = Controls(atelier.home).last().get(depot.sha256)
    base = {
        "acceptees": euros(account.acceptes.centimes),
        "rejetees": euros(total(account.rejets.values()).centimes),
    }
    if said is None:
        return {**base, "saisi": False}
    gaps = effect.compared_with(said, account)
    best = effect.reconciled(gaps)
    rejected = sum(part.lignes for part in account.rejets.values())
    reserve = translated("sous réserve de la seule ligne rejetée")
    if rejected != 1:
        reserve = dire("sous réserve des {lignes}", lignes=accord(rejected, *NOUNS["rejet"]))
    return {
        **base,
        "saisi": True,
        "total": euros(said.centimes),
        "ecart": euros(best.ecart),
        "rapproche": best.ecart == 0,
        "comment": translated(words.LOGICIEL[best.nom]),
        "reserve": reserve if rejected and best.nom != "acceptees" else "",
        "qui": said.qui,
        "quand": words.moment(said.date),
        "exclues": euros(total(account.exclus.values()).centimes),
    }


def changed(depot: Depot, change: Effect) -> dict[str, Any]:
    """What publishing would change: former version, this deposit, difference."""
    lines, cents = change.avant
    return {
        "periode": words.period(change.mois),
        "avant": [
            {
                "nom": dire("« {nom} »", nom=one.depot.fichier) + f", {words.day(one.depot.depose_le)}",
                "lignes": entier(one.lignes), "euros": euros(one.centimes),
                "reste": "" if one.entier else translated("ses autres mois restent comptés"),
            }
            for one in change.touches
        ],
        "lignes": entier(change.lignes),
        "euros": euros(change.centimes),
        "diff_lignes": words.signed(entier(change.lignes - lines)),
        "diff_euros": words.signed(euros(change.centimes - cents)),
        "plus_lignes": words.signed(entier(change.lignes)),
        "plus_euros": words.signed(euros(change.centimes)),
    }  # fmt: skip

"""Who was really paid, where the rules cannot tell: the queue left to persons, what a decision moves, and
what was decided. Every question says whose writings may be seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from achatlas.cleanse.values import tiers
from achatlas.domain.errors import ActeConcurrent, OutOfScope, WrongIdentifiant
from achatlas.domain.identifiers import is_siren, is_siret
from achatlas.domain.judgement import NATURES, SETTLING, Judgement
from achatlas.marts.ecrits import LINE, TEXTS
from achatlas.marts.ecrits import written as by_number
from achatlas.pipeline import ways
from achatlas.pipeline.ways import Regard
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.pipeline.written import (
    Candidat,
    Ecrit,
    File,
    Liste,
    Listes,
    Nom,
    Part,
    Portee,
    Reconnu,
    reference,
)
from achatlas.store import ecrits as store
from achatlas.store.rapprochements import Rapprochement, Rapprochements
from achatlas.store.register import now
from achatlas.store.snapshots import SIRENE

LIEN = "lien"
LONGEST = 10
PROOF = " · "
NOM = "nom"


def folders(atelier: Workshop) -> tuple[Path, Path] | None:
    """Where the marts and the reconciliation of the last run stand; None before the first."""
    key = atelier.register.pointed(CARTES)
    return (atelier.snapshots.path(CARTES, key), atelier.snapshots.path(LIEN, key)) if key else None


def repertoire(atelier: Workshop) -> Path | None:
    """Where the directory of enterprises stands; None before its first import."""
    key = atelier.register.pointed(SIRENE)
    return atelier.snapshots.path(SIRENE, key) if key else None


def lists(atelier: Workshop, portee: Portee) -> Listes | None:
    """What these buyers write that nobody can name yet, and what the machine named, the heaviest first; None
    before the first run.
    """
    found = folders(atelier)
    if found is None:
        return None
    seen = _regard(atelier)
    rows = store.weights(found[0], portee.acheteurs, sauf=seen.written)
    told = ways.progress(store.sums(found[0], portee.acheteurs), rows, seen)
    return Listes(File(ways.waiting(rows, seen), told), File(ways.recognised(rows, seen), told))


def queue(atelier: Workshop, portee: Portee) -> File | None:
    """What nobody can name yet of what these buyers write, the heaviest first; None before the first run."""
    found = lists(atelier, portee)
    return found.file if found else None


def _regard(atelier: Workshop) -> Regard:
    return ways.regard(atelier.catalogue, Rapprochements(atelier.home).standing())


def details(
    atelier: Workshop, portee: Portee, cles: Collection[str], liste: Liste = Liste.FILE
) -> dict[str, Ecrit]:
    """All that these buyers write of some names of a list, the heaviest buyer first; of what is known
    otherwise, when nothing of it is in the list.
    """
    found = folders(atelier)
    if found is None:
        return {}
    seen = _regard(atelier)
    listed = seen.recognised if liste == Liste.RECONNUS else seen.waits
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in store.ecrits(found[0], portee.acheteurs, cles):
        rows.setdefault(row["ecrit_cle"], []).append(row)
    return {cle: _ecrit(cle, [*filter(listed, own)] or own) for cle, own in rows.items()}


def _ecrit(cle: str, rows: Iterable[Mapping[str, Any]]) -> Ecrit:
    parts = sorted(map(_part, rows), key=lambda one: (-one.centimes, one.acheteur))
    return Ecrit(cle, tuple(parts))


def _part(row: Mapping[str, Any]) -> Part:
    texts: dict[str, Any] = {name: tuple(filter(None, row[name].split(LINE))) for name in TEXTS}
    years = (row["premier_exercice"], row["dernier_exercice"])
    paid = (row["montant_ht_centimes"], row["lignes"])
    return Part(row["acheteur_siren"], ways.state(row), *paid, **texts, exercices=years)


def written(atelier: Workshop, portee: Portee) -> set[str]:
    """The keys of all that these buyers write, known or not."""
    found = folders(atelier)
    return {row["ecrit_cle"] for row in store.weights(found[0], portee.acheteurs)} if found else set()


def candidats(atelier: Workshop, portee: Portee, cle: str) -> list[Candidat]:
    """The enterprises that a writing may be, the likeliest first, without those that somebody refused."""
    found = folders(atelier)
    rows = store.candidats(found[1], portee.acheteurs, [cle]) if found else []
    said = Rapprochements(atelier.home).standing()
    best: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (-row["score"], row["siret"], row["tiers_cle"])):
        best.setdefault(row["siren"], row)
    told = [_candidat(row, said.get((cle, row["siren"]))) for row in best.values()]
    return [one for one in told if one.jugement != Judgement.NON]


def proposed(atelier: Workshop, portee: Portee, nom: Nom) -> list[Candidat]:
    """The enterprises that the machine recognised in a name, the heaviest first, then those that it may
    be.
    """
    every = candidats(atelier, portee, nom.cle)
    own = _recognised(atelier, portee, nom, {one.siren: one for one in every}) if nom.reconnus else []
    return [*own, *(one for one in every if one.siren not in {other.siren for other in own})]


def _recognised(atelier: Workshop, portee: Portee, nom: Nom, every: Mapping[str, Candidat]) -> list[Candidat]:
    """The enterprises that the machine recognised: as the search proposes them, else as the directory knows
    them, else as the buyer writes them beside their number, or as the territory names its members; why, in
    words.
    """
    found = folders(atelier)
    rows = store.liens(found[1], portee.acheteurs, [one.siren for one in nom.reconnus]) if found else []
    return [_evident(atelier, nom.cle, one, every.get(one.siren), rows) for one in nom.reconnus]


def _evident(
    atelier: Workshop, cle: str, one: Reconnu, seen: Candidat | None, rows: Sequence[Mapping[str, Any]]
) -> Candidat:
    own = [row for row in rows if row["fournisseur_id"] == one.siren]
    shown = seen or _found(atelier, one.siren, "")
    nom = shown.nom or _beside(atelier, one.siren, own)
    return replace(shown, nom=nom, preuves=_why(cle, one, shown, own), reconnu=one.way)


def _why(cle: str, one: Reconnu, shown: Candidat, own: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Why the machine recognised it: what the search found alike, after what else it looked at."""
    told = (row["motif"] for row in own if (row["ecrit_cle"], row["identification"]) == (cle, one.way))
    if one.way == NOM and shown.preuves:
        return shown.preuves
    return (*dict.fromkeys(told), *shown.preuves)


def _beside(atelier: Workshop, siren: str, own: Sequence[Mapping[str, Any]]) -> str:
    """The name that stands beside its number in the books, else the one that the territory gives a member."""
    numbers = by_number(atelier.catalogue)
    written = [row["fournisseur_libelle"] for row in own if row["identification"] in numbers]
    members = [member.nom for member in atelier.territoire.acheteurs if member.siren == siren]
    return next(iter((*written, *members)), "")


def _candidat(row: Mapping[str, Any], said: Rapprochement | None) -> Candidat:
    proofs = tuple(filter(None, row["preuves"].split(PROOF)))
    place = (row["code_postal"], row["commune_code"])
    jugement = said.jugement if said else ""
    return Candidat(row["siren"], row["siret"], row["nom"], *place, row["score"], proofs, jugement)


def named(atelier: Workshop, identifiant: str) -> Candidat:
    """The enterprise of a SIREN or a SIRET that a person types, with the name that the directory gives it.
    Raises WrongIdentifiant when it is neither.
    """
    return _found(atelier, *numbered(identifiant))


def _found(atelier: Workshop, siren: str, siret: str) -> Candidat:
    said = fiche(atelier, Candidat(siren, siret, "", "", "", None, ()))
    name = said.get("unite_denomination") or said.get("enseigne") or ""
    place = (said.get("code_postal") or "", said.get("commune_libelle") or "")
    return Candidat(siren, siret or str(said.get("siret") or ""), name, *place, None, ())


def fiche(atelier: Workshop, candidat: Candidat) -> Mapping[str, Any]:
    """What the directory says of an enterprise (columns of ``sirene__etablissements``; of ``sirene__unites``
    after ``unite_``); nothing when it does not hold it, or when none was imported.
    """
    dossier = repertoire(atelier)
    return store.etablissement(dossier, candidat.siren, candidat.siret) if dossier else {}


def numbered(identifiant: str) -> tuple[str, str]:
    """The SIREN, and the SIRET or nothing, of what a person types. Raises WrongIdentifiant."""
    typed = "".join(identifiant.split())
    if is_siret(typed):
        return typed[:9], typed
    if is_siren(typed):
        return typed, ""
    raise WrongIdentifiant(
        quoi=f"Ce n'est ni un SIREN ni un SIRET : « {identifiant[:40]} »",
        ou="",
        pourquoi="neuf ou quatorze chiffres, dont la clé de contrôle doit tomber juste",
        que_faire="relisez-le sur la facture, ou cherchez l'entreprise dans l'annuaire des entreprises",
    )


def overruled(identifiant: str) -> str:
    """The SIREN, or the VAT number of another country, that a person says is false in the files. Raises
    WrongIdentifiant.
    """
    worth = tiers({"tiers_siret": identifiant, "tiers_categorie": ""})
    return str(worth["tva_net"]) or numbered(identifiant)[0]


@dataclass(frozen=True)
class Dit:
    """What a person says: of which writing, of which enterprise (SIREN or SIRET; none for what is said of the
    name alone: that one cannot tell, or that it has no SIREN), in which sense, why; ``malgre``: the valid
    SIREN, or number of another country, that it overrules; ``liste``: where they read it.
    """

    cle: str
    identifiant: str
    jugement: Judgement
    qui: str
    motif: str = ""
    malgre: str = ""
    liste: Liste = Liste.FILE


def judge(atelier: Workshop, portee: Portee, dit: Dit) -> Rapprochement:
    """Keeps what a person says, with what they had before their eyes; the next run obeys, for all who write
    the same. Raises OutOfScope for what none of these buyers writes, WrongIdentifiant.
    """
    ecrit = details(atelier, portee, [dit.cle], dit.liste).get(dit.cle)
    if ecrit is None:
        raise _unseen()
    siren, siret = _told(dit)
    malgre = _overruled(dit)
    seen = _seen(atelier, portee, dit, (siren, siret))
    own = siret or (seen.siret if seen else "")
    said = Rapprochement(dit.cle, siren, own, dit.jugement, dit.qui, now(), dit.motif, malgre)
    return Rapprochements(atelier.home).add(replace(said, cite=cited(ecrit, seen)))


def _overruled(dit: Dit) -> str:
    """The number that a person says is false in the files, or nothing. Raises WrongIdentifiant."""
    malgre = overruled(dit.malgre) if dit.malgre else ""
    if dit.jugement in NATURES and is_siren(malgre):
        raise WrongIdentifiant(
            quoi=f"Qui porte un SIREN valable en a un : {malgre}",
            ou=dit.cle,
            pourquoi="« étranger » et « personne physique » se disent de ce qui n'en a pas",
            que_faire="dites plutôt quelle entreprise c'est : --oui SIREN --malgre SIREN",
        )
    return malgre


def _told(dit: Dit) -> tuple[str, str]:
    """The SIREN and the SIRET that a person means; none for what is said of the name alone."""
    doubt = not dit.identifiant and dit.jugement == Judgement.INCERTAIN
    unnamed = doubt or dit.jugement in NATURES
    return ("", "") if unnamed else numbered(dit.identifiant)


def _seen(atelier: Workshop, portee: Portee, dit: Dit, numbers: tuple[str, str]) -> Candidat | None:
    """The enterprise that a person had before their eyes: one that was proposed, else the one of the number
    typed.
    """
    siren, siret = numbers
    found = lists(atelier, portee) if dit.liste == Liste.RECONNUS else None
    nom = (found.reconnus.find(reference(dit.cle)) if found else None) or Nom(dit.cle, 0)
    shown = next((one for one in proposed(atelier, portee, nom) if one.siren == siren), None)
    return shown or (named(atelier, siret or siren) if siren else None)


def cited(ecrit: Ecrit, seen: Candidat | None) -> dict[str, Any]:
    """What a person had before their eyes."""
    weighed = ("acheteur", "etat", "centimes", "lignes")
    parts = [{name: getattr(part, name) for name in weighed} for part in ecrit.parts]
    told = {
        "nom": ecrit.nom,
        "noms": list(ecrit.texts("noms")),
        "code_postal": ecrit.code_postal,
        "parts": parts,
    }
    if seen is None:
        return told
    candidat = {name: getattr(seen, name) for name in ("siren", "siret", "nom", "code_postal", "score")}
    candidat |= {"reconnu": seen.reconnu} if seen.reconnu else {}
    return {**told, "candidat": {**candidat, "preuves": list(seen.preuves)}}


def take_back(atelier: Workshop, portee: Portee, empreinte: str, qui: str, motif: str = "") -> Rapprochement:
    """Takes a judgement back by a row of its own. Raises OutOfScope for what none of these buyers writes,
    ActeConcurrent when it stands no more.
    """
    kept = Rapprochements(atelier.home)
    said = next((one for one in kept.every() if one.empreinte == empreinte), None)
    if said is None or said.ecrit_cle not in details(atelier, portee, [said.ecrit_cle]):
        raise _unseen()
    back = kept.take_back(empreinte, qui, now(), motif)
    if back is None:
        raise ActeConcurrent(
            quoi="Cette décision n'est plus en vigueur",
            ou=str(said.cite.get("nom", "")),
            pourquoi="quelqu'un l'a déjà reprise",
            que_faire="rechargez la page",
        )
    return back


def decided(atelier: Workshop, portee: Portee) -> Sequence[Rapprochement]:
    """The judgements that stand on what these buyers write, the last first."""
    kept = [*Rapprochements(atelier.home).standing().values()]
    seen = details(atelier, portee, {one.ecrit_cle for one in kept})
    return [one for one in reversed(kept) if one.ecrit_cle in seen]


def settled(atelier: Workshop, portee: Portee, ref: str) -> bool:
    """Whether a judgement stands on what an address calls so, of what these buyers write."""
    return any(reference(one.ecrit_cle) == ref for one in decided(atelier, portee))


def rank(atelier: Workshop) -> int:
    """How many judgements were kept until now: what a page shows it has seen."""
    return len(Rapprochements(atelier.home).every())


def overtaken(atelier: Workshop, cle: str, rang: str, qui: str) -> bool:
    """Whether somebody else has judged a writing since a page that had seen so many judgements; a page that
    says nothing of what it saw is believed.
    """
    if not (rang.isascii() and rang.isdecimal() and len(rang) < LONGEST):
        return False
    since = Rapprochements(atelier.home).every()[int(rang) :]
    heavy = SETTLING | {Judgement.NON}
    return any(one.ecrit_cle == cle and one.qui != qui and one.jugement in heavy for one in since)


def _unseen() -> OutOfScope:
    return OutOfScope(
        quoi="Nom introuvable",
        ou="file des rapprochements",
        pourquoi="aucun de vos acheteurs ne l'écrit ainsi, ou c'est une personne physique",
        que_faire="prenez-le dans la liste",
    )

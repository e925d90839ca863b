"""What persons do of the nomenclature of a buyer: import a version, write it in a file, validate segments in
bulk, take a version back, read what changed from one to the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from achatlas.classify.guide import guide
from achatlas.containers import workbook
from achatlas.domain.correspondance import Changes, NomenclatureAcheteur, changes, folded
from achatlas.domain.errors import ActeConcurrent, NomenclatureRefusee, OutOfScope
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.domain.nombres import accord
from achatlas.ingest import correspondances as file
from achatlas.ingest.sandbox import sandboxed
from achatlas.ingest.zygote import Limits
from achatlas.pipeline import annonces, codes, recoding
from achatlas.pipeline.annonces import Annonce
from achatlas.pipeline.following import deciding
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store.correspondances import EMPTY, Version, Versions, written
from achatlas.store.register import now

XLSX, CSV, SHEET = "xlsx", "csv", "nomenclature"
FORMATS = (CSV, XLSX)
SHOWN, LONGEST = 20, 300


@dataclass(frozen=True)
class Kept:
    """A version kept, what it changes, and the headings of the file that say nothing; ``fresh`` is False
    when the version in force said the same already.
    """

    version: Version
    change: Changes
    ignored: tuple[str, ...] = ()
    fresh: bool = True


@dataclass(frozen=True)
class Signature:
    """Who acts, and why."""

    qui: str
    motif: str = ""


def in_force(atelier: Workshop, siren: str) -> Version | None:
    """The version in force of a buyer (SIREN)."""
    return Versions(atelier.home).in_force().get(siren)


def importer(
    atelier: Workshop,
    portee: Portee,
    siren: str,
    path: Path,
    nom: str,
    signature: Signature,
    vue: str | None = None,
) -> Kept:
    """Keeps a file (under the name ``nom``) as the version in force of a buyer, whole or not at all; ``vue``:
    the seal of the version that a page showed. Raises OutOfScope, UnreadableFile, NomenclatureRefusee with
    every fault, ActeConcurrent when another version has come meanwhile.
    """
    lue = read(atelier, portee, siren, path, nom)
    before = in_force(atelier, siren)
    change = changes(before.nomenclature if before else EMPTY, lue.nomenclature)
    if before and before.nomenclature == lue.nomenclature:
        return Kept(before, change, lue.ignored, fresh=False)
    said = keep(atelier, siren, lue.nomenclature, nom, signature, vue)
    return Kept(said, change, lue.ignored)


def read(atelier: Workshop, portee: Portee, siren: str, path: Path, nom: str) -> file.Lue:
    """What a file (under the name ``nom``) says of a buyer. Raises OutOfScope, UnreadableFile,
    NomenclatureRefusee with every fault, or when it names no code.
    """
    codes.opened(portee, siren)
    limits = Limits(memory=atelier.settings.memoire_lecture, wall=atelier.settings.duree_lecture)
    lue = sandboxed(partial(file.read, path, given(atelier)), nom, limits)
    if lue.fautes:
        raise refused(nom, lue.fautes)
    if not lue.nomenclature.codes:
        raise NomenclatureRefusee(
            quoi="Nomenclature refusée : ce fichier ne donne aucun code, rien n'a été gardé",
            ou=nom,
            pourquoi="sous la ligne des titres, aucune ligne n'a de code",
            que_faire="donnez au moins un code ; pour n'en tenir aucun, annulez les versions",
        )
    return lue


def announced(atelier: Workshop, portee: Portee, siren: str, path: Path, nom: str) -> Annonce:
    """What a file would do, kept by nobody yet. Raises what ``read`` does."""
    lue = read(atelier, portee, siren, path, nom)
    return annonces.announced(atelier, portee, siren, lue.nomenclature, nom, lue.ignored)


def garder(
    atelier: Workshop,
    portee: Portee,
    siren: str,
    own: NomenclatureAcheteur,
    origine: str,
    signature: Signature,
    vue: str,
    effet: str = "",
) -> Version:
    """Keeps what was announced (its whole nomenclature) on the version that was then in force; ``effet``: the
    mark of what it was said to move. Raises OutOfScope, ActeConcurrent, NomenclatureRefusee for a segment
    that is no more, EffectMoved.
    """
    codes.opened(portee, siren)
    before = in_force(atelier, siren)
    known = {
        *given(atelier),
        *(one.segment for one in (before.nomenclature if before else EMPTY).correspondances),
    }
    if lost := {one.code: one.segment for one in own.correspondances if one.segment not in known}:
        raise _wrong(lost, [*lost], [])
    return keep(atelier, siren, own, origine, signature, vue, effet)


def given(atelier: Workshop) -> tuple[str, ...]:
    """The segments that a correspondance may give: « à qualifier » is none, it would hide what waits."""
    return tuple(code for code in guide(atelier.catalogue).fiches if code != A_QUALIFIER)


def refused(nom: str, fautes: Sequence[file.Faute]) -> NomenclatureRefusee:
    """The refusal of a file, with all its faults; the sentence tells the first ones."""
    told = [one.told for one in fautes[:SHOWN]]
    more = [f"et {accord(len(fautes) - SHOWN, 'autre')}"] if len(fautes) > SHOWN else []
    remedies = tuple(dict.fromkeys(one.que_faire for one in fautes))
    error = NomenclatureRefusee(
        quoi=f"Nomenclature refusée : {accord(len(fautes), 'faute')}, rien n'a été gardé",
        ou=nom,
        pourquoi=" ; ".join([*told, *more]),
        que_faire=remedies[0] if len(remedies) == 1 else "corrigez ces lignes, puis importez de nouveau",
    )
    error.fautes = tuple(f"{one.told} ; {one.que_faire}" for one in fautes)
    return error


def keep(
    atelier: Workshop,
    siren: str,
    own: NomenclatureAcheteur,
    origine: str,
    signature: Signature,
    after: str | None = None,
    effet: str = "",
    also: Collection[str] = (),
) -> Version:
    """Keeps a version of a buyer after the one of a seal (whatever it is when None), then shows it. Raises
    ActeConcurrent, EffectMoved when it would no longer move what was shown (``effet``, with the lines of the
    codes of ``also``).
    """
    said = Version(
        siren, origine[:LONGEST], signature.qui, now(), signature.motif[:LONGEST], contenu=written(own)
    )
    with deciding(atelier) as follow:
        before, held = codes.read(atelier.again()).get(siren), in_force(atelier, siren)
        if after is None or after == (held.empreinte if held else ""):
            recoding.verify(atelier, siren, own, effet, also)
        added = Versions(atelier.home).add(said, after)
        if added is None:
            raise changed(atelier, siren)
        follow(recoding.suspects(siren, before, codes.read(atelier.again()).get(siren)))
    return added


def chosen(
    atelier: Workshop, portee: Portee, siren: str, choix: Mapping[str, str]
) -> tuple[NomenclatureAcheteur, str]:
    """The nomenclature with a segment for each of these codes, whatever the account and the CPV (none for an
    empty one), and what is said of where it comes from. Raises OutOfScope, NomenclatureRefusee for a segment
    or a code that does not exist.
    """
    codes.opened(portee, siren)
    _verify(atelier, portee, siren, choix)
    before = in_force(atelier, siren)
    own = (before.nomenclature if before else EMPTY).with_segments(choix)
    return own, f"{accord(len(choix), 'segment validé', 'segments validés')} à l'écran"


def valider(
    atelier: Workshop, portee: Portee, siren: str, choix: Mapping[str, str], vue: str, signature: Signature
) -> Version:
    """Keeps a segment for each of these codes, whatever the account and the CPV (none for an empty one), in a
    version of its own; ``vue`` is the seal of the version that the page showed. Raises OutOfScope,
    NomenclatureRefusee for a segment or a code that does not exist, ActeConcurrent.
    """
    return keep(atelier, siren, *chosen(atelier, portee, siren, choix), signature, vue)


def _verify(atelier: Workshop, portee: Portee, siren: str, choix: Mapping[str, str]) -> None:
    known = {folded(one.code) for one in codes.listing(atelier, portee, siren)}
    segments = {*given(atelier), ""}
    wrong = [code for code, segment in choix.items() if segment not in segments]
    lost = [code for code in choix if folded(code) not in known]
    if wrong or lost or not choix:
        raise _wrong(choix, wrong, lost)


def _wrong(choix: Mapping[str, str], wrong: Sequence[str], lost: Sequence[str]) -> NomenclatureRefusee:
    told = [f"code {code} : « {choix[code]} » n'est pas un segment" for code in wrong]
    told += [f"code {code} : cet acheteur ne l'écrit ni ne le liste" for code in lost]
    error = NomenclatureRefusee(
        quoi="Rien n'a été enregistré",
        ou="assistant des nomenclatures",
        pourquoi=" ; ".join(told[:SHOWN]) or "aucun code n'est coché",
        que_faire="choisissez un segment dans la liste, ou décochez le code"
        if told
        else "cochez au moins un code",
    )
    error.fautes = tuple(told)
    return error


def exported(atelier: Workshop, portee: Portee, siren: str, genre: str, rang: int | None = None) -> bytes:
    """A version of the nomenclature of a buyer, as CSV or as a workbook of texts: that in force, or the one
    of a rank. A buyer that has none gives the codes of its lines, to be completed. Raises OutOfScope.
    """
    codes.opened(portee, siren)
    version = in_force(atelier, siren) if rang is None else numbered(atelier, siren, rang)
    own = version.nomenclature if version else _seen(atelier, portee, siren)
    return file.encoded(own) if genre == CSV else _workbook(own)


def _seen(atelier: Workshop, portee: Portee, siren: str) -> NomenclatureAcheteur:
    """The codes that a buyer writes, as a nomenclature without label nor segment."""
    return EMPTY.with_segments({one.code: "" for one in codes.listing(atelier, portee, siren)})


def _workbook(own: NomenclatureAcheteur) -> bytes:
    return workbook.texts(file.table(own), SHEET, [18, 48, *[18] * (len(file.COLUMNS) - 2)])


def numbered(atelier: Workshop, siren: str, rang: int) -> Version:
    """The version of a rank. Raises OutOfScope when this buyer has none."""
    found = next((v for v in history(atelier, siren) if v.rang == rang and not v.reprend), None)
    if found is None:
        raise OutOfScope(
            quoi=f"Cette nomenclature n'a pas de version {rang}",
            ou=siren,
            pourquoi="aucune n'a été gardée sous ce rang",
            que_faire="prenez-le dans l'historique de cet acheteur",
        )
    return found


def reprendre(
    atelier: Workshop, portee: Portee, siren: str, empreinte: str, signature: Signature, effet: str = ""
) -> Version:
    """Takes a version back by a row of its own: the one before it is in force again; ``effet``: the mark of
    what that was said to move. Raises OutOfScope, ActeConcurrent when it does not stand, NomenclatureRefusee
    when the one before gives a segment that is no more, EffectMoved.
    """
    codes.opened(portee, siren)
    kept = Versions(atelier.home)
    own = {one.empreinte for one in kept.every(siren)}
    with deciding(atelier) as follow:
        before = codes.read(atelier.again()).get(siren)
        left = kept.under(empreinte) if empreinte in own else None
        _verify_known(atelier, left)
        held = in_force(atelier, siren)
        if held and held.empreinte == empreinte:
            recoding.verify(atelier, siren, left.nomenclature if left else None, effet)
        qui, why = signature.qui, signature.motif
        back = kept.take_back(empreinte, qui, now(), why) if empreinte in own else None
        if back is None:
            raise _changed(
                atelier, siren, "Cette version n'est plus en vigueur", "quelqu'un l'a déjà reprise"
            )
        follow(recoding.suspects(siren, before, codes.read(atelier.again()).get(siren)))
    return back


def retaken(atelier: Workshop, portee: Portee, siren: str, empreinte: str) -> Annonce:
    """What taking a version back would do. Raises OutOfScope, ActeConcurrent when it is not in force."""
    codes.opened(portee, siren)
    version = in_force(atelier, siren)
    if version is None or version.empreinte != empreinte:
        raise _changed(atelier, siren, "Cette version n'est plus en vigueur", "quelqu'un l'a déjà reprise")
    left = Versions(atelier.home).under(empreinte)
    _verify_known(atelier, left)
    origine = f"annulation de la version {version.rang}"
    return annonces.announced(atelier, portee, siren, left.nomenclature if left else None, origine)


def changed(atelier: Workshop, siren: str) -> ActeConcurrent:
    """What is said when another version has come since a page was opened."""
    why = "quelqu'un en a enregistré une autre version depuis l'ouverture de cette page"
    return _changed(atelier, siren, "La nomenclature a changé entre-temps", why)


def _changed(atelier: Workshop, siren: str, what: str, why: str) -> ActeConcurrent:
    """What is said when the nomenclature of a buyer is no longer the one that a page showed."""
    where = atelier.territoire.acheteur(siren).nom_court
    return ActeConcurrent(what, where, why, "rechargez la page, puis recommencez")


def _verify_known(atelier: Workshop, version: Version | None) -> None:
    """Raises NomenclatureRefusee for a version that gives a segment that an undone evolution had made."""
    known = {"", *atelier.again().catalogue.segments}
    lines = version.nomenclature.correspondances if version else ()
    if version and (lost := [line for line in lines if line.segment not in known]):
        told = [f"code {line.code} : le segment {line.segment} n'est plus" for line in lost]
        error = NomenclatureRefusee(
            quoi=f"La version {version.rang} ne peut pas revenir",
            ou=atelier.territoire.acheteur(version.acheteur_siren).nom_court,
            pourquoi=" ; ".join(told[:SHOWN]),
            que_faire=f"téléchargez la version {version.rang}, corrigez ces segments, puis importez-la",
        )
        error.fautes = tuple(told)
        raise error


def history(atelier: Workshop, siren: str) -> tuple[Version, ...]:
    """Every version of a buyer and every taking back, oldest first."""
    return Versions(atelier.home).every(siren)


def steps(versions: Sequence[Version], last: int | None = None) -> list[tuple[Version, Changes]]:
    """Each row, or the ``last`` ones, with what it changed of what was in force before it."""
    found: list[tuple[Version, Version | None, Version | None]] = []
    standing: list[Version] = []
    for one in versions:
        before = standing[-1] if standing else None
        standing = [v for v in standing if v.empreinte != one.reprend] if one.reprend else [*standing, one]
        found.append((one, before, standing[-1] if standing else None))
    kept = found[-last:] if last else found
    return [(one, changes(_held(before), _held(after))) for one, before, after in kept]


def _held(version: Version | None) -> NomenclatureAcheteur:
    return version.nomenclature if version else EMPTY

"""The only file that knows the order of the stages: ingest → cleanse → reconcile → enrich → classify →
bridge → marts → publication.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path

from achatlas.bridge import stage as bridge
from achatlas.bridge.material import Sources
from achatlas.catalogue.fingerprint import code_version
from achatlas.catalogue.load import Catalogue
from achatlas.classify import stage as classify
from achatlas.classify.stage import Dits
from achatlas.cleanse import stage as cleanse
from achatlas.domain.balance import Ledger
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.evolution import Evolution, Genre
from achatlas.domain.judgement import SETTLING, Judgement
from achatlas.domain.regle import Regle
from achatlas.enrich import stage as enrich
from achatlas.marts import achats, fiches, marches, registre
from achatlas.marts import codes as codes_seen
from achatlas.marts.achats import Folders
from achatlas.pipeline import dit, dits, familles, reclassement
from achatlas.pipeline.repair import mend
from achatlas.pipeline.sirene import current as repertoire
from achatlas.pipeline.sirene import searchable
from achatlas.pipeline.workshop import CARTES, Progress, Workshop, silent
from achatlas.reconcile import stage as reconcile
from achatlas.reconcile.engine import Savoir
from achatlas.store import retention
from achatlas.store.correspondances import Versions
from achatlas.store.decisions import Decisions, Jugements
from achatlas.store.evolutions import Evolutions
from achatlas.store.overlays import link
from achatlas.store.rapprochements import Rapprochement, Rapprochements, Standing, decides
from achatlas.store.rattachements import Rattachements
from achatlas.store.register import Bilan, Depot
from achatlas.store.regles import Regles
from achatlas.store.snapshots import BRUT, SEAL, SIRENE, digest

FOOTING, INPUTS, OBEYED, FAMILLES = "assise.txt", "entrees.txt", "obei.txt", "familles.txt"
CLASSE, PONT = "classe", "pont"
ENTREES = ("brut__mandats", "brut__marches")


class Attente(StrEnum):
    """What has come since the last run, or awaits a first one: what persons say of the class of purchases,
    and nothing published shows; what is deposited or decided of payments; the product or the definitions
    alone; one or the other, nothing kept telling which; the families of nomenclatures, which needs follow.
    """

    RUN = "traitement"
    SAID = "dits"
    INPUTS = "entrees"
    PRODUCT = "produit"
    EITHER = "entrees_ou_produit"
    FAMILIES = "familles"


def run(atelier: Workshop, progress: Progress = silent) -> tuple[Bilan, ...]:
    """Runs every stage on the files deposited; returns the balances. A stage already made is not made again.

    Raises UnbalancedAccount when a record is lost: nothing is then pointed to.
    """
    if not atelier.register.depots():
        raise PublicationMissing(
            quoi="Aucun fichier déposé",
            ou=str(atelier.home),
            pourquoi="il n'y a rien à traiter",
            que_faire="déposez d'abord vos fichiers : "
            + atelier.settings.commande("importer FICHIER --acheteur SIREN"),
        )
    retention.sweep(atelier.home)
    with retention.working(atelier.home):
        return _run(atelier.again(), progress)


def _key(atelier: Workshop) -> str:
    """What the results of a run are made from."""
    return digest([footing(atelier), said(atelier)])


def footing(atelier: Workshop) -> str:
    """What the results of a run are made from, but what persons say of the class of purchases."""
    return digest([code_version(atelier.catalogue), *_inputs(atelier)])


def _inputs(atelier: Workshop) -> list[str]:
    """The same, but the product and the definitions."""
    territoire = atelier.territoire.model_dump_json(exclude={"fichiers"})
    read = sorted(depot.instantane for depot in atelier.register.depots())
    slices = sorted(json.dumps(one, sort_keys=True) for one in atelier.register.slices())
    judged = [json.dumps(one) for one in Decisions(atelier.home).jugements().items()]
    referential = [f"{SIRENE}={key}"] if (key := atelier.register.pointed(SIRENE)) else []
    named = [one for said in Rapprochements(atelier.home).standing().values() if (one := _obeyed(said))]
    attached = [
        json.dumps([*cle, one]) for cle, one in sorted(Rattachements(atelier.home).jugements().items())
    ]
    return [territoire, *read, *slices, *judged, *referential, *named, *attached]


def said(atelier: Workshop) -> str:
    """What persons say of the class of purchases: rules, correspondances, evolutions of the nomenclature."""
    ruled = [obeyed(one) for one in Regles(atelier.home).standing().values()]
    mapped = [json.dumps([siren, one.tells]) for siren, one in Versions(atelier.home).in_force().items()]
    evolved = [_moves(one) for one in Evolutions(atelier.home).standing() if one.genre != Genre.WORDS]
    return digest([*ruled, *mapped, *evolved])


def _moves(evolution: Evolution) -> str:
    """What a run obeys of an evolution of the nomenclature: nothing of those that only tell otherwise."""
    made = [evolution.genre, evolution.segment.as_dict() if evolution.segment else {}]
    return json.dumps([evolution.code, evolution.vers, *(made if evolution.made else ())])


def _obeyed(said: Rapprochement) -> str:
    """What a run obeys of a judgement of identity: nothing of those that change no result."""
    if said.jugement in SETTLING:
        return json.dumps([*said.paire, said.jugement, said.qui, said.date, said.motif, said.malgre])
    return json.dumps([*said.paire, said.jugement]) if said.jugement == Judgement.NON else ""


def obeyed(regle: Regle) -> str:
    """What a run obeys of a rule of classification: its place among the others included."""
    return json.dumps(
        [regle.ordre, *vars(regle.conditions).values(), regle.segment, regle.numero, regle.date]
    )


def heard(atelier: Workshop) -> bool:
    """Whether the last run was made from what persons say now of the class of purchases."""
    return obeys(atelier, atelier.register.pointed(CARTES) or "") == said(atelier)


def current(atelier: Workshop) -> bool:
    """Whether what counts now is taken into account: by what is published, if it was made from the last
    maps, else by these.
    """
    return not awaited(atelier)


def awaited(atelier: Workshop) -> tuple[Attente, ...]:
    """What is not taken into account yet."""
    key = atelier.register.pointed(CARTES)
    if key is None:
        return (Attente.RUN,)
    shown = reclassement.etat(atelier, key)
    told = (obeys(atelier, key) if shown is None else shown) == said(atelier)
    needs = () if _needs_told(atelier, key) else (Attente.FAMILIES,)
    return (*(() if told else (Attente.SAID,)), *_since(atelier, key), *needs)


def _needs_told(atelier: Workshop, key: str) -> bool:
    """Whether the needs of these maps are of the families in force: no decision changes them at once."""
    return _kept(atelier, PONT, key, FAMILLES) in ("", familles.mark(atelier))


def _since(atelier: Workshop, key: str) -> tuple[Attente, ...]:
    """What the maps of a key were not made from, but what persons say of the class of purchases."""
    if _kept(atelier, CARTES, key, FOOTING) == footing(atelier):
        return ()
    made_from = _kept(atelier, CARTES, key, INPUTS)
    if not made_from:
        return (Attente.EITHER,)
    return (Attente.PRODUCT if made_from == digest(_inputs(atelier)) else Attente.INPUTS,)


def obeys(atelier: Workshop, key: str) -> str:
    """What persons had said when the maps of a key were made; empty when nothing tells."""
    return _kept(atelier, CLASSE, key, OBEYED)


def _kept(atelier: Workshop, etape: str, key: str, name: str) -> str:
    path = atelier.snapshots.path(etape, key) / name
    return path.read_text(encoding="ascii") if path.exists() else ""


def _run(atelier: Workshop, progress: Progress) -> tuple[Bilan, ...]:
    mend(atelier, _key(atelier))
    key, feet = _key(atelier), {FOOTING: footing(atelier), INPUTS: digest(_inputs(atelier))}
    depots, slices = atelier.register.depots(), atelier.register.slices()
    judged, named = Decisions(atelier.home).jugements(), Rapprochements(atelier.home).standing()
    progress("nettoyage", 0, 4)
    made = partial(_made, atelier, key, feet[FOOTING])
    net = made("net", lambda target: _cleanse(atelier, depots, slices, judged, target))
    progress("rapprochement", 1, 4)
    lien = made("lien", lambda target: _reconcile(atelier, net, named, target))
    profil = made("profil", lambda target: _enrich(atelier, lien, target))
    progress("classement", 2, 4)
    classe = atelier.snapshots.make(CLASSE, key, lambda target: _classify(atelier, net, profil, target))
    sources = Sources(net, lien, classe)
    pont = atelier.snapshots.make(PONT, key, lambda target: _bridge(atelier, sources, target))
    progress("cartes", 3, 4)
    folders = Folders(net, lien, profil, classe, pont)
    cartes = atelier.snapshots.make(
        CARTES, key, lambda target: _marts(atelier, folders, depots, feet, target)
    )
    progress("cartes", 4, 4)
    said = {"nettoyage": net, "cartographie": cartes}
    atelier.register.settle(CARTES, key, {e: _read_ledgers(e, folder, key) for e, folder in said.items()})
    return atelier.register.bilans()


def _made(atelier: Workshop, key: str, feet: str, etape: str, build: Callable[[Path], None]) -> Path:
    """The result of a stage that follows nothing of what persons say of the class of purchases: that of the
    last run when it was made from the same (``feet``) and is whole, else built.
    """

    def made(target: Path) -> None:
        if not _taken(atelier, feet, etape, target):
            build(target)

    return atelier.snapshots.make(etape, key, made)


def _taken(atelier: Workshop, feet: str, etape: str, target: Path) -> bool:
    """Takes the result of a stage of the last run again, if it may."""
    former = atelier.register.pointed(CARTES) or ""
    folder = atelier.snapshots.path(etape, former)
    if not (former and (folder / SEAL).exists() and _kept(atelier, CARTES, former, FOOTING) == feet):
        return False
    if atelier.snapshots.damaged(etape, former):
        return False
    shutil.copytree(folder, target, copy_function=_linked, ignore=_seal, dirs_exist_ok=True)
    return True


_seal = shutil.ignore_patterns(SEAL)


def _linked(source: str, target: str) -> None:
    link(Path(source), Path(target))


def _cleanse(
    atelier: Workshop,
    depots: tuple[Depot, ...],
    slices: Sequence[Mapping[str, str]],
    judged: Jugements,
    target: Path,
) -> None:
    folders = [atelier.snapshots.path(BRUT, depot.instantane) for depot in depots]
    paths = {
        name: [f / f"{name}.parquet" for f in folders if (f / f"{name}.parquet").exists()] for name in ENTREES
    }
    with atelier.engine("nettoyage") as engine:
        ledgers = cleanse.run(engine, atelier.catalogue, paths, target, atelier.territoire, slices, judged)
    _write_ledgers(ledgers, target)


def _reconcile(atelier: Workshop, net: Path, said: Standing, target: Path) -> None:
    jugements = {pair: one.jugement for pair, one in said.items()}
    sirene = searchable(atelier)
    with atelier.engine("rapprochement") as engine:
        savoir = Savoir(
            atelier.catalogue,
            jugements=jugements,
            decides=decides(said),
            membres=atelier.territoire.named,
        )
        reconcile.run(engine, savoir, net, target, sirene)


def _enrich(atelier: Workshop, lien: Path, target: Path) -> None:
    with atelier.engine("profil") as engine:
        enrich.run(engine, atelier.catalogue, atelier.territoire, lien, target, repertoire(atelier))


def _classify(atelier: Workshop, net: Path, profil: Path, target: Path) -> None:
    now, catalogue, told = _heard_once(atelier)
    (target / OBEYED).write_text(now, encoding="ascii")
    with atelier.engine("classement") as engine:
        classify.run(engine, catalogue, net, profil, target, atelier.territoire, told)


def _bridge(atelier: Workshop, sources: Sources, target: Path) -> None:
    (target / FAMILLES).write_text(familles.mark(atelier), encoding="ascii")
    judged, own = Rattachements(atelier.home).jugements(), familles.in_force(atelier)
    with atelier.engine("pont") as engine:
        bridge.run(engine, atelier.catalogue, sources, target, judged, own)


def _heard_once(atelier: Workshop) -> tuple[str, Catalogue, Dits]:
    """What persons say, while none of them says anything else: its mark, the nomenclature, the rest."""
    while True:
        now, fresh = said(atelier), atelier.again()
        told = dits.of(fresh)
        if said(atelier) == now:
            return now, fresh.catalogue, told


def _marts(
    atelier: Workshop, folders: Folders, depots: tuple[Depot, ...], feet: Mapping[str, str], target: Path
) -> None:
    with atelier.engine("cartes") as engine:
        ledgers = {
            "achats": achats.run(engine, atelier.catalogue, atelier.territoire, folders, target),
            "marches": marches.run(engine, atelier.catalogue, atelier.territoire, folders, target),
        }
        fiches.told(engine, atelier.catalogue, folders.profil, target)
        registre.run(engine, atelier.catalogue, atelier.territoire, folders, target)
        codes_seen.run(engine, atelier.catalogue, folders, target)
    retention.note(target, [depot.instantane for depot in depots])
    dit.write(atelier, target)
    for name, mark in feet.items():
        (target / name).write_text(mark, encoding="ascii")
    _write_ledgers(ledgers, target)


def _write_ledgers(ledgers: dict[str, Ledger], target: Path) -> None:
    said = {name: ledger.as_dict() for name, ledger in ledgers.items()}
    (target / "comptes.json").write_text(json.dumps(said, sort_keys=True), encoding="utf-8")


def _read_ledgers(etape: str, folder: Path, key: str) -> tuple[Bilan, ...]:
    said = json.loads((folder / "comptes.json").read_text(encoding="utf-8"))
    return tuple(Bilan(etape, name, key, Ledger.from_dict(ledger)) for name, ledger in said.items())

"""What the engines are worth, on pairs that anyone holds."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import Catalogue
from achatlas.cli.display import Display, whole
from achatlas.cli.verites import Record, Verite, say_read
from achatlas.domain.money import NumberFormat, parse_centimes
from achatlas.domain.nombres import accord, pourcent
from achatlas.domain.text import spelled
from achatlas.reconcile.mesure import SUJET, Case, answers, measured, product
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from achatlas.settings import Settings, read
from achatlas.store.register import now

NEEDED = ("siret", "nom")
MORE = ("code_postal", "commune", "montant")
SIREN, SIRET, POSTAL = 9, 14, 5
FRENCH = NumberFormat(".,", " ", frozenset({"avant", "apres", "parentheses"}), "€")
WANTED = "siret, nom, et s'il y a lieu code_postal, commune, montant"


def mesurer(asked: argparse.Namespace, display: Display) -> int:
    """Measures the engine of names: precision and recall of the pairs against a directory; ``--publier``
    keeps the measure where the page « Fiabilité » of the territory finds it.
    """
    settings = read(asked.territoire)
    catalogue = Catalogue(settings.instance)
    search = Search(catalogue)
    left = [Left.of(asked.verite), Left.of(asked.reference)]
    cases = list(_cases(left[0]))

    def directory() -> Iterable[Entry]:
        for _, siret, nom, lieu, _ in _lines(left[1]):
            yield Entry(siret[:SIREN], siret, nom, lieu.code_postal, lieu.commune)

    said = answers(search, cases, directory)
    told, sold = measured(said, search.seuil), product(said, search.seuil)
    kept = _publish(asked, settings, catalogue, told) if asked.publier else None
    ends = {f"intervalle_{name}": told[f"{name}_ic"] for name in ("precision", "rappel")}
    apart = {
        "ecartees": {one.nom: len(one.mute) for one in left if one.mute},
        "cellules_en_trop": {one.nom: len(one.trop) for one in left if one.trop},
        "montants_illisibles": {one.nom: len(one.montants) for one in left if one.montants},
        "lecture": {one.nom: one.verite.told() for one in left},
        "produit": sold,
    }
    display.machine({"ok": True, **told, **ends, **apart} | ({"publiee": str(kept)} if kept else {}))
    _say(told, display)
    _say_product(sold, display)
    _say_left(left, display)
    if kept:
        display.say(f"Publiée : {kept}. La page « Fiabilité » la montre.")
    return 0


def _publish(
    asked: argparse.Namespace, settings: Settings, catalogue: Catalogue, told: Mapping[str, Any]
) -> Path:
    """Writes the measure in the overlay of the territory, which is made when there is none."""
    files = f"--reference {shlex.quote(asked.reference.name)} --verite {shlex.quote(asked.verite.name)}"
    command = settings.commande(f"mesurer {SUJET} {files} --publier {asked.publier}")
    known = f"{whole(told['n'])} noms dont le SIREN est connu, {whole(told['au_repertoire'])} à l'annuaire"
    sample = Sample(
        asked.publier,
        asked.libelle or asked.publier.replace("_", " ").capitalize(),
        asked.echantillon or f"{known}. Le SIRET est caché à la machine.",
        asked.simule,
        "noms",
        command,
    )
    root = settings.instance or settings.home / "instance"
    return publish(catalogue, root, SUJET, sample, now()[:10], told)


@dataclass(frozen=True)
class Left:
    """The lines of a CSV that are left aside: those that pair nothing, those whose cells stand nowhere sure,
    and what is no amount in those whose amount cannot be read.
    """

    verite: Verite
    mute: set[int] = field(default_factory=set)
    trop: set[int] = field(default_factory=set)
    montants: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> Left:
        """None yet."""
        return cls(Verite(path, NEEDED, (*NEEDED, *MORE), WANTED, lambda cells: _pairs(cells["siret"])))

    @property
    def nom(self) -> str:
        """The name of the file."""
        return self.verite.path.name


Line = tuple[int, str, str, Lieu, str]


def _cases(left: Left) -> Iterator[Case]:
    """The pairs of a CSV; a line whose amount cannot be read is refused, the others stand."""
    for number, siret, nom, lieu, montant in _lines(left):
        try:
            yield Case(nom, siret[:SIREN], lieu, parse_centimes(montant, FRENCH) if montant else 0)
        except ValueError:
            left.montants[number] = montant


def _lines(left: Left) -> Iterator[Line]:
    """Number, SIRET, name, place and amount, as written, of each line of a CSV; those that pair nothing are
    left aside. Raises UnreadableFile.
    """
    for record in left.verite.records():
        line = _line(record)
        if record.trop:
            left.trop.add(record.ligne)
        elif line[2] and _pairs(record.cells["siret"]):
            yield line
        else:
            left.mute.add(record.ligne)


def _pairs(siret: str) -> bool:
    """Whether a cell holds a SIRET or a SIREN."""
    digits = _filled("".join(siret.split()))
    return digits.isdecimal() and len(digits) in (SIREN, SIRET)


def _line(record: Record) -> Line:
    siret, nom, code, commune, montant = (record.cells.get(name, "") for name in (*NEEDED, *MORE))
    place = Lieu(_postal(code.replace(" ", "")), spelled(commune))
    return record.ligne, _filled("".join(siret.split())), nom, place, montant


def _postal(code: str) -> str:
    """Five digits, with the zero that a spreadsheet takes from their head; "" for what is no postal code."""
    return code.zfill(POSTAL) if code.isdecimal() and POSTAL - 1 <= len(code) <= POSTAL else ""


def _filled(siret: str) -> str:
    """A SIRET or a SIREN with the zeros that a spreadsheet takes from its head."""
    return siret.zfill(SIREN if len(siret) <= SIREN else SIRET) if siret.isdecimal() else siret


def _say(told: dict[str, Any], display: Display) -> None:
    """The same for people."""
    display.say(
        f"{whole(told['n'])} noms, dont {whole(told['au_repertoire'])} au répertoire ; au seuil de "
        f"{told['seuil']} sur 100, {whole(told['trouves'])} reconnus, {whole(told['justes'])} justement."
    )
    rows = [("noms", told), *([("euros", told["euros"])] if "euros" in told else [])]
    titles = ("précision", "à 95 %", "rappel", "à 95 %")
    display.table(("", *titles), [(name, *_shares(one)) for name, one in rows], right=(1, 2, 3, 4))
    curve = [(str(one["seuil"]), *_shares(one)) for one in told["courbe"]]
    display.table(("seuil", *titles), curve, right=(0, 1, 2, 3, 4))


def _say_product(sold: Mapping[str, Any], display: Display) -> None:
    """What the names that the product never searches take from it."""
    if sold["personnes"]:
        one = "nom se lit comme celui d'une personne physique"
        said = accord(sold["personnes"], one, "noms se lisent comme ceux de personnes physiques")
        precision, rappel = (_share(sold[name]) for name in ("precision", "rappel"))
        display.say(f"{said}, qu'Achatlas ne cherche jamais.")
        display.say(f"Sur un territoire, précision : {precision}\xa0%, rappel : {rappel}\xa0%.")


def _say_left(left: Sequence[Left], display: Display) -> None:
    """The lines that are left aside, and why."""
    for one in left:
        say_read(one.verite, display)
        if one.mute:
            said = accord(len(one.mute), "ligne laissée de côté", "lignes laissées de côté")
            display.say(f"{one.nom} : {said}, sans nom ou sans SIRET.")
        if one.trop:
            said = accord(len(one.trop), "ligne laissée de côté", "lignes laissées de côté")
            first = f"ligne {min(one.trop)}"
            display.say(f"{one.nom} : {said}, plus de cellules que de colonnes ({first}).")
        if one.montants:
            said = accord(len(one.montants), "ligne refusée", "lignes refusées")
            number, text = next(iter(one.montants.items()))
            why = f"montant illisible (ligne {number} : « {text} »)"
            display.say(f"{one.nom} : {said}, {why} ; écrivez-le à la française, comme 1 234,56.")


def _shares(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Precision and recall, each with its interval."""
    names = ("precision", "rappel")
    return tuple(text for name in names for text in (_share(told[name]), _between(told[f"{name}_ic"])))


def _share(part: float | None) -> str:
    return "—" if part is None else pourcent(round(part * 10_000), 10_000)


def _between(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{_share(interval[0])} à {_share(interval[1])}"

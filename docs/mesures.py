"""The published measures: made again on the demonstration and on labelled pairs, and told by the guide."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from achatlas.catalogue.fiabilite import engines
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.models_fiabilite import Compared, Fiabilite, Groupe, Published
from achatlas.domain.nombres import FINE, entier, entre, lisser, pourcent
from achatlas.reconcile.mesure import Case, answers, measured
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from achatlas.screens.depots import day
from achatlas.settings import read
from benchmarks.noms import GRAINE, altered, names
from demo import classement, fiabilite
from demo.identifiers import make_siren, make_siret

GUIDE = Path(__file__).with_name("guide")
GUIDES = {"rapprochement": GUIDE / "operateurs.md", "classement": GUIDE / "nomenclature.md"}
BEGIN, END = "<!-- mesures : écrit par « ./go docs mesures » -->", "<!-- fin des mesures -->"
NOTHING = "—"
WITNESS, SIZE = Path(__file__).with_name("temoin.json"), 1_500
SEARCHED = 10
COUNTED = ("seuil", "trouves", "justes")


def make(
    territoire: str, pairs: Path | None, titres: Path | None = None, root: Path = PACKAGE
) -> Iterator[Path]:
    """Measures the demonstration, the pairs and the titles of a file when one is given (both need the group
    ``entrainement``); then writes the guides again.
    """
    yield fiabilite.write(read(territoire), root)
    yield classement.write(read(territoire), root)
    if pairs is not None:
        from entrainement import mesurer

        yield mesurer.write(pairs, root)
    if titres is not None:
        from entrainement import mesurer_textes

        yield mesurer_textes.write(titres, root)
    WITNESS.write_text(json.dumps(witness(), indent=1) + "\n", encoding="utf-8")
    yield WITNESS
    for sujet, guide in GUIDES.items():
        guide.write_text(told(guide.read_text(encoding="utf-8"), sujet), encoding="utf-8")
        yield guide


def _postal(draw: random.Random) -> str:
    return f"{draw.randrange(1, 96):02d}000"


def witness() -> dict[str, Any]:
    """What the machine answers today on a small invented sample: a test compares it with what it answered
    when the rest was measured, so that code that answers otherwise asks for new measures.
    """
    draw = random.Random(GRAINE)
    source = names(draw)
    known = list(islice(source, SIZE))
    sirens = (make_siren(number) for number in range(1, SIZE + 1))
    entries = [
        Entry(siren, make_siret(siren, 1), nom, _postal(draw))
        for siren, nom in zip(sirens, known, strict=True)
    ]
    found = draw.sample(entries, SIZE // SEARCHED)
    cases = [Case(altered(one.nom, draw), one.siren, Lieu(one.code_postal)) for one in found]
    cases += [Case(nom, "", Lieu("")) for nom in islice(source, SIZE // SEARCHED)]
    search = Search(Catalogue())
    said = answers(search, cases, lambda: entries)
    mesure = measured(said, search.seuil)
    counts = {name: mesure[name] for name in ("n", "au_repertoire")}
    counts["scores"] = sum(one.first.score for one in said if one.first)
    return counts | {"courbe": [{name: point[name] for name in COUNTED} for point in mesure["courbe"]]}


def told(text: str, sujet: str) -> str:
    """The guide, what stands between its marks written again from the published measures."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{block(sujet)}{END}{after}"


def block(sujet: str) -> str:
    """What the guide says of the published measures of a thing."""
    catalogue = Catalogue()
    one = catalogue.fiabilites[sujet]
    return "".join(_measure(catalogue, one, found) for found in catalogue.published(sujet))


def _measure(catalogue: Catalogue, one: Fiabilite, found: Published) -> str:
    mesure = found.mesure
    kinds = [(found.unite, mesure), *([("euros", mesure.euros)] if mesure.euros else [])]
    tag = " (données simulées)" if found.simule else ""
    parts = [f"\n### {lisser(found.libelle)}{tag}\n\n{lisser(found.description)}\n"]
    rows = [
        (f"{word}, en {kind}", _between(ends))
        for word in ("précision", "rappel")
        for kind, count in kinds
        if (ends := getattr(count, f"{word.replace('é', 'e')}_ic")) is not None
    ]
    parts.append(_table((f"au seuil de {mesure.seuil}", "à 95 %"), rows))
    if len(mesure.moteurs) > 1:
        parts.append(_engines(engines(catalogue, one), found))
    if mesure.groupes:
        parts.append(_groups(found))
    if mesure.compared:
        parts.append(_compared(mesure.compared))
    parts.extend(
        f"\nSi {p.presents} noms sur 100 étaient à l’annuaire, la précision serait de "
        f"{_between(p.precision_ic)}.\n"
        for p in mesure.presences
    )
    parts.append(
        f"\nMesuré le {day(found.date.isoformat())}, règles `{found.empreinte}`, par `{found.commande}`.\n"
    )
    return "".join(parts)


def _between(ends: Sequence[float] | None) -> str:
    return entre(ends) if ends is not None else NOTHING


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _engines(membres: Mapping[str, str], found: Published) -> str:
    """Each engine that spoke, the heaviest first."""
    spoke = sorted(
        ((m, m.euros or m) for m in found.mesure.moteurs if m.trouves), key=lambda pair: -pair[1].trouves
    )
    kind = "en euros" if found.mesure.euros else ""
    head = ("reconnu par", found.unite, "faux", f"précision {kind}".strip())
    rows = [
        (
            membres.get(m.moteur, m.moteur),
            entier(m.trouves),
            entier(m.trouves - m.justes),
            _between(w.precision_ic),
        )
        for m, w in spoke
    ]
    return _table(head, rows)


def _compared(told: Compared) -> str:
    """The ways or the levels measured in the same run."""
    rows = [[lisser(one.nom), *(_between(ends) for ends in one.parts)] for one in told.lignes]
    note = f"\n{lisser(told.note)}\n" if told.note else ""
    return f"\n{lisser(told.titre)}\u00a0:\n{_table(['', *map(lisser, told.colonnes)], rows)}{note}"


def _groups(found: Published) -> str:
    """Each part of the sample; the recalls at a precision where it has them."""
    asked = [r.precision for r in found.mesure.groupes[0].rappels]
    share = found.mesure.presences[0].presents if found.mesure.presences else 0
    head: tuple[str, ...] = ("source", found.unite, "à l’annuaire", "précision", "rappel")
    head += tuple(f"rappel à {round(100 * one)} % de précision" for one in asked)
    rows = [_group(group) for group in found.mesure.groupes]
    if not asked:
        return _table(head, rows)
    note = (
        f"Les dernières colonnes pèsent les noms absents de l’annuaire comme s’ils étaient {100 - share} % ; "
        "un tiret : aucun seuil n’y mène."
    )
    return f"{_table(head, rows)}\n{note}\n"


def _group(group: Groupe) -> Sequence[str]:
    recalls = [
        f"{pourcent(round(100 * r.rappel), 100, 0)}{FINE}%" if r.rappel is not None else NOTHING
        for r in group.rappels
    ]
    counts = (entier(group.n), entier(group.au_repertoire))
    return (lisser(group.libelle), *counts, _between(group.precision_ic), _between(group.rappel_ic), *recalls)

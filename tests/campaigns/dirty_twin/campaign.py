"""One campaign: files drawn from a seed, imported as a person would, cleansed, and judged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import yaml

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse import stage
from achatlas.pipeline import import_file, open_workshop
from achatlas.pipeline.depots import AJOUTER
from achatlas.pipeline.workshop import Workshop
from achatlas.propose import propose, save_profile
from achatlas.settings import Settings
from tests.campaigns.dirty_twin.files import Twin, spoiled
from tests.campaigns.dirty_twin.forms import Form, drawn
from tests.campaigns.dirty_twin.judge import Verdict, judge, net_lines

SIREN = "000900001"
CARD = {
    "id": "jumeau",
    "libelle": "Jumeau sale",
    "acheteurs": [{"siren": SIREN, "nom": "Jumeau", "nom_court": "Jumeau", "type": "commune"}],
}
PROFILES = Path("instance/sources/mandats_tableur/profils")


def campaign(root: Path, seed: int, files: int, lines: int) -> Verdict:
    """Files of so many lines each (a quarter of it in a workbook): spoiled, imported, cleansed, judged
    against the truth.
    """
    home = root / "jumeau"
    (home / PROFILES).mkdir(parents=True)
    (home / "territoire.yml").write_text(yaml.safe_dump(CARD), encoding="utf-8")
    twins = [_twin(root, seed, rank, lines) for rank in range(files)]
    for rank, twin in enumerate(twins):
        _lay_profile(home / PROFILES, twin, rank)
    atelier = open_workshop(Settings(root, "jumeau", home / "instance", "600MB"))
    verdict, read = Verdict(), {}
    for rank, twin in enumerate(twins):
        one = import_file(
            atelier, twin.path, SIREN, "mandats_tableur", f"jumeau_{rank}", choix=AJOUTER, qui="essai"
        )
        read[one.depot.sha256] = (twin, one)
    net = _cleansed(atelier, root / "net")
    for sha, (twin, one) in read.items():
        judge(verdict, twin, net.get(sha, {}), one.bilan)
    return verdict


def _twin(root: Path, seed: int, rank: int, lines: int) -> Twin:
    draw = Random(f"{seed}-{rank}")
    kind = ("csv", "csv", "csv", "xlsx", "csv", "ods")[rank % 6]
    form = drawn(draw, kind)
    count = lines if kind == "csv" else lines // 4
    return spoiled(draw, root / f"jumeau_{rank}.{kind}", form, count, declared=rank % 3 != 2)


def _lay_profile(folder: Path, twin: Twin, rank: int) -> None:
    """The profile that a person would declare, or the one that is proposed once its questions are
    answered.
    """
    if twin.declared:
        text = yaml.safe_dump(dict(twin.form.profile()), allow_unicode=True)
        (folder / f"jumeau_{rank}.yml").write_text(text, encoding="utf-8")
        return
    answers: dict[str, str] = {}
    found = propose(twin.path, Catalogue())
    while found.questions:
        answers |= {q.id: _answer(twin.form, q.id, dict(q.choix)) for q in found.questions}
        found = propose(twin.path, Catalogue(), reponses=answers)
    save_profile(found, folder, f"jumeau_{rank}", "Jumeau")


def _answer(form: Form, question: str, choix: Mapping[str, str]) -> str:
    """What a person who knows the file answers."""
    known = {
        "nombres": f"decimale {form.mark} milliers {' ' if form.group.isspace() else form.group or 'aucun'}",
        "dates": form.day,
        "encodage": form.encoding,
        "totaux": "total",
    }
    wished = known.get(question, "")
    return wished if wished in choix else next(iter(choix))


def _cleansed(atelier: Workshop, target: Path) -> dict[str, dict[int, Mapping[str, object]]]:
    target.mkdir()
    folders = [atelier.snapshots.path("brut", depot.instantane) for depot in atelier.register.depots()]
    paths = {"brut__mandats": [f / "brut__mandats.parquet" for f in folders], "brut__marches": []}
    with atelier.engine("jumeau") as engine:
        stage.run(engine, atelier.catalogue, paths, target, atelier.territoire)
    return net_lines(target)

"""Every command of the documents runs as written, in a home of its own, or says here why it does not."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from achatlas.cli.main import main
from demo.identifiers import make_siren, make_siret
from demo.sirene import generer_sirene
from tests.architecture import measure as m

DOCUMENTS = [m.ROOT / "README.md", m.ROOT / "LISEZMOI.md", m.ROOT / "CONTRIBUTING.md"]
DOCUMENTS += sorted([*(m.ROOT / "docs").rglob("*.md"), *(m.ROOT / "benchmarks").glob("*.md")])
EXAMPLES = m.PACKAGE / "sources"
TERRITORY = "mon_territoire"
FOLDER = "dossier_des_decp"
FILES = {
    "PESALR2_2025.xml": "pes_depense/exemples/petit.xml",
    "456789122FEC20251231.txt": "fec/exemples/debit_credit.txt",
    "decp.json": "decp_2019/exemples/petit.json",
}
ORDER = ("nouveau", "sirene", "importer", "lancer", "bilan", "publier", "reel", "compte", "catalogue", "demo")
LEFT_OUT = {
    r"git clone .*": "needs the address of the repository",
    r"\./go test": "is what runs this test",
    r"\./go achatlas servir .*": "serves until it is stopped; tests/e2e and ./go docs captures open it",
    r"\./go nuit": "lasts for hours; tests/campaigns runs the same, short",
    r"\./go bench .*": "tests/benchmarks runs each bench at a tiny size",
}
ALONE = ("compte", "catalogue", "documents", "alertes")
"""Commands run in a process of their own: they set Django up, or are the first of their kind."""
VALUES = {
    "exercice": "2025", "num_mandat": "7", "date_mandat": "23/02/2025", "compte": "60632",
    "tiers_nom": "PAPETERIE DU VAL", "objet": "Fournitures de bureau", "montant_ht": "120,50",
}  # fmt: skip


def documented() -> list[str]:
    """The lines of every `sh` block of the documents, once each, in the order of a first use."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = dict.fromkeys(line.strip() for block in blocks for line in block.splitlines() if line.strip())
    return sorted(lines, key=rank)


def rank(line: str) -> int:
    """The place of a command in a first use."""
    return next((place for place, verb in enumerate(ORDER) if re.search(rf"\b{verb}\b", line)), len(ORDER))


def reason(line: str) -> str | None:
    """Why a command is not run, if it is not."""
    return next((why for pattern, why in LEFT_OUT.items() if re.fullmatch(pattern, line)), None)


def guide_blocks() -> list[dict[str, object]]:
    """The YAML examples of the guide: a territory, then a profile."""
    text = (m.ROOT / "docs" / "guide" / "vos_fichiers.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the documents name, and the territories that they describe."""
    folder = tmp_path_factory.mktemp("documents")
    home = folder / "donnees" / TERRITORY
    home.mkdir(parents=True)
    described = yaml.safe_dump(guide_blocks()[0], allow_unicode=True)
    (home / "territoire.yml").write_text(described, encoding="utf-8")
    for name, example in FILES.items():
        shutil.copyfile(EXAMPLES / example, folder / name)
    flow = folder / "PESALR2_2025.xml"
    flow.write_bytes(flow.read_bytes().replace(b'IdColl V="000000018', b'IdColl V="987654324'))
    (folder / FOLDER).mkdir()
    shutil.copyfile(folder / "decp.json", folder / FOLDER / "decp.json")
    (folder / "mandats_2025.csv").write_text(export(), encoding="cp1252")
    generer_sirene(folder, 100, 1, "zip")
    siret = make_siret(make_siren(1), 1)
    (folder / "annuaire.csv").write_text(f"siret,nom\n{siret},Papeterie du Val\n", encoding="utf-8")
    (folder / "titres.csv").write_text("objet,cpv\nNettoyage des locaux,90911200\n", encoding="utf-8")
    (folder / "codes.csv").write_text("code;libelle;segment\n61;Espaces verts;15.03\n", encoding="utf-8")
    (folder / "paires.csv").write_text(f"nom,siret\nPAPETERIE DU VAL,{siret}\n", encoding="utf-8")
    return folder


def export() -> str:
    """A file that the profile of the guide reads."""
    profile = guide_blocks()[1]
    columns: dict[str, str] = profile["colonnes"]  # type: ignore[assignment]
    ignored: dict[str, str] = profile["ignore"]  # type: ignore[assignment]
    header = [*columns, *ignored]
    row = [VALUES.get(columns.get(name, ""), "") for name in header]
    return ";".join(header) + "\r\n" + ";".join(row) + "\r\n"


def complete_profile(sandbox: Path) -> None:
    """Does what the guide asks of the person after `nouveau profil`: fills the file in."""
    folder = sandbox / "donnees" / TERRITORY / "instance/sources/mandats_tableur/profils"
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(guide_blocks()[1], allow_unicode=True)
    (folder / "mon_logiciel.yml").write_text(text, encoding="utf-8")


def here(words: list[str], sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Runs a command of `achatlas` in this process, where everything is already imported."""
    monkeypatch.chdir(sandbox)
    monkeypatch.setenv("ACHATLAS_HOME", str(sandbox / "donnees"))
    return main(words)


def aside(words: list[str], sandbox: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command as `./go` would, a small demonstration in place of the whole one."""
    small = ["--no-serve", "--lignes", "2000"] if words[0] == "demo" else []
    command = [sys.executable, "-m", *words, *small]
    path = os.pathsep.join([str(m.ROOT), str(m.ROOT / "src")])
    environment = {**os.environ, "ACHATLAS_HOME": str(sandbox / "donnees"), "PYTHONPATH": path}
    return subprocess.run(command, cwd=sandbox, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.lent
@pytest.mark.parametrize("line", [line for line in documented() if reason(line) is None])
def test_a_documented_command_runs(
    line: str, sandbox: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if " nouveau " not in line:
        complete_profile(sandbox)
    _, tool, *words = shlex.split(line)
    if tool == "achatlas" and words[0] not in ALONE:
        assert here(words, sandbox, monkeypatch) == 0, "".join(capsys.readouterr())
        return
    done = aside([tool, *words], sandbox)
    assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def test_what_is_left_out_is_still_documented() -> None:
    lines = documented()
    assert [p for p in LEFT_OUT if not any(re.fullmatch(p, line) for line in lines)] == []


def test_the_two_commands_are_documented() -> None:
    assert {"./go demo", "./go test"} <= set(documented())

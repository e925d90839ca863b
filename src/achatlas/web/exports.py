"""CSV exports: streamed, headed by what they are, and harmless when a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

from achatlas.catalogue.territoire import Territoire

CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no page and no table shows: it is written as a sign that is lost."""
FORMULE = re.compile("^[\ufeff\u200b\u2060\u00a0 ]*[-=+@|\\t\\r\\n－＝＋＠｜]")
"""How a text begins that a spreadsheet may run, behind signs that nobody sees, in any width."""
SUSPECT = f"{FORMULE.pattern}|{CONTROLES.pattern}"
"""The texts to look at, as the engine of tables reads a pattern."""
LOST = "\ufffd"
AVIS = "territoire de démonstration, données simulées"
Cellule = str | int | None
CSV = "text/csv; charset=utf-8"
IMAGES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def inoffensif(valeur: Cellule) -> Cellule:
    """Return a cell that no spreadsheet runs: a text that begins like a formula gets an apostrophe (OWASP), a
    control character is written as a sign that is lost.

    A plain negative number is left as it is.
    """
    if not isinstance(valeur, str):
        return valeur
    lisible = CONTROLES.sub(LOST, valeur)
    if not FORMULE.match(lisible):
        return lisible
    nombre = lisible.lstrip("-").replace(",", "").replace(".", "")
    return lisible if lisible.startswith("-") and nombre.isascii() and nombre.isdigit() else f"'{lisible}"


def cents(centimes: int) -> str:
    """Write cents as a French decimal that a spreadsheet reads as a number: -412,80."""
    signe = "-" if centimes < 0 else ""
    return f"{signe}{abs(centimes) // 100},{abs(centimes) % 100:02d}"


def written(lignes: Iterable[Sequence[Cellule]]) -> Iterator[bytes]:
    """Yield UTF-8 chunks of semicolon CSV, a few hundred lines each."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for rang, ligne in enumerate(lignes, 1):
        ecrivain.writerow([inoffensif(cellule) for cellule in ligne])
        if rang % 500 == 0:
            yield tampon.getvalue().encode("utf-8")
            tampon.seek(0)
            tampon.truncate()
    yield tampon.getvalue().encode("utf-8")


def entete(
    territoire: Territoire, version: str, contenu: str, mention: str = "", lost: str = ""
) -> list[list[Cellule]]:
    """Return the comment lines: content, filters, version, that the one of the link is gone (``lost``),
    whether the figures are simulated, and the definition that they rest on.
    """
    lignes: list[list[Cellule]] = [
        [f"# Achatlas, {territoire.libelle} : {contenu}"],
        [f"# version {version}"],
    ]
    lignes += [[f"# {lost}"]] if lost else []
    lignes += [[f"# {AVIS}"]] if territoire.simule else []
    return lignes + ([[f"# {mention}"]] if mention else [])


def repondre(nom: str, lignes: Iterable[Sequence[Cellule]], territoire: Territoire) -> StreamingHttpResponse:
    """Return the streamed file; its very name says when it is simulated."""
    return envoyer(f"{nom}{'-simule' if territoire.simule else ''}", lignes)


def envoyer(nom: str, lignes: Iterable[Sequence[Cellule]]) -> StreamingHttpResponse:
    """Return the streamed file of a table that owes nothing to the data of the territory."""
    return StreamingHttpResponse(written(lignes), content_type=CSV, headers=headers(f"{nom}.csv"))


def classeur(nom: str, contenu: bytes, territoire: Territoire) -> HttpResponse:
    """Return a workbook; its very name says when it is simulated."""
    named = f"{nom}{'-simule' if territoire.simule else ''}.xlsx"
    return HttpResponse(contenu, content_type=XLSX, headers=headers(named))


def image(nom: str, contenu: bytes, territoire: Territoire, forme: str = "svg") -> HttpResponse:
    """Return a drawing; its very name says when it is simulated."""
    kept = headers(f"{nom}{'-simule' if territoire.simule else ''}.{forme}")
    return HttpResponse(contenu, content_type=IMAGES[forme], headers=kept)


def headers(fichier: str) -> dict[str, str]:
    """What makes a browser keep a file under its name, and never guess what it is."""
    disposition = f"attachment; filename*=UTF-8''{quote(fichier)}"
    return {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}

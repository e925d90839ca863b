"""JSON records one by one from a sliding buffer: a national file never stands whole in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from achatlas.domain.errors import UnreadableFile

_BLOC = 1 << 18
_BLANCS = " \t\r\n"
_VALEUR_MAX = 64 << 20


class _Flux:
    """A text seen through a window that slides: looks at the next character, decodes the next whole value."""

    def __init__(self, source: TextIO, nom: str) -> None:
        self.source, self.nom = source, nom
        self.tampon, self.rang, self.fini, self.lignes = "", 0, False, 1
        self.decodeur = json.JSONDecoder(parse_float=Decimal, parse_constant=self._constante)

    def _constante(self, texte: str) -> None:
        """Read NaN, which pandas writes for a missing value, as null; refuse the infinities."""
        if texte != "NaN":
            raise self.faute(f"{texte} n'est pas un nombre JSON")

    def faute(self, cause: str) -> UnreadableFile:
        """Return the error at the present place."""
        ligne = self.lignes + self.tampon.count("\n", 0, self.rang)
        return UnreadableFile(
            "JSON illisible",
            f"{self.nom}, vers la ligne {ligne}",
            cause,
            "vérifiez que le fichier est complet et refaites l'export",
        )

    def lire(self, bloc: int = _BLOC) -> bool:
        """Drop what has been consumed and read on; say whether something came."""
        suite = self.source.read(bloc)
        self.lignes += self.tampon.count("\n", 0, self.rang)
        self.tampon, self.rang = self.tampon[self.rang :] + suite, 0
        self.fini = not suite
        return not self.fini

    def following(self) -> str:
        """Return the next meaningful character without consuming it, "" at the end."""
        while True:
            while self.rang < len(self.tampon) and self.tampon[self.rang] in _BLANCS:
                self.rang += 1
            if self.rang < len(self.tampon):
                return self.tampon[self.rang]
            if not self.lire():
                return ""

    def prendre(self, admis: str) -> str:
        """Consume and return the next character, which must be one of those admitted."""
        trouve = self.following()
        if not trouve or trouve not in admis:
            raise self.faute("le fichier s'arrête trop tôt" if not trouve else f"« {trouve} » inattendu")
        self.rang += 1
        return trouve

    def valeur(self) -> Any:
        """Consume and return the next whole value."""
        self.following()
        while True:
            try:
                valeur, fin = self.decodeur.raw_decode(self.tampon, self.rang)
                if fin < len(self.tampon) or self.fini:
                    self.rang = fin
                    return valeur
            except (json.JSONDecodeError, RecursionError) as faute:
                if self.fini or len(self.tampon) > _VALEUR_MAX or isinstance(faute, RecursionError):
                    raise self.faute("le fichier est tronqué ou mal formé") from faute
            self.lire(max(_BLOC, len(self.tampon)))


def read_records(
    path: Path,
    racines: tuple[str, ...],
    encodage: str = "utf-8",
    obligatoires: frozenset[str] = frozenset(),
) -> Iterator[tuple[int, str, Any]]:
    """Yield (rank from 1, root, value) of every record of the arrays found at ``racines`` (dotted paths); an
    object that stands alone in the place of an array is one record.

    With the root "", the document itself is the array, or one record when it holds no other root and all the
    keys of ``obligatoires``. Floats come as exact Decimals. Raise UnreadableFile when the text is truncated
    or malformed, or holds no such array.
    """
    with path.open(encoding=encodage) as source:
        flux = _Flux(source, path.name)
        rang, trouve, reste = 0, False, dict[str, Any]()
        for racine, valeur in _walk(flux, "", racines, reste):
            trouve = True
            if racine in racines and valeur is not _VIDE:
                rang += 1
                yield rang, racine, valeur
        if flux.following():
            raise flux.faute("du texte suit la fin du document")
        if not trouve and "" in racines and reste and obligatoires <= set(reste):
            yield 1, "", reste
        elif not trouve:
            raise UnreadableFile(
                "Aucun enregistrement attendu dans ce JSON",
                path.name,
                f"la liste « {' » ou « '.join(filter(None, racines))} » est absente",
                "vérifiez la source choisie",
            )


_VIDE = object()


def _walk(
    flux: _Flux, chemin: str, racines: tuple[str, ...], reste: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Descend to the wanted arrays; an array found is announced even when empty. The rest is skipped, but
    for what the document itself holds, which goes to ``reste``.
    """
    debut, above = flux.following(), f"{chemin}." if chemin else ""
    if chemin in racines and debut == "[":
        yield chemin, _VIDE
        for valeur in _items(flux):
            yield chemin, valeur
    elif debut == "{" and (not chemin or _leads_below(above, racines)):
        yield from _members(flux, above, racines, reste)
    else:
        valeur = flux.valeur()
        yield from [(chemin, _VIDE), (chemin, valeur)] if debut == "{" else []


def _members(
    flux: _Flux, above: str, racines: tuple[str, ...], reste: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Walk what an object holds; ``reste`` receives what leads to no root, when the object is the
    document.
    """
    for cle in _keys(flux):
        if _leads(above + cle, racines):
            yield from _walk(flux, above + cle, racines, reste)
        elif above:
            flux.valeur()
        else:
            reste[cle] = flux.valeur()


def _leads_below(above: str, racines: tuple[str, ...]) -> bool:
    return any(racine.startswith(above) for racine in racines)


def _leads(chemin: str, racines: tuple[str, ...]) -> bool:
    return chemin in racines or _leads_below(f"{chemin}.", racines)


def _keys(flux: _Flux) -> Iterator[str]:
    """Yield the keys of an object, the flow standing at the value, which the caller consumes."""
    flux.prendre("{")
    fin = flux.following() == "}" and flux.prendre("}")
    while fin != "}":
        cle = flux.valeur()
        flux.prendre(":")
        yield str(cle)
        fin = flux.prendre(",}")


def _items(flux: _Flux) -> Iterator[Any]:
    flux.prendre("[")
    fin = flux.following() == "]" and flux.prendre("]")
    while fin != "]":
        yield flux.valeur()
        fin = flux.prendre(",]")

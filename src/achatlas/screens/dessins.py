"""How each panel is drawn, when somebody chose it: one parameter of the address for all the panels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from achatlas import marks
from achatlas.catalogue.models import Axe, Panneau
from achatlas.domain.errors import BadAddress
from achatlas.langues import dire, translated
from achatlas.screens.addresses import shown

PARAMETRE, ENTRE, APRES = "dessin", "~", "."


@dataclass(frozen=True)
class Choisi:
    """A drawing, and which of its views; written « carte », « carte.france »."""

    marque: str
    vue: str = ""

    def __str__(self) -> str:
        return f"{self.marque}{APRES}{self.vue}" if self.vue else self.marque


Dessins = Mapping[str, Choisi]
NONE: Dessins = MappingProxyType({})


def lire(texte: str, axes: Mapping[str, Axe]) -> Dessins:
    """Read what an address says of drawings: « mois.calendrier~commune.carte.france ».

    Raises BadAddress for an axis, a drawing or a view that does not exist, or does not suit.
    """
    return {axe: choisi for axe, choisi in _read(texte, axes)} if texte else NONE


def _read(texte: str, axes: Mapping[str, Axe]) -> Iterator[tuple[str, Choisi]]:
    for one in texte.split(ENTRE):
        nom, _, reste = one.partition(APRES)
        marque, _, vue = reste.partition(APRES)
        if nom not in axes:
            raise _refused(
                one,
                translated("aucun panneau n’a cet axe"),
                translated("Reprenez un dessin que le panneau propose"),
            )
        suit = [name for name in marks.noms() if marks.marque(name).convient(axes[nom])]
        if marque not in suit:
            exists = marque in marks.noms()
            why = "ce dessin ne convient pas à cet axe" if exists else "aucun dessin ne porte ce nom"
            raise _refused(one, translated(why), dire("Choisissez parmi : {noms}", noms=", ".join(suit)))
        if vue and vue not in dict(marks.marque(marque).vues):
            raise _refused(
                one, translated("ce dessin n’a pas cette vue"), translated("Retirez-la de l’adresse")
            )
        yield nom, Choisi(marque, vue)


def _refused(one: str, why: str, remedy: str) -> BadAddress:
    return BadAddress(
        dire("Dessin refusé : « {nom} »", nom=shown(one)), translated("adresse de la page"), why, remedy
    )


def ecrire(dessins: Dessins) -> str:
    """Write the drawings that were chosen as an address says them."""
    return ENTRE.join(f"{axe}{APRES}{choisi}" for axe, choisi in dessins.items())


def avec(dessins: Dessins, panneau: Panneau, choisi: Choisi) -> str:
    """Write the drawings with another one for a panel; the usual one is not written."""
    gardes = {axe: one for axe, one in dessins.items() if axe != panneau.axe}
    return ecrire(gardes if choisi == Choisi(panneau.marque) else {**gardes, panneau.axe: choisi})


def retenu(dessins: Dessins, panneau: Panneau, axe: Axe) -> Choisi:
    """Return how a panel is drawn: as chosen when that suits its axis, else as usual, in its first view."""
    choisi = dessins.get(panneau.axe, Choisi(panneau.marque))
    if choisi.marque not in marks.possibles(axe, panneau.marque):
        choisi = Choisi(panneau.marque)
    vues = marks.marque(choisi.marque).vues_de(axe)
    return Choisi(choisi.marque, choisi.vue or (vues[0][0] if vues else ""))

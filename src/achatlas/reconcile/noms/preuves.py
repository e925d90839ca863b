"""Why two names may be one, in words: what brings them together first, then what keeps them apart."""

from collections.abc import Iterator, Sequence

from achatlas.reconcile.noms.comparison import Comparison

SAME_CODE, DEPARTEMENT, AILLEURS = "meme_code_postal", "meme_departement", "ailleurs"
PLACES = {
    SAME_CODE: "un établissement au même code postal",
    DEPARTEMENT: "un établissement dans le même département",
    AILLEURS: "aucun établissement dans le département écrit",
}
EQUALS = {
    SAME_CODE: "{} entreprises de ce nom, ou presque, sont au même endroit",
    DEPARTEMENT: "{} entreprises de ce nom, ou presque, sont dans le même département",
    AILLEURS: "{} entreprises de ce nom, ou presque, et aucune dans le département écrit",
    "": "{} entreprises de ce nom, ou presque, et rien ne les départage",
}
KNOWN = "l'acheteur a affaire à cette entreprise ailleurs, sous son numéro"
WEAK = "le nom seul est trop peu sûr pour que le lieu suffise"
WHOLE = "un mot commence l'autre, mais d'autres noms le portent tel quel : ce peut être un autre nom"
APART = 0.9


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"« {word} »" for word in words)


def _together(found: Comparison, same: bool) -> Iterator[str]:
    if same:
        yield "mêmes mots"
    elif found.communs:
        yield f"en commun : {_quoted(sorted(found.communs))}"
    if found.welded:
        yield f"écrit en un mot ou en plusieurs : {_quoted(found.welded)}"
    for one, other, alike in found.proches:
        said = "l'un commence l'autre" if alike == APART else "à une lettre près, ou deux"
        yield f"« {one} » et « {other} » : {said}"
    if found.sigle:
        yield f"« {found.sigle} » est fait d'initiales"


def _apart(found: Comparison) -> Iterator[str]:
    if found.seuls_ecrit:
        yield f"écrit seulement : {_quoted(found.seuls_ecrit)}"
    if found.seuls_repertoire:
        yield f"au répertoire seulement : {_quoted(found.seuls_repertoire)}"


def equals(count: int, place: str) -> str:
    """That so many enterprises are as likely as the first, which is at this place."""
    return EQUALS[place].format(count)


def evidence(found: Comparison, same: bool, homonymes: int, place: str, ended: str = "") -> tuple[str, ...]:
    """The sentences of a pair; ``place`` is one of ``PLACES``, or empty when a place is unknown; ``ended``:
    the ISO date when the enterprise closed its last establishment, when it was before anything was paid.
    """
    said = list(_together(found, same))
    if place in (SAME_CODE, DEPARTEMENT):
        said.append(PLACES[place])
    said += _apart(found)
    if homonymes > 1:
        said.append(f"{homonymes} entreprises portent ces mots")
    if place == AILLEURS:
        said.append(PLACES[place])
    if ended:
        day = "/".join(reversed(ended.split("-")))
        said.append(f"dernier établissement fermé le {day}, avant le premier paiement connu")
    return tuple(said)

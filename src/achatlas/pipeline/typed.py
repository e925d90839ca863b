"""The conditions of a rule as a person types them, and all that cannot be read in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from achatlas.classify.regles import suite
from achatlas.domain.errors import RegleIllisible
from achatlas.domain.regle import Conditions
from achatlas.domain.text import reference, spelled

LONGEST_MOT, MOST_MOTS = 80, 12
NUMBERS = {
    "compte": ("Compte", "d'un seul compte, par exemple 6152"),
    "cpv": ("CPV", "d'un seul code CPV, par exemple 453"),
}
"""The fields that hold how a number begins: how they are called, what to write there."""


def written(said: Mapping[str, str]) -> Conditions:
    """Conditions as a person types them: runs of words apart by semicolons, codes without blanks. Raises
    RegleIllisible when a field cannot be read: nothing that was typed is left out in silence; RegleVague when
    they tell no purchase from another.
    """
    if faults := [*_faults(said)]:
        raise unreadable(faults)
    mots = [one for one in _mots(said) if suite(one)]
    return Conditions.from_dict(
        {
            **{name: reference(said.get(name, "")) for name in (*NUMBERS, "code")},
            "acheteur": said.get("acheteur", "").strip(),
            "mots": mots,
            "tiers": spelled(said.get("tiers", "")),
            "muet": said.get("muet", "") == "oui",
            "unsure": said.get("incertain", "") == "oui",
        }
    )


def _mots(said: Mapping[str, str]) -> list[str]:
    typed = (" ".join(one.split()) for one in said.get("mots", "").split(";"))
    return [one for one in typed if one]


def _faults(said: Mapping[str, str]) -> Iterator[str]:
    """What cannot be read, each by the name of its field, why, and what to write."""
    for name, (label, what) in NUMBERS.items():
        typed = said.get(name, "").strip()
        if typed and not _number(typed):
            yield f"{label} : « {typed[:LONGEST_MOT]} » n'est pas un nombre ; écrivez le début {what}"
    yield from _texts(said)
    mots = _mots(said)
    for one in mots:
        if not suite(one):
            yield f"Mots : « {one[:LONGEST_MOT]} » ne dit rien ; écrivez un mot de l'achat"
        elif len(one) > LONGEST_MOT:
            yield f"Mots : « {one[:20]}… » compte {len(one)} signes ; écrivez-en {LONGEST_MOT} au plus"
    if len(mots) > MOST_MOTS:
        yield f"Mots : il y en a {len(mots)} ; écrivez-en {MOST_MOTS} au plus, puis une autre règle"


def _number(typed: str) -> bool:
    plain = reference(typed)
    return plain.isascii() and plain.isdecimal() and len(plain) <= LONGEST_MOT and not _parted(typed)


def _parted(typed: str) -> bool:
    """Whether a field holds anything but figures and what parts those of one number."""
    return any(not one.isdecimal() and one not in " .\u00a0\u202f" for one in typed)


def _texts(said: Mapping[str, str]) -> Iterator[str]:
    """The fields of which nothing is left once they are spelled as purchases are, or too much."""
    for name, label, read in (("tiers", "Fournisseur", spelled), ("code", "Code de l'acheteur", reference)):
        typed = said.get(name, "").strip()
        if typed and not read(typed):
            yield f"{label} : « {typed[:LONGEST_MOT]} » n'a ni lettre ni chiffre ; écrivez-en"
        elif len(typed) > LONGEST_MOT:
            yield f"{label} : {len(typed)} signes ; écrivez-en {LONGEST_MOT} au plus"


def unreadable(faults: list[str]) -> RegleIllisible:
    """The refusal of a rule, with all that cannot be read in it."""
    error = RegleIllisible(
        quoi="Cette règle n'a pas pu être lue",
        ou="règle de classement",
        pourquoi=" ; ".join(faults),
        que_faire="corrigez ce champ : rien n'a été gardé",
    )
    error.fautes = tuple(faults)
    return error

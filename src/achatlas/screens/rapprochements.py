"""What judging who is paid would move, in sentences: the spending identified before and after."""

from __future__ import annotations

from achatlas.domain.nombres import accord, de_a, en_pourcent, entier, montant_lisible, pourcent
from achatlas.langues import dire, translated
from achatlas.pipeline.written import Avancement, Candidat, File, Nom

ELSE = "Dire «\u00a0pas elle\u00a0» laisse la machine reconnaître une autre entreprise, pour"
EVERYBODY = "chez tous ceux qui écrivent ce nom. Réversible en un geste."


def review(file: File) -> str:
    """What a reader of what the machine recognised can do, after what decisions have moved."""
    one = file.avancement
    done = f" {_moved(one)}" if one.decisions else ""
    if not file.noms:
        return dire(
            "Tout ce qui est identifié l’est par un numéro valable ou par une personne.{done}", done=done
        )
    return dire(
        "Aucun numéro valable ne les désigne\u00a0: relisez-les, les plus payés d’abord. En "
        "refuser un le remet dans la file.{done}",
        done=done,
    )


def _moved(one: Avancement) -> str:
    made, moved = accord(one.decisions, "décision"), shares(one, one.avant, one.apres)
    said = "{decisions} a fait passer la dépense identifiée de {parts}."
    if one.decisions != 1:
        said = "{decisions} ont fait passer la dépense identifiée de {parts}."
    return dire(said, decisions=made, parts=moved)


def effect(nom: Nom, shown: Candidat, one: Avancement) -> tuple[str, str, str]:
    """What judging a pair would move: a sentence, with what it weighs in the middle."""
    everybody = translated(EVERYBODY)
    if not nom.reconnus:
        gain = shares(one, one.apres, one.apres + nom.centimes)
        return (
            translated("Dire «\u00a0même\u00a0» identifie"), montant_lisible(nom.centimes),
            dire(" de plus (dépense identifiée\u00a0: {parts}), {reste}", parts=gain, reste=everybody),
        )  # fmt: skip
    own = next((own for own in nom.reconnus if own.siren == shown.siren), None)
    if own is None:
        return (
            translated("Dire «\u00a0même\u00a0» la met à la place de celle que la machine a reconnue, pour"),
            montant_lisible(nom.centimes), f", {everybody}",
        )  # fmt: skip
    if not own.lost:
        return (
            translated(ELSE),
            montant_lisible(own.centimes), f", {everybody}",
        )  # fmt: skip
    loss = shares(one, one.apres, one.apres - own.lost)
    return (
        translated("Dire «\u00a0pas elle\u00a0» remet dans la file"), montant_lisible(own.lost),
        dire(" (dépense identifiée\u00a0: {parts}), {reste}", parts=loss, reste=everybody),
    )  # fmt: skip


def without(nom: Nom, one: Avancement) -> tuple[str, str, str]:
    """What saying that a name has no SIREN would move: a sentence, with what it weighs in the middle."""
    cents = sum(own.centimes for own in nom.reconnus)
    if not cents:
        out, more = "Dire qu’il n’a pas de SIREN sort de la file", ", sans rien identifier de plus."
        return translated(out), montant_lisible(nom.centimes), translated(more)
    loss = shares(one, one.apres, one.apres - cents)
    taken = translated("Dire qu’il n’a pas de SIREN retire à la machine")
    return taken, montant_lisible(cents), dire(" (dépense identifiée\u00a0: {parts}).", parts=loss)


def phrase(file: File, nombre: int) -> str:
    """« 12 décisions feraient passer la dépense identifiée de 91,0 à 97,2 %. », after what was done."""
    one, (count, then) = file.avancement, file.gain(nombre)
    done = _moved(one)
    if not count:
        return done if one.decisions else ""
    if one.decisions:
        more = (
            "La suivante la porterait à {part}."
            if count == 1
            else "Les {n} suivantes la porteraient à {part}."
        )
        part = en_pourcent(pourcent(then, one.total))
        return f"{done} {dire(more, n=entier(count), part=part)}"
    said = "{decisions} ferait passer la dépense identifiée de {parts}."
    said = said if count == 1 else "{decisions} feraient passer la dépense identifiée de {parts}."
    return dire(said, decisions=accord(count, "décision"), parts=shares(one, one.apres, then))


def shares(one: Avancement, first: int, last: int) -> str:
    """« 91,0 à 97,2 % »."""
    return en_pourcent(de_a(pourcent(first, one.total), pourcent(last, one.total)))

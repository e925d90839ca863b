"""What an act upon rules would move, in sentences: what waits, what changes, what is contradicted."""

from __future__ import annotations

from achatlas.domain.nombres import accord, montant_lisible
from achatlas.langues import dire, translated
from achatlas.pipeline.effets import Effect
from achatlas.pipeline.situation import Somme


def warnings(moved: Effect) -> list[tuple[str, bool]]:
    """What a person must know before keeping a rule: words, and whether it contradicts somebody."""
    waits, elsewhere = moved.attente, moved.deja
    told = [
        (
            dire(
                "{lignes} en attente, {centimes}.",
                lignes=accord(waits.lignes, "ligne"),
                centimes=montant_lisible(waits.centimes),
            ),
            False,
        )
    ]
    if moved.pareils.lignes:
        said = accord(moved.pareils.lignes, "ligne a", "lignes ont")
        told.append(
            (
                dire(
                    "{said} déjà ce segment, {centimes}.",
                    said=said,
                    centimes=montant_lisible(moved.pareils.centimes),
                ),
                False,
            )
        )
    if elsewhere.lignes:
        one, many = "ligne déjà classée ailleurs changerait", "lignes déjà classées ailleurs changeraient"
        said = accord(elsewhere.lignes, one, many)
        told.append(
            (
                dire("{said} aussi, {centimes}.", said=said, centimes=montant_lisible(elsewhere.centimes)),
                False,
            )
        )
    if moved.suivent.lignes:
        told.append(
            (
                dire(
                    "{lignes} que la règle classe suivraient.", lignes=accord(moved.suivent.lignes, "ligne")
                ),
                False,
            )
        )
    return [*told, *leaving(moved), against(moved), awarded(moved)]


def awarded(moved: Effect) -> tuple[str, bool]:
    """How many marchés would change their segment."""
    if not moved.marches:
        return translated("Aucun marché ne changerait de segment."), False
    said = accord(moved.marches, "marché changerait", "marchés changeraient")
    return dire("{said} de segment.", said=said), False


def against(moved: Effect) -> tuple[str, bool]:
    """The rules of persons that an act contradicts."""
    if not moved.contredits.lignes:
        return translated("Aucune décision humaine contredite."), False
    said = "Contredit {lignes} de la règle {regles}, {montant}."
    said = "Contredit {lignes} des règles {regles}, {montant}." if len(moved.regles) > 1 else said
    return dire(
        said,
        lignes=accord(moved.contredits.lignes, "ligne"),
        regles=", ".join(map(str, moved.regles)),
        montant=montant_lisible(moved.contredits.centimes),
    ), True


def leaving(moved: Effect) -> list[tuple[str, bool]]:
    """What the rule would tell no more, and who would tell it."""
    left, back = moved.quittent, moved.retour
    if not left.lignes:
        return []
    lines = accord(left.lignes, "ligne qu’elle classe", "lignes qu’elle classe")
    said = "{lignes} n’en relèverait plus, {montant}"
    said = "{lignes} n’en relèveraient plus, {montant}" if left.lignes > 1 else said
    told = [dire(said, lignes=lines, montant=montant_lisible(left.centimes))]
    if moved.takers:
        rules = ", ".join(map(str, moved.takers))
        many = len(moved.takers) > 1
        named = "les règles {regles} en reprendraient" if many else "la règle {regles} en reprendrait"
        told.append(dire(named, regles=rules))
    if back.lignes:
        waits = accord(back.lignes, "serait à qualifier", "seraient à qualifier")
        told.append(f"{waits}, {montant_lisible(back.centimes)}")
    return [(translated("\u00a0; ").join(told) + ".", True)]


def _passing(de: str, vers: str, one: Somme) -> str:
    said = "{montant} ({lignes}) irait de {de} à {vers}."
    none = translated("ce qui n’a pas de segment")
    return dire(
        "{montant} ({lignes}) iraient de {de} à {vers}." if one.lignes > 1 else said,
        montant=montant_lisible(one.centimes),
        lignes=accord(one.lignes, "ligne"),
        de=de or none,
        vers=vers or none,
    )


def passing(moved: Effect, most: int) -> list[str]:
    """The lines that would change their segment, from which to which, the heaviest first."""
    told = [_passing(de, vers, one) for de, vers, one in moved.passages[:most]]
    lines = sum(one.lignes for _, _, one in moved.passages[most:])
    if lines:
        said = accord(lines, "autre ligne changerait", "autres lignes changeraient")
        told.append(dire("{said} aussi de segment.", said=said))
    return told or [translated("Aucun paiement ne changerait de segment.")]

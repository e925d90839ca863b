"""V11: « pas de considération » cannot stand beside a consideration."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle

CHAMPS = ("considerations_sociales", "considerations_environnementales")
CLAUSES = {
    "clause_sociale": "type_clause_sociale",
    "clause_environnementale": "type_clause_environnementale",
}


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Fields that say both that there is none and that there is one; clauses denied whose kind is told."""
    for champ in CHAMPS:
        said = set(fiche.items(champ))
        none = {one for one in said if regle.forme("aucune").fullmatch(one)}
        if none and said - none:
            yield Constat("considerations_contraires", champ, fiche.text(champ))
    for champ, kinds in CLAUSES.items():
        if regle.forme("non").fullmatch(fiche.text(champ)) and fiche.text(kinds):
            yield Constat("clause_contraire", kinds, fiche.text(kinds))

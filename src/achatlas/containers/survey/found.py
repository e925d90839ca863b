"""What a survey of a workbook finds: the sheet to read, the cells without a value, what deserves notice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from achatlas.domain.errors import UnreadableFile

CELLS_MAX = 40_000_000
UNCACHED = "#SANS_VALEUR!"
"""What stands for a formula that the program which wrote the workbook never computed."""

OTHERS, OTHERS_UNSEEN, UNSEEN = "autres_feuilles", "autres_feuilles_masquees", "feuille_masquee"
ROWS, COLUMNS, MERGED = "lignes_masquees", "colonnes_masquees", "cellules_fusionnees"
FORMULAS, ERRORS = "formules_sans_valeur", "cellules_en_erreur"


@dataclass
class Survey:
    """One sheet as it stands: ``faults`` maps (row from 1, column from 0) to the text shown for an error, or
    UNCACHED; ``vides`` are the formulas whose value is a blank text; ``base`` is the first column that holds
    something, faults left out; ``notices`` counts flags.
    """

    nom: str
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    vides: set[tuple[int, int]] = field(default_factory=set)
    base: int = 0
    last_row: int = 0
    columns: int = 0
    notices: Counter[str] = field(default_factory=Counter)
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def fault(self, row: int, column: int, shown: str) -> None:
        """Note a cell without a value."""
        self.faults[row, column] = shown
        self.notices[FORMULAS if shown == UNCACHED else ERRORS] += 1

    def hide(self, first: int, last: int) -> None:
        """Note hidden columns, from the first to the last, counted from 1."""
        self.hidden.append((first, last))

    def checked(self, path: Path) -> Survey:
        """Return itself, its hidden columns counted; raise UnreadableFile when the sheet spreads so far that
        reading it would fill the memory (F40).
        """
        if self.last_row * self.columns > CELLS_MAX:
            raise UnreadableFile(
                "Feuille trop étendue",
                f"{path.name}, feuille « {self.nom} »",
                f"elle va jusqu'à la ligne {self.last_row} et la colonne {self.columns}",
                "effacez les cellules isolées loin du tableau, ou exportez la feuille en CSV",
            )
        seen = (max(0, min(last, self.columns) - first + 1) for first, last in self.hidden)
        self.notices[COLUMNS] += sum(seen)
        self.notices = +self.notices
        return self


def chosen(path: Path, visible: dict[str, bool], feuille: str | None) -> str:
    """Return the sheet named, or the first visible one, among those of the workbook; UnreadableFile when
    there is none.
    """
    if feuille is not None and feuille not in visible:
        raise UnreadableFile(
            f"Feuille « {feuille} » absente",
            path.name,
            f"feuilles : {', '.join(visible)}",
            "corrigez feuille dans le profil",
        )
    nom = feuille if feuille is not None else next((nom for nom, seen in visible.items() if seen), None)
    if nom is None:
        raise UnreadableFile("Aucune feuille visible", path.name, "", "nommez la feuille dans le profil")
    return nom


def damaged(path: Path) -> UnreadableFile:
    """Return the error of a workbook whose content is not what its kind wants."""
    return UnreadableFile(
        "Classeur illisible",
        path.name,
        "son contenu est endommagé ou n'est pas celui d'un classeur",
        "ouvrez-le dans un tableur et réenregistrez-le en .xlsx, ou exportez-le en CSV",
    )


def note_others(found: Survey, visible: dict[str, bool], filled: set[str]) -> None:
    """Count the other sheets that hold something, and say whether the sheet that is read is hidden."""
    for nom in filled - {found.nom}:
        found.notices[OTHERS if visible[nom] else OTHERS_UNSEEN] += 1
    found.notices[UNSEEN] += not visible[found.nom]

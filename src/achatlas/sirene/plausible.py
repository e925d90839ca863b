"""Whether a stock file may become the referential: an empty download, or numbers that a tool has cut, may
not.
"""

from collections.abc import Mapping
from typing import Any

from achatlas.domain.errors import UnreadableFile
from achatlas.sirene.layout import SUCCESSIONS
from achatlas.sirene.stage import Compte


def verify(compte: Compte, regle: Mapping[str, Any]) -> None:
    """Raises UnreadableFile for a file of units or establishments that gives nothing, or of which more is set
    aside than ``regle["tolerance"]`` lets pass.
    """
    if compte.genre == SUCCESSIONS or (compte.retenues and compte.ecartees.total() <= _bound(compte, regle)):
        return
    lost = compte.ecartees.total()
    motifs = [regle["motifs"][motif] for motif, _ in compte.ecartees.most_common(1)]
    raise UnreadableFile(
        quoi="Ce fichier ne peut pas devenir le répertoire",
        ou=compte.fichier,
        pourquoi=f"{lost} de ses {compte.lues} lignes seraient écartées, surtout parce que {motifs[0]}"
        if motifs
        else "il n'a aucune ligne",
        que_faire="le répertoire précédent reste en usage ; téléchargez le fichier de nouveau",
    )


def _bound(compte: Compte, regle: Mapping[str, Any]) -> int:
    """How many lines may be set aside: a share of a whole stock, half of a trial of a few lines."""
    many = regle["tolerance"]
    return compte.lues * many["pour_cent"] // 100 if compte.lues >= many["lignes"] else compte.lues // 2

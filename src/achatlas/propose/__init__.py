"""What a file that no profile describes may be: proposed with its reasons, asked where it is not certain."""

from achatlas.propose.match import match_profile, reads, way
from achatlas.propose.model import Colonne, Proposition, Question
from achatlas.propose.profile import save_profile
from achatlas.propose.proposal import propose

__all__ = ["Colonne", "Proposition", "Question", "match_profile", "propose", "reads", "save_profile", "way"]

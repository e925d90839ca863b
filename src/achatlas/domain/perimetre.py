"""The statuses of ``regles/perimetre.csv`` that the maps hold: what is paid to buy, and what is an option
(standards §4).
"""

OPTION = "option"
DANS_LE_CHAMP = ("achat", "deduction", OPTION)
"""Everything else (``exclu``, ``inconnu``) is set apart, with its reason, in the balance."""

"""How a definition may be called: its name stands in addresses, beside names that the product keeps."""

import re

from achatlas.domain.errors import CatalogueError

FORME = re.compile(r"[a-z][a-z0-9_]{2,40}")
ROUTES = frozenset(
    (
        "accessibilite",
        "api",
        "bilan",
        "connexion",
        "controles",
        "deconnexion",
        "definitions",
        "depots",
        "documents",
        "fiabilite",
        "fiche",
        "fond",
        "langue",
        "ligne",
        "nomenclature",
        "nomenclature.csv",
        "operateur",
        "rapprochements",
        "regroupements",
        "static",
        "spaser",
        "suivi",
        "vivant",
        "vues",
    )
)
PARAMETRES = frozenset(
    (
        "besoins",
        "cherche",
        "cible",
        "contre",
        "de",
        "dessin",
        "en",
        "entre",
        "et",
        "exercice",
        "fait",
        "levier",
        "page",
        "par",
        "part",
        "pour",
        "q",
        "sauf",
        "selon",
        "suite",
        "tableau",
        "tri",
        "valeur",
        "version",
        "vue",
    )
)
EXERCICE = "exercice"
KEPT = {
    "tableau": (ROUTES, "c'est l'adresse d'une page du produit"),
    "axe": (PARAMETRES - {EXERCICE}, "c'est un réglage des adresses, et non un filtre"),
    "mesure": (PARAMETRES, "c'est un réglage des adresses, et non une mesure"),
}


def verify(genre: str, nom: str, ou: str) -> None:
    """Refuse the name of an axis (``axe``), a measure (``mesure``) or a dashboard (``tableau``) that no
    address could bear; raises CatalogueError. The axis of years is the setting of that name.
    """
    if not FORME.fullmatch(nom):
        raise CatalogueError(
            quoi=f"Nom refusé : « {nom} »",
            ou=ou,
            pourquoi="minuscules sans accent, chiffres et tirets bas, une lettre en tête, de 3 à 41 signes",
            que_faire="par exemple : famille_achat",
        )
    names, why = KEPT.get(genre, (frozenset(), ""))
    if nom in names:
        raise CatalogueError(
            quoi=f"Nom réservé : « {nom} »",
            ou=ou,
            pourquoi=why,
            que_faire=f"Choisissez un autre nom que : {', '.join(sorted(names))}",
        )

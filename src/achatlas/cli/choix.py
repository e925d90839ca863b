"""What options offer: kept apart from the commands, which are imported when they are asked."""

FORMES = ("pdf", "docx")
ROLES = ("agent", "groupe_projet", "elu")
TERRITOIRE = "territoire"
GENRES = {
    "source": ("sources/{nom}", ("source.yml", "exemples/petit.csv")),
    "profil": ("sources/mandats_tableur/profils", ("{nom}.yml",)),
    "axe": ("metier/axes", ("{nom}.yml",)),
    "mesure": ("metier/mesures", ("{nom}.yml",)),
    "tableau": ("metier/tableaux", ("{nom}.yml",)),
    "indicateur": ("metier/indicateurs", ("{nom}.yml",)),
}
"""The elements that are laid: their folder and their files."""
ELEMENTS = (TERRITOIRE, *GENRES)

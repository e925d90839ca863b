"""Entreprise, organisme public, centrale d'achat, personne… (``regles/operateurs.yml``)."""

from achatlas.enrich.nature import nature as attribut

__all__ = ["attribut"]

"""What is kept of a view: its address and who may open it; and what a view told in a version."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from achatlas.web.comptes.models import Profil

NOM, NOTE = 80, 400


class Vue(models.Model):
    """A view that somebody kept. It holds an address and no figure: who opens it reads with their own rights.

    A view shared with a role keeps the role of its author, and for an agent the buyer: it is shared with the
    agents of that buyer. One that was taken back stays until its author puts it back.
    """

    class Portee(models.TextChoices):
        """Who sees it in the list: its author, the accounts of the same role, or every account."""

        PRIVATE = "privee", "moi seul"
        ROLE = "role", "mon rôle"
        GROUPE = "groupe", "tout le groupe"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vues")
    nom = models.CharField(max_length=NOM)
    note = models.CharField(max_length=NOTE, blank=True, default="")
    portee = models.CharField(max_length=10, choices=Portee.choices, default=Portee.PRIVATE)
    role = models.CharField(max_length=20, choices=Profil.Role.choices)
    acheteur = models.CharField(max_length=9, blank=True, default="")
    adresse = models.TextField()
    version = models.CharField(max_length=100)
    gardee_le = models.DateTimeField(auto_now_add=True)
    retire_le = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.nom


class Accueil(models.Model):
    """The view on which an account lands, when it chose one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accueil")
    vue = models.ForeignKey(Vue, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"accueil de {self.user}"


class Releve(models.Model):
    """What a view told in a version, its total (cents) and its count of lines or marchés: once the version is
    gone, the difference with today can still be said.
    """

    version = models.CharField(max_length=100)
    adresse = models.TextField()
    centimes = models.BigIntegerField()
    compte = models.BigIntegerField()
    le = models.DateTimeField(auto_now=True)

    class Meta:
        """One for each view and version."""

        constraints = [models.UniqueConstraint(fields=["version", "adresse"], name="releve_unique")]

    def __str__(self) -> str:
        return f"{self.version} {self.adresse}"

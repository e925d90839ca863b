"""What Achatlas adds to Django's user: a role, and for an agent the buyer they work for."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Profil(models.Model):
    """The rights of one user. They are read again at each request, so that a change is immediate."""

    class Role(models.TextChoices):
        """Agent of one buyer, member of the project team, or elected official."""

        AGENT = "agent", "agent"
        GROUPE_PROJET = "groupe_projet", "groupe projet"
        ELU = "elu", "élu"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profil")
    role = models.CharField(max_length=20, choices=Role.choices)
    acheteur = models.CharField(max_length=9, blank=True, default="")
    libelle = models.CharField(max_length=120)
    demonstration = models.BooleanField(default=False)

    class Meta:
        """An agent has a buyer, the others have none."""

        constraints = [
            models.CheckConstraint(
                name="agent_a_un_acheteur",
                condition=models.Q(role="agent", acheteur__gt="")
                | (~models.Q(role="agent") & models.Q(acheteur="")),
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class Jeton(models.Model):
    """A token by which a program acts for an account: only its hash is kept; a new one replaces it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jeton")
    empreinte = models.CharField(max_length=64, unique=True)
    cree_le = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"jeton de {self.user}"


class Regroupement(models.Model):
    """An axis that somebody made: named groups (``code``, ``nom``, ``membres``) of members of a base axis.

    Its own to the person who made it, or shared with the territory. It is retired, never erased: an address
    that names it says so.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    nom = models.CharField(max_length=60)
    base = models.CharField(max_length=41)
    groupes = models.JSONField(default=list)
    shared = models.BooleanField(default=False)
    cree_le = models.DateTimeField(auto_now_add=True)
    retire_le = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.nom


class Abonnement(models.Model):
    """A feed that opens without a session what its person may open: only the hash of its token is kept.

    ``vue`` and ``pour`` are those of an address; ``langue``, which it speaks, is that of the session in which
    it was made; ``role`` and ``acheteur`` are those of the person on that day: once they change, it opens
    nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="abonnements")
    vue = models.CharField(max_length=20)
    pour = models.CharField(max_length=9, blank=True, default="")
    role = models.CharField(max_length=20)
    acheteur = models.CharField(max_length=9, blank=True, default="")
    empreinte = models.CharField(max_length=64, unique=True)
    langue = models.CharField(max_length=8, default="fr")
    cree_le = models.DateTimeField(auto_now=True)

    class Meta:
        """One feed for a person and a view."""

        constraints = [
            models.UniqueConstraint(name="un_abonnement_par_vue", fields=["user", "vue", "pour"]),
        ]

    def __str__(self) -> str:
        return f"abonnement de {self.user}"


class Courriel(models.Model):
    """What a person asked to be told by e-mail: where, and the keys of all that the last one counted as
    pressing.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="courriel")
    adresse = models.EmailField()
    cles = models.JSONField(default=list)
    demande_le = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"courriel de {self.user}"


class Envoi(models.Model):
    """An e-mail that was sent: one for a person and a day at most."""

    courriel = models.ForeignKey(Courriel, on_delete=models.CASCADE, related_name="envois")
    jour = models.DateField()

    class Meta:
        """Never two on a day."""

        constraints = [models.UniqueConstraint(name="un_courriel_par_jour", fields=["courriel", "jour"])]

    def __str__(self) -> str:
        return f"{self.courriel}, {self.jour}"

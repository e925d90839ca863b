"""Registers the accounts with Django."""

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """The accounts application."""

    name = "achatlas.web.comptes"
    label = "comptes"
    default_auto_field = "django.db.models.BigAutoField"

"""Registers the kept views with Django."""

from django.apps import AppConfig


class VuesConfig(AppConfig):
    """The kept views application."""

    name = "achatlas.web.vues"
    label = "vues"
    default_auto_field = "django.db.models.BigAutoField"

"""Django's constants. What depends on a territory (database, secret, home) is added by `boot.configure`."""

from __future__ import annotations

from pathlib import Path

WEB = Path(__file__).resolve().parent
DAY = 24 * 3600

SECRET_KEY = "remplacee-au-demarrage"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "achatlas.web.urls"
WSGI_APPLICATION = None
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "achatlas.web.comptes",
    "achatlas.web.vues",
]
MIDDLEWARE = [
    "achatlas.web.middleware.entetes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "achatlas.web.middleware.Compression",
    "achatlas.web.langue.parler",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "achatlas.web.middleware.duree_de_session",
    "achatlas.web.comptes.tokens.jetons",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "achatlas.web.middleware.Erreurs",
]
TEMPLATES = [
    {
        "BACKEND": "achatlas.web.gabarits.Gabarits",
        "NAME": "gabarits",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {
            "context_processors": [
                "achatlas.web.contexte.commun",
                "achatlas.web.vues.contexte.commun",
                "achatlas.web.langue.commun",
            ],
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "TIMEOUT": DAY,
        "OPTIONS": {"MAX_ENTRIES": entries},
    }
    for name, entries in {"default": 300, "pages": 4_000, "essais": 20_000}.items()
}
"""In the memory of this process; ``boot.configure`` puts them where the processes of a server share them."""
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "connexion"

LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_NAME = "achatlas_session"
SESSION_COOKIE_AGE = DAY // 2
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_INACTIVITE = 30 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "achatlas.web.pages.jeton_perime"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 60
FILE_UPLOAD_HANDLERS = ["achatlas.web.depots.reception.Reception"]
DEPOT_MAX_OCTETS = 2_000_000_000

ACHATLAS_HOME = ""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"sans_jeton": {"()": "achatlas.web.journal.SansJeton"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["sans_jeton"]}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}

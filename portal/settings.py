"""What differs by machine, read from the environment. Refuses to start unsafe (see `portal.environment`).

| name | meaning | default |
|---|---|---|
| `SITE_URL` | the address people type; plain http only on this machine itself | `http://127.0.0.1:$PORT` |
| `SECRET_KEY` | signs sessions and links | on this machine: made once in `DATA_DIR`; elsewhere required |
| `IDENTITY_KEYS` | `name:key,…`: hash the numbers of documents, the present one first | on this machine: made once |
| `DEBUG` | Django's debug pages; only on this machine | off |
| `DATABASE_URL` | `postgres://user:password@host:port/name` or `sqlite:////path` | `DATA_DIR/portal.sqlite3` |
| `REDIS_URL` | broker of the workers and shared cache | none: tasks run in a loop of their own, cache in memory |
| `DATA_DIR` | the SQLite file, the key made here, collected static files | `var/` in the checkout |
| `PORT` | where `manage.py up` listens, on the loopback address | 8000 |
| `ALLOWED_HOSTS` | further host names, separated by commas | none |
| `SEARCH_BY_MEANING` | `0` where search goes by words alone: 30 MB less a process | on, where the model is installed |
| `SMS_GATEWAY` | who sends text messages; `console` only shows them under `/messages/` | `console` on this machine |
| `TRUSTED_PROXY` | `1` if a proxy in front sets X-Forwarded-Proto and drops what callers send | off |
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
FIXTURES_DIR = BASE_DIR / "fixtures"

PORT = environment.port(os.environ)
SITE_URL = environment.site_url(os.environ)
IS_PUBLIC = SITE_URL.startswith("https://")
IS_LOCAL = environment.is_local(SITE_URL)
DEBUG = environment.debug(os.environ, SITE_URL)
SECRET_KEY = environment.secret_key(os.environ, SITE_URL, DATA_DIR)
IDENTITY_KEYS = environment.identity_keys(os.environ, SITE_URL, DATA_DIR)
ALLOWED_HOSTS = environment.allowed_hosts(os.environ, SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "portal.accounts",
    "catalog",
    "appointments",
    "delivery",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.encoding.middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.permissions_policy.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.language.middleware",
    "portal.accounts.citizen_sessions.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.display.context",
                "portal.accounts.citizen_sessions.context",
                "catalog.basket.context",
            ],
        },
    }
]

DATABASES = {"default": environment.database(os.environ, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# On a public site nobody would get the codes that `console` keeps: `check --deploy` says so.
SMS_GATEWAY = os.environ.get("SMS_GATEWAY") or ("console" if IS_LOCAL else "")

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # Its own handlers would write what `portal.logs` cuts.

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Only staff have sessions. Every request renews one, so its age is time without a request.
SESSION_COOKIE_AGE = 30 * 60  # Seconds.
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # Seconds.

# Browsers accept a name that begins with __Host- only over https, for this host alone and for every path.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PUBLIC
SESSION_COOKIE_NAME = "__Host-session" if IS_PUBLIC else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PUBLIC else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if IS_PUBLIC else "language"
SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # Asked over plain http by whoever watches this machine.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PUBLIC
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY = environment.flag(os.environ, "TRUSTED_PROXY")
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

_POWERS_OFF = "camera=(), microphone=(), payment=(), usb=()"
PERMISSIONS_POLICY = f"{_POWERS_OFF}, geolocation=()"
# Of the page that tells where to go, and of no other; the browser still asks its owner first.
PERMISSIONS_POLICY_WITH_LOCATION = f"{_POWERS_OFF}, geolocation=(self)"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "catalog.api.pagination.NumberedPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "catalog.api.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
    # Without a proxy that is trusted the header is whatever the client wrote.
    "NUM_PROXIES": int(TRUSTED_PROXY),
}

SPECTACULAR_SETTINGS = {
    "TITLE": _("Yimen: service items, halls and booking"),
    "DESCRIPTION": _(
        "What the public pages show about service items, halls and free times, to be read by programs without a key; "
        "and booking for partner front ends with a token."
    ),
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+",
    "SORT_OPERATIONS": False,  # In the order of the addresses: items first.
    "ENUM_NAME_OVERRIDES": {
        "Tier": "catalog.models.item.ServiceItem.Tier",
        "Sharing": "catalog.models.item.ServiceItem.Sharing",
        "ListLevel": "catalog.models.item.ServiceItem.ListLevel",
        "TaskType": "catalog.models.item.ServiceItem.TaskType",
        "Audience": "catalog.models.item.ServiceItem.Audience",
        "ProjectType": "catalog.models.item.ServiceItem.ProjectType",
        "OnlineDepth": "catalog.models.item.ServiceItem.OnlineDepth",
        "Evidence": "catalog.models.item.ServiceItem.Evidence",
        "TimeUnit": "catalog.models.item.TimeUnit",
        "PlacementKind": "catalog.models.placement.Placement.Kind",
        "HallClass": "catalog.models.placement.Placement.HallClass",
        "HallKind": "catalog.models.hall.Hall.Kind",
        "Confidence": "catalog.models.hall.Confidence",
        "QuestionKind": "catalog.models.circumstance.Circumstance.Kind",
        "Level": "catalog.models.circumstance.CircumstanceAnswer.Level",
        "Necessity": "catalog.models.guide.Material.Necessity",
        "Origin": "catalog.models.guide.Material.Origin",
        "Medium": "catalog.models.guide.Material.Medium",
        "BasisStatus": "catalog.models.guide.LegalBasis.Status",
        "Ground": "catalog.api.route_answers.GROUNDS",
        "Nearness": "catalog.api.route_answers.NEARNESSES",
        "Opening": "catalog.api.route_answers.OPENINGS",
        "Verdict": "catalog.api.route_answers.VERDICTS",
        "BookingState": "appointments.models.booking.Booking.State",
        "Relation": "appointments.models.booking.Booking.Relation",
        "Side": "appointments.models.booking.Booking.Side",
        "DocumentKind": "appointments.models.citizen.DocumentKind",
    },
}

REMEMBER_SECONDS = 3  # What staff change now and then, such as rules and hours, reaches every process after that.

SEARCH_BACKEND = "catalog.search.backend.InProcessBackend"
SEARCH_BY_MEANING = environment.flag({"SEARCH_BY_MEANING": "1"} | os.environ, "SEARCH_BY_MEANING")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # No mail of whole requests: a line says what happened, without what was typed.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},  # Not a line for every task that went well.
    },
}

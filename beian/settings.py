"""Settings: every value that differs between machines comes from the environment; an error names the variable and the remedy."""

import logging
import os
import re
import secrets
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("BEIAN_DATA_DIR") or BASE_DIR / ".data")
TESTING = os.environ.get("BEIAN_TESTING") == "1"
# manage.py says BEIAN_LOCAL=1 when it runs the embedded engines; nothing else may invent a secret.
LOCAL = TESTING or os.environ.get("BEIAN_LOCAL") == "1"


def required(name: str, remedy: str) -> str:
    """The variable's value, or a refusal to start that says which variable is missing and what to put there."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {remedy}")
    return value


def secret(name: str, remedy: str) -> str:
    """A secret from the environment; on a local machine it is made once and kept in the data folder, readable by its user only."""
    if os.environ.get(name) or not LOCAL:
        return required(name, remedy)
    place = DATA_DIR / "secrets" / name.lower()
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = place.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            os.link(fresh, place)  # the first process wins, the others read what it wrote
        except FileExistsError:
            pass
        fresh.unlink()
    return place.read_text().strip()


def master_key(digits: str) -> bytes:
    """The 32 bytes that BEIAN_MASTER_KEY spells."""
    if not re.fullmatch(r"[0-9a-fA-F]{64}", digits):
        raise ImproperlyConfigured(
            "BEIAN_MASTER_KEY must be 64 hex digits (32 bytes), for example from `openssl rand -hex 32`"
        )
    return bytes.fromhex(digits)


def listed(name: str, value: str) -> list[str]:
    """The entries of a list separated by commas, of which there must be one."""
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    if not entries:
        raise ImproperlyConfigured(f"{name} is empty: list its entries, separated by commas")
    return entries


def nodes(value: str) -> str:
    """`*`, or names of nodes separated by commas: a mistyped one would be served by nobody and never be missed."""
    if value.strip() == "*":
        return "*"
    names = listed("BEIAN_NODES", value)
    for name in names:
        if not re.fullmatch(r"ministry|province:[0-9]{2}|provider:[a-z0-9]{1,32}", name):
            raise ImproperlyConfigured(
                f"BEIAN_NODES names {name!r}: write * for all nodes, or a list such as ministry,province:11,provider:p01"
            )
    return ",".join(names)


def gateway(name: str, *schemes: str) -> str:
    """Where notices go; on a local machine they stay in the database, elsewhere somebody must have said where."""
    known = ", ".join(f"{scheme}:" for scheme in schemes)
    value = os.environ.get(name) or (
        "database:" if LOCAL else required(name, f"give it an address that begins with {known}")
    )
    if urlsplit(value).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with one of {known}")
    return value


def source(own: str) -> str:
    """Where a source is reached: its own variable, or SOURCES_URL for all; empty where neither is given."""
    name = own if os.environ.get(own) else "SOURCES_URL"
    value = os.environ.get(name, "")
    if value and not re.fullmatch(r"https?://[^/@:\s]+:[^/@\s]+@[^/@:\s]+(:[0-9]{1,5})?(/\S*)?", value):
        raise ImproperlyConfigured(f"{name} must read like https://name:secret@sources.example.cn/base")
    return value


def proxies(name: str, value: str) -> list:
    """Networks of our own reverse proxies, and `unix` for one at the other end of a socket; none where nothing is given."""
    entries = listed(name, value) if value.strip() else []
    try:
        return [entry if entry == "unix" else ip_network(entry) for entry in entries]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must list networks such as 172.16.0.0/12, or unix, separated by commas"
        ) from None


def seconds(name: str, default: int) -> int:
    """A whole number of seconds."""
    value = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,6}", value):
        raise ImproperlyConfigured(f"{name} must be a whole number of seconds, such as {default}")
    return int(value)


def limit(name: str, default: int) -> int:
    """How many at most; 0 for no limit."""
    value = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ImproperlyConfigured(f"{name} must be a whole number, such as {default}, or 0 for no limit")
    return int(value)


def log_level() -> str:
    """BEIAN_LOG_LEVEL, in capitals as logging knows it."""
    level = (os.environ.get("BEIAN_LOG_LEVEL") or "WARNING").upper()
    if level not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured("BEIAN_LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return level


def database(url: str, name: str) -> dict:
    """A Django database entry from postgresql://user:password@host:port/name?host=/socket/folder."""
    example = "postgresql://beian_app:…@db:5432/beian"
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read: write it as {example}, with %XX for signs such as / [ # in the password"
        ) from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, for example {example}")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    options.setdefault("connect_timeout", "5")
    options.setdefault("application_name", "beian")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", "") or port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DEBUG = os.environ.get("BEIAN_DEBUG") == "1"
SECRET_KEY = secret("BEIAN_SECRET_KEY", "set it to 64 random hex digits, for example from `openssl rand -hex 32`")
MASTER_KEY = master_key(
    secret("BEIAN_MASTER_KEY", "set it to 64 random hex digits; losing it loses every sealed document")
)
HOSTS_REMEDY = "list the host names served, separated by commas"
ALLOWED_HOSTS = ["*"] if LOCAL else listed("BEIAN_ALLOWED_HOSTS", required("BEIAN_ALLOWED_HOSTS", HOSTS_REMEDY))
# What stands before the path of an address that goes out in a text message.
PUBLIC_ADDRESS = os.environ.get("BEIAN_ADDRESS", "").rstrip("/") or (
    f"http://127.0.0.1:{os.environ.get('PORT') or 8000}" if LOCAL else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)
TRUSTED = os.environ.get("BEIAN_TRUSTED_ORIGINS", "")
# Whose word about where a request comes from is believed (X-Forwarded-For); nobody's by default: limits per address go by it.
TRUSTED_PROXIES = proxies("BEIAN_TRUSTED_PROXIES", os.environ.get("BEIAN_TRUSTED_PROXIES", ""))
# How often one address may ask the public query within a minute; tests count too, and are not stopped.
QUERIES_PER_MINUTE = limit("BEIAN_QUERIES_PER_MINUTE", 1_000_000 if TESTING else 1200)
CSRF_TRUSTED_ORIGINS = listed("BEIAN_TRUSTED_ORIGINS", TRUSTED) if TRUSTED else []

# The nodes this process serves: "*" or a list such as "ministry,province:11".
NODES = nodes(os.environ.get("BEIAN_NODES") or "*")

DATABASES = {}
if os.environ.get("DATABASE_URL"):
    DATABASES["default"] = database(os.environ["DATABASE_URL"], "DATABASE_URL")
if os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = database(os.environ["DATABASE_OWNER_URL"], "DATABASE_OWNER_URL") | {"CONN_MAX_AGE": 0}
if not DATABASES and not LOCAL:
    required(
        "DATABASE_URL", "give it the application's login, never the owner's: postgresql://beian_app:…@db:5432/beian"
    )
if "default" not in DATABASES:
    # Commands that touch no database (check, judge) run without one; a query then says that none is configured.
    DATABASES["default"] = {"ENGINE": "django.db.backends.dummy"}
DATABASE_ROUTERS = ["beian.people.routers.OwnerMigrates"]

REDIS_URL = os.environ.get("REDIS_URL") or (
    "" if LOCAL else required("REDIS_URL", "give it the broker's address, for example redis://:…@redis:6379/0")
)
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or DATA_DIR / "media")
# How old, in seconds, a process's knowledge of the editions of code tables may be; tests ask anew in each test.
TABLES_FRESH_SECONDS = 86_400 if TESTING else 5
SMS_URL = gateway("SMS_URL", "https", "http", "database", "console")
EMAIL_URL = gateway("EMAIL_URL", "smtps", "smtp", "https", "http", "database", "console")
# The bodies that know certificates, companies, domains and numbers; one without an address is not connected (待复核).
SOURCES = {
    "resident_id": source("SOURCES_URL_RESIDENT_ID"),
    "company": source("SOURCES_URL_COMPANY"),
    "organisation": source("SOURCES_URL_ORGANISATION"),
    "domain": source("SOURCES_URL_DOMAIN"),
    "phone": source("SOURCES_URL_PHONE"),
}
# The pages that only a demonstration or a developer needs.
MAILBOX = os.environ.get("BEIAN_MAILBOX", "1" if LOCAL else "0") == "1"
GALLERY = os.environ.get("BEIAN_GALLERY", "1" if LOCAL else "0") == "1"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "guardian",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "beian",
    "provider",
    "province",
    "ministry",
    "verification",
    "scoring",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "beian.people.sessions.NodeSessionMiddleware",
    "beian.pages.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "beian.people.middleware.ScopeMiddleware",
    "beian.pages.errors.ErrorPages",
]

ROOT_URLCONF = "beian.urls"
WSGI_APPLICATION = "beian.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "beian.pages.context.page",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "beian.User"
AUTHENTICATION_BACKENDS = ["beian.people.backends.NodeBackend", "guardian.backends.ObjectPermissionBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    # The same algorithm with small costs: sign-in is a step of most stories, and its price is not what they test.
    PASSWORD_HASHERS = ["beian.people.hashers.QuickArgon2"]
SESSION_ENGINE = "beian.people.sessions"
SESSION_COOKIE_NAME = "beian_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "beian.pages.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if not LOCAL else None
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "guardian.W001", "auth.W004"]  # names are unique per node

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Time, words
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "beian" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What a filter's choice says when nothing is chosen.
FILTERS_EMPTY_CHOICE_LABEL = _("全部")

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("BEIAN_STATIC_ROOT") or DATA_DIR / "static")
if LOCAL:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Never a temporary file: what people upload is written to a disk encrypted or not at all.
FILE_UPLOAD_HANDLERS = ["beian.evidence.receiving.InMemory"]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["beian.people.access.GrantedByAccess"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {"TITLE": "Website filing platform", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

# Celery carries ids and wake-up calls only (decision 17).
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
VISIBILITY = seconds("BEIAN_VISIBILITY_TIMEOUT", 600)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY,
    # What a worker left behind is looked for every tenth of that time (kombu's own beat is every 100 s).
    "unacked_restore_interval": max(1, VISIBILITY // 10),
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # Whoever rings gives up soon: what waits is found by the sweep, and a broker that is away is said in the log.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_APP = "beian.celery"  # loaded by the first ring, so that commands without work never pay for it
CELERY_TIMEZONE = "Asia/Shanghai"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": log_level()},
    # Pillow's own DEBUG lines quote what a photo carries: where it was taken, by whom.
    "loggers": {"PIL": {"level": "INFO"}},
}

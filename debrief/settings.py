"""Every setting of the product, read from the environment; docs/configuration.md has the table.

Nothing set means the embedded defaults: SQLite and a file-system broker under var/. Nothing here needs editing
to go to production.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from debrief import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / environment.text("DEBRIEF_VAR", default="var")

# Where we are

DEBUG = environment.yes_or_no("DEBUG", default=False)
SECRET_KEY = environment.secret_key(debug=DEBUG, var=VAR)
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", default=[])

# Where `manage.py serve` listens; BASE_URL is where people reach it.
LISTEN = environment.text("LISTEN", default="127.0.0.1")
PORT = environment.port("PORT", default=8000)
_address = environment.base_url(default=f"http://localhost:{PORT}")
BASE_URL = _address.geturl()
# The machine itself may always ask: health checks come from there.
ALLOWED_HOSTS = [
    *environment.words("ALLOWED_HOSTS", default=[_address.hostname or ""]),
    *("localhost", "127.0.0.1", "[::1]"),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

ROOT_URLCONF = "debrief.urls"
WSGI_APPLICATION = "debrief.wsgi.application"

# Rooms, lowest first, and what they are built with

INSTALLED_APPS = [
    "foundation",
    "people",
    "incidents",
    "rankless",
    "lessons",
    "stories",
    "tallies",
    "exports",
    "reminders",
    "overview",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "foundation.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Pages travel compressed; tokens are masked anew in each and the length is padded, so that it betrays none (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "foundation.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "foundation.kept.SteadyMiddleware",
    "foundation.kept.SignedInMiddleware",
    "people.preferences.PreferencesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["foundation.templatetags.addresses"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Where things are kept

DATABASES = {"default": environment.database(var=VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.redis()
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "foundation.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": environment.folder(VAR / "cache"),
    }
}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "attachments", "file_permissions_mode": 0o640},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# While trying things out files are read where they lie; otherwise `collectstatic` has compressed them.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Who may come in

AUTH_USER_MODEL = "people.User"
SILENCED_SYSTEM_CHECKS = [
    # The address is unique by a constraint over its lower-case form, which these checks cannot see.
    *("auth.E003", "auth.W004"),
    # On SQLite an index leaves out the columns it would only carry along; it serves all the same.
    "models.W040",
]
AUTHENTICATION_BACKENDS = ["people.sign_in.Backend"]
ACCOUNT_ADAPTER = "people.sign_in.Adapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_ENGINE = "foundation.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# What the browser is told

_https = _address.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# With https a proxy stands in front, ends TLS and must set this header itself (docs/production.md).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("TRUSTED_PROXIES", default=1 if _https else 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "foundation.kept.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Forms: a letter may be long, and papers come with it; more than this is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "incidents.uploads.SteadyUploadHandler",
]

# Mail

EMAIL_FILE_PATH = str(VAR / "mail")
globals().update(environment.email(var=VAR))
EMAIL_TIMEOUT = 10
# How many mails all processes together hand over in one minute of the clock; 0 means as many as there are.
EMAIL_PER_MINUTE = environment.whole_number("EMAIL_PER_MINUTE", default=0)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", default=f"Debrief <debrief@{_address.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Hosts of inner networks that channels and webhooks may reach all the same (docs/webhooks.md)
OUTWARD_HOSTS = environment.hosts("OUTWARD_HOSTS")
METRICS_TOKEN = environment.text("METRICS_TOKEN", default="")

# So many teams, the one that learned it among them, do what is called common practice; one alone shares it with nobody
COMMON_FROM_TEAMS = environment.whole_number("COMMON_FROM_TEAMS", default=3, least=2)

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
# Which endings of words make no difference to search; both PostgreSQL and snowballstemmer know these.
SEARCH_LANGUAGES = (
    *("simple", "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german"),
    *("greek", "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian"),
    *("portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish"),
)
SEARCH_LANGUAGE = environment.one_of("SEARCH_LANGUAGE", SEARCH_LANGUAGES, default="simple")
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True  # "107,630 of 129,220"; whatever goes into an address or an attribute is `unlocalize`d
USE_TZ = True
TIME_ZONE = environment.time_zone("TIME_ZONE", default="UTC")

# Celery. A task is only a bell: late acknowledgement and the limits below let another worker hear it again.

_VISIBILITY_SECONDS = 300
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_SOFT_TIME_LIMIT = 210
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The schedule lives in memory: what is due is in the database, and no file can be left broken by a crash.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_VISIBILITY_TIMEOUT = _VISIBILITY_SECONDS
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": _VISIBILITY_SECONDS,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 30,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost/"
    # Remote control would leave a file for every question nobody answers.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    _messages = str(environment.folder(VAR / "broker" / "messages"))
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _messages,
        "data_folder_out": _messages,
        "control_folder": str(environment.folder(VAR / "broker" / "control")),
    }

# What is written down about what happened

LOGGING = logs.configuration(debug=DEBUG, level=environment.log_level("LOG_LEVEL", default="INFO"))
SENTRY_DSN = environment.text("SENTRY_DSN", default="")
if SENTRY_DSN:
    logs.report_errors_to(SENTRY_DSN)

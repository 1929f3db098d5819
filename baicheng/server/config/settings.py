"""The Django settings. What an installation may set comes from ``environment``."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from baicheng.server.config import environment
from baicheng.server.web.navigation import Entry

PACKAGE = Path(__file__).parents[1]
DATA = environment.data_folder()

DEBUG = False
SECRET_KEY = environment.secret_key(DATA)
ALLOWED_HOSTS = environment.words("HOSTS", "localhost,127.0.0.1,[::1]")
#: Behind a reverse proxy with HTTPS; without it (a trial on one PC) cookies travel over HTTP.
HTTPS = environment.switch("HTTPS")
#: Every page then says that all data is made up; `baicheng demo` sets it.
DEMONSTRATION = environment.switch("DEMO")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "baicheng.server.history",
    "baicheng.server.web",
    "baicheng.server.orgs",
    "baicheng.server.accounts",
    "baicheng.server.editions",
    "baicheng.server.notices",
    "baicheng.server.documents",
    "baicheng.server.assignments",
    "baicheng.server.registers",
    "baicheng.server.indicators",
    "baicheng.server.duties",
    "baicheng.server.assessments",
    "baicheng.server.rounds",
    "baicheng.server.publishing",
    "baicheng.server.intake",
    "baicheng.server.exchange",
    "baicheng.server.sheets",
    "baicheng.server.pages",
]

MIDDLEWARE = [
    "baicheng.server.operation.observing.ObservedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "baicheng.server.web.turns.TurnsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "baicheng.server.web.middleware.LanguageMiddleware",
    "baicheng.server.web.middleware.PartsOfPagesMiddleware",
    "baicheng.server.web.middleware.WholeTextMiddleware",
    "baicheng.server.web.middleware.AskedOnceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "baicheng.server.accounts.middleware.PrivatePagesMiddleware",
    "baicheng.server.accounts.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "baicheng.server.config.urls"
WSGI_APPLICATION = "baicheng.server.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "baicheng.server.web.navigation.navigation",
            ],
            "builtins": [
                "baicheng.server.web.templatetags.web",
                "baicheng.server.web.templatetags.components",
                "baicheng.server.web.templatetags.kept",
                "baicheng.server.web.templatetags.tables",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL", f"sqlite:///{DATA / 'baicheng.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at once and others wait, so that nobody is told “database is locked”.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A log that grew behind a long reader is cut again, to what large runs need.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-40000;"
            "PRAGMA journal_size_limit=536870912;"
        ),
    }
else:
    # A page's query is worth neither being compiled, which takes a tenth of a second, nor a second core. And what
    # is read here and there is in memory or on a disk without heads: taken for dear, all of a list would be sorted
    # for its first page. What is prepared (web/plans.py) is so to be planned once.
    _QUICKLY = (
        "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 "
        "-c plan_cache_mode=force_generic_plan"
    )
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", _QUICKLY)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "baicheng.server.accounts.backends.SignOn",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if DEMONSTRATION:
    # Its one password is printed on the screen, so a costly hash protects nothing and takes a minute; and
    # whoever serves these data without the switch finds that nobody can sign on.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"

# Five failures lock the pair of name and address for 15 minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "baicheng_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
#: The largest file that may be uploaded, in bytes.
MAX_UPLOAD_BYTES = int(environment.text("MAX_UPLOAD_MB", "50")) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

#: Hosts that webhooks and group robots may reach although they are this machine or its own link, for closed networks.
WEBHOOK_HOSTS = frozenset(environment.words("WEBHOOK_HOSTS", ""))

#: The address under which people reach the pages, as letters and groups name it.
_FIRST_HOST = f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}"
SITE_ADDRESS = environment.text("SITE_ADDRESS", _FIRST_HOST).rstrip("/")

# E-mail goes out where a server for it is named.
EMAIL_HOST = environment.text("MAIL_HOST")
MAIL = bool(EMAIL_HOST)
_MAIL_BY = environment.choice("MAIL_SECURITY", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_BY == "starttls", _MAIL_BY == "tls"
EMAIL_PORT = int(environment.text("MAIL_PORT", {"starttls": "587", "tls": "465", "none": "25"}[_MAIL_BY]))
EMAIL_HOST_USER = environment.text("MAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("MAIL_PASSWORD")
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", EMAIL_HOST_USER or "baicheng@localhost")

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from this machine, past the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "baicheng.server.web.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "baicheng.server.web.forms.PageForms"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"

#: The entries of the main menu, in order; each says who sees it. `web` knows no app, so they stand here.
NAVIGATION = [
    Entry("pages:my_work", _("My work"), "checkbox"),
    Entry("pages:overviews", _("Overview"), "chart-bar"),
    Entry("registers:index", _("Ledgers"), "table"),
    Entry("pages:meetings", _("Meetings"), "users"),
    Entry("documents:list", _("Documents"), "file-text"),
    Entry("publishing:list", _("Papers"), "speakerphone"),
    Entry("duties:list", _("Reports due"), "calendar-event", roles=("office", "viewer", "administrator")),
    Entry("assessments:list", _("Assessments"), "calculator", roles=("office", "viewer", "inspector")),
    Entry("rounds:list", _("Rounds of assessment"), "rosette-discount-check"),
    Entry("assessments:benefits", _("Benefits"), "coin"),
    Entry("orgs:list", _("Directory"), "sitemap"),
    Entry("assignments:working_calendar", _("Working calendar"), "calendar"),
    Entry("accounts:list", _("Accounts"), "users", roles=("administrator",)),
    Entry("editions:list", _("Packs"), "package", roles=("administrator", "office")),
    Entry("exchange:webhooks", _("Webhooks"), "send", roles=("administrator",)),
    Entry("notices:robots", _("Group robots"), "message", roles=("administrator", "office")),
]

#: What the menu behind the user's name offers, besides signing out.
USER_MENU = [
    Entry("accounts:me", _("My account"), "user"),
    Entry("accounts:change_password", _("Change password"), "key"),
    Entry("exchange:tokens", _("API access"), "plug"),
]
#: What answers which programmes there are, each with its short name and title; `accounts` comes before it.
PROGRAMMES = "baicheng.server.editions.queries.programmes"
#: The addresses that every page leads to, by name; one that no installed app has is left out.
SIGN_OUT = "accounts:logout"
INBOX = "notices:inbox"
INBOX_COUNT = "notices:badge"

#: What one run of a rule may take of the machine, in seconds and megabytes.
RUN_SECONDS = int(environment.text("RUN_SECONDS", "120"))
RUN_MEMORY_MB = int(environment.text("RUN_MEMORY_MB", "2048"))
#: How old a snapshot must be, in days, before the command that removes those behind nothing lists it.
SNAPSHOT_DAYS = int(environment.text("SNAPSHOT_DAYS", "90"))

#: Whoever shows it as a bearer token reads the figures; without it nobody does.
METRICS_TOKEN = environment.text("METRICS_TOKEN")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_number": {"()": "baicheng.server.operation.observing.RequestNumber"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{asctime}{levelname}{name}{message}{request_id}",
            "style": "{",
            "json_ensure_ascii": False,
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.choice("LOG_FORMAT", ("line", "json")),
            "filters": ["request_number"],
        }
    },
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    # Of signing on only failures and lock-outs are worth a line, of the processes only what goes wrong.
    "loggers": {
        "axes": {"level": "WARNING"},
        "huey": {"level": "WARNING"},
        "waitress": {"level": "WARNING"},
        "waitress.queue": {"level": "ERROR"},
    },
}

"""Every setting, from the environment with safe defaults. docs/settings.md explains each one."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from virta.kit import databases, env, secrets
from virta.networks import addresses, places

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("VIRTA_DATA", str(BASE_DIR / "data"))).expanduser().resolve()
TESTING = "pytest" in sys.modules

DEBUG = env.flag("VIRTA_DEBUG")
SECRET_KEY = env.text("VIRTA_SECRET_KEY") or secrets.key_in(DATA_DIR / "secret_key")
OLD_SECRET_KEYS = env.text("VIRTA_OLD_SECRET_KEYS").split()
SECRET_KEY_FALLBACKS = OLD_SECRET_KEYS
BASE_URL = env.text("VIRTA_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    urlsplit(BASE_URL).hostname or "localhost",
    *[host.strip() for host in env.text("VIRTA_HOSTS").split(",") if host.strip()],
]
REACHABLE_HOSTS = [
    host.strip() for host in env.text("VIRTA_REACHABLE_HOSTS").split(",") if host.strip()
]
"""Hosts, host:port and networks that may be reached although they are not public."""
BACKUP_MARK = Path(env.text("VIRTA_BACKUP_MARK", str(DATA_DIR / "last-backup")))
"""The file whose time of change is that of the last backup."""
LEASE = env.number("VIRTA_LEASE", 120)
KEPT_AN_HOUR = env.number("VIRTA_KEPT_AN_HOUR", 10_000)
"""Mentions that a search may keep of each hour; what it finds beyond is counted and not kept."""
addresses.allowed(REACHABLE_HOSTS)  # what cannot be read is told at the start
places.ATPROTO.directory = env.text("VIRTA_PLC_DIRECTORY", places.ATPROTO.directory).rstrip("/")
places.ATPROTO.resolver = env.text("VIRTA_HANDLE_RESOLVER", places.ATPROTO.resolver).rstrip("/")
SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "csp",
    "django_htmx",
    "lucide",
    "rules",
    "template_partials",
    "virta.kit",
    "virta.people",
    "virta.records",
    "virta.objectives",
    "virta.audiences",
    "virta.activities",
    "virta.ownership",
    "virta.listening",
    "virta.engagement",
    "virta.measurement",
    "virta.learning",
    "virta.assessment",
    "virta.flows",
    "virta.pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "virta.kit.uploads.UploadLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "virta.kit.problems.ProblemMiddleware",
    "virta.people.middleware.PersonLanguageMiddleware",
    "virta.people.middleware.WorkspaceMiddleware",
]

ROOT_URLCONF = "virta.urls"
WSGI_APPLICATION = "virta.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "virta" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "virta.pages.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": databases.from_url(DATABASE_URL)
    if DATABASE_URL
    else databases.sqlite(DATA_DIR / "virta.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "files"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "virta.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come by invitation only
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Virta: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_ADAPTER = "virta.people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Virta"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Whether sub-domains and plain HTTP are anybody else's is the proxy's to know, not Virta's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
# Only a proxy that strips the header from outside may be trusted with it.
if env.flag("VIRTA_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
"""The largest file taken by browser, in bytes; refused before it is read."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fi", _("Finnish"))]
FORMAT_MODULE_PATH = ["virta.kit.formats"]
LOCALE_PATHS = [BASE_DIR / "virta" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "virta" / "static"]
STATIC_ROOT = DATA_DIR / "static"
# Not compressed: that took longer than all the rest of a first start.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG

SMTP = urlsplit(env.text("VIRTA_SMTP"))
"""`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; without it mail goes to the console."""
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if SMTP.hostname
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = SMTP.hostname or ""
EMAIL_PORT = SMTP.port or (465 if SMTP.scheme == "smtps" else 587)
EMAIL_HOST_USER = SMTP.username or ""
EMAIL_HOST_PASSWORD = SMTP.password or ""
EMAIL_USE_SSL = SMTP.scheme == "smtps"
EMAIL_USE_TLS = SMTP.scheme == "smtp" and EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("VIRTA_MAIL_FROM", "virta@localhost")

DEFAULT_EXCEPTION_REPORTER_FILTER = "virta.kit.reporting.WithoutVariables"
AUDITLOG_DISABLE_REMOTE_ADDR = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "virta.kit.logs.JsonFormatter"},
        "console": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if env.text("VIRTA_LOGS", "console") == "json" else "console",
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("VIRTA_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.db.backends": {"level": "INFO"},
        "django.utils.autoreload": {"level": "WARNING"},
    },
}

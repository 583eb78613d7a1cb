"""Django's settings. Everything comes from the environment (docs/reference/settings.md), safe by default."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.functional import SimpleLazyObject

from toprung.config.databases import database, inbox_beside, snapshot_of
from toprung.config.engines import spark_master
from toprung.config.secrets import secret_key
from toprung.config.serving import clock_shift, mail, site, whole_number

#: where Toprung keeps its data
HOME = Path(os.environ.get("TOPRUNG_HOME") or "var").absolute()

_RECORDS = database(os.environ.get("DATABASE_URL", ""), HOME)
DATABASES: dict[str, dict[str, Any]] = {
    "default": _RECORDS,
    "snapshot": snapshot_of(_RECORDS),
    **inbox_beside(_RECORDS, HOME),
}
for _connection in DATABASES.values():
    # A served page asks over the connection of the page before it; one that has died is noticed first.
    _connection |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASE_ROUTERS = ["toprung.records.inbox.routing.InboxRouter", "toprung.records.tenancy.snapshots.SnapshotRouter"]
#: the Delta table of events; a folder
LAKE = Path(os.environ.get("TOPRUNG_LAKE") or HOME / "lake").absolute()
#: the master of the Spark cluster that counts events; empty: DuckDB does, in each process
ENGINE = spark_master(os.environ.get("TOPRUNG_ENGINE", ""))

#: how many messages one write key may send in ten seconds, to each web process
INTAKE_LIMIT = whole_number("TOPRUNG_INTAKE_LIMIT", os.environ.get("TOPRUNG_INTAKE_LIMIT", ""), 1_000_000)
#: how many calls one API key may make in ten seconds, to each web process
API_LIMIT = whole_number("TOPRUNG_API_LIMIT", os.environ.get("TOPRUNG_API_LIMIT", ""), 300)

INSTALLED_APPS = [
    "toprung.records.tenancy",
    "toprung.records.access",
    "toprung.records.inbox",
    "toprung.records.journal",
    "toprung.records.usage",
    "toprung.records.views",
    "toprung.records.apikeys",
    "toprung.records.book",
    "toprung.records.outcomes",
    "toprung.records.handoffs",
    "toprung.records.interventions",
    "toprung.records.targets",
    "toprung.records.plans",
    "toprung.records.matching",
    "toprung.records.portal",
    "toprung.motion.evaluation",
    "toprung.motion.measures",
    "toprung.motion.results",
    "toprung.motion.roi",
    "toprung.motion.imports",
    # Before allauth, whose pages ours take the place of.
    "toprung.doors.web",
    "toprung.doors.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]
MIDDLEWARE = [
    "toprung.doors.web.guarding.ContentPolicy",
    "toprung.doors.api.rest.errors.ShapedErrors",
    "toprung.doors.api.rest.limiting.ToldLimits",
    "django.middleware.security.SecurityMiddleware",
    "toprung.doors.portal.guarding.KeyInAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "toprung.doors.web.errors.ErrorPages",
]
ROOT_URLCONF = "toprung.config.urls"
WSGI_APPLICATION = "toprung.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Days are in the workspace's zone, which the code names each time; instants are stored in UTC.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
#: the doors' clock stands this far from the machine's
CLOCK_SHIFT = clock_shift(os.environ.get("TOPRUNG_CLOCK", ""), datetime.now(UTC))

# Where people reach it. Behind https there is a proxy, since Toprung speaks http alone; it tells who the client is.
SITE = site(os.environ.get("TOPRUNG_URL", ""))
_HTTPS = SITE is not None and SITE.https
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *([SITE.host] if SITE else [])]
CSRF_TRUSTED_ORIGINS = [SITE.origin] if SITE else []
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TOPRUNG_PROXIES", os.environ.get("TOPRUNG_PROXIES", ""), int(_HTTPS))
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Made when something is first signed: most commands sign nothing, and leave an empty home alone.
SECRET_KEY: Any = SimpleLazyObject(lambda: secret_key(os.environ.get("TOPRUNG_SECRET", ""), HOME))

# Who enters.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "toprung.doors.web.errors.stale_form"
ACCOUNT_ADAPTER = "toprung.doors.web.entering.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
_FORMS = "toprung.doors.web.entering.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "reauthenticate": f"{_FORMS}.ConfirmByPasswordForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.ConfirmByCodeForm",
    "activate_totp": f"{_FORMS}.ActivateAppForm",
}
# Beside allauth's own: asking for mails, and trying links.
ACCOUNT_RATE_LIMITS = {
    "ask_mail": "20/m/ip,3/m/key",
    "use_link": "30/m/ip",
    "unknown_link": "30/m/ip",
    "renew_link": "20/m/ip,3/m/key",
}
MFA_ADAPTER = "toprung.doors.web.entering.adapters.MfaAdapter"
MFA_TOTP_ISSUER = "Toprung"
# Addresses are proven by a mailed link or vouched for by the operator; allauth's own list of them stays empty.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Log-in throttling counts here: in the database, since several processes serve and each must see all attempts.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        # By default a third goes at 300 entries, and with them the counts of attempts.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Mail.
_MAIL = mail(os.environ.get("TOPRUNG_EMAIL_URL", ""))
EMAIL_BACKEND = _MAIL.backend
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.ssl, _MAIL.starttls
# A mail server that does not answer must not hold a request for long.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("TOPRUNG_EMAIL_FROM") or f"Toprung <toprung@{SITE.host if SITE else 'localhost'}>"

# Files. `serve` collects the built front end here; where that has not been done, it is served as it lies.
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "uploads"}},
    "staticfiles": {"BACKEND": "toprung.doors.web.statics.Statics"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not (STATIC_ROOT / "staticfiles.json").exists()
# A file comes in pieces of up to 1 MB; a form never needs as much.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own handlers speak only while debugging, or by mail to nobody.
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.request": {"level": "ERROR"}},
}

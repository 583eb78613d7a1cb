"""The settings of the tests: the product's own, on one connection, so that each test can be rolled back whole.

What the second connection is for (`records.tenancy.snapshots`) is tested on real files with the product's settings;
so are the slow password hash and the counting of log-in attempts in the database.
"""

from toprung.config.settings import *  # noqa: F403
from toprung.config.settings import DATABASES as _DATABASES
from toprung.config.settings import STORAGES as _STORAGES

DATABASES = {"default": _DATABASES["default"]}
SECRET_KEY = "for tests alone, where nothing has to be kept from anybody"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# One process makes the calls of all tests, and keys have the same numbers in each.
API_LIMIT = 1_000_000
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Whether or not the front end is built, and whatever a home in the working folder holds.
STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

"""The portal's settings for tests: the same, but no build step comes before a test and passwords are cheap to check."""

from portal import translations
from portal.settings import *  # noqa: F403
from portal.settings import LOCALE_PATHS, STORAGES

translations.compile_changed(LOCALE_PATHS)  # Before Django reads them: pages under test speak Chinese.

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # Read from the source folders at each request.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REMEMBER_SECONDS = 0  # No test finds what another one has asked.

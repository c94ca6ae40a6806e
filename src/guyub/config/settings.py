"""Django settings, derived from the typed `Environment`. Nothing here reads the environment by itself."""

from __future__ import annotations

from guyub.config.env import Environment
from guyub.config.secrets import secret_key

ENV = Environment()

DATA_DIR = ENV.data_dir
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key.get_secret_value() or secret_key(DATA_DIR)
ALLOWED_HOSTS = ENV.allowed_hosts
BASE_URL = ENV.base_url.rstrip("/")
DEMO = ENV.demo
TRUSTED_PROXIES = ENV.trusted_proxies

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # the house, from the ground up
    "guyub.foundation.core",
    "guyub.foundation.accounts",
    "guyub.foundation.organizations",
    "guyub.foundation.members",
    "guyub.foundation.ledger",
    "guyub.foundation.participation",
    "guyub.livelihoods.wastebank",
    "guyub.sync",
    "guyub.web",
    "guyub.demo",
    "guyub.config",  # its commands only
]

MIDDLEWARE = [
    "guyub.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a page is a quarter of its size; Django pads against BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guyub.foundation.accounts.middleware.device_and_person",
    "guyub.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "guyub.web.middleware.clear_sentences",
]

ROOT_URLCONF = "guyub.config.urls"
WSGI_APPLICATION = "guyub.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "guyub.web.context.page",
                "guyub.demo.context.sample_logins",
            ],
            "builtins": ["guyub.web.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "guyub.web.forms.Renderer"

DATABASES = {"default": ENV.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["guyub.foundation.accounts.backend.PhoneAndPin"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "web:start"

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = ENV.session_days * 86_400
SESSION_COOKIE_NAME = "guyub_session"
SESSION_COOKIE_SECURE = ENV.https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "guyub_csrf"
CSRF_COOKIE_SECURE = ENV.https
CSRF_FAILURE_VIEW = "guyub.web.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "guyub_language"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = ENV.language
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone
# Numbers and money are written by core.money and core.quantities, dates by core.clock: never by locale formats.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static-root"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "guyub.web.storage.HashedFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT_BYTES = ENV.upload_limit_mb * 1024 * 1024

LOGGING_CONFIG = "guyub.config.logs.configure"
LOGGING = {"level": ENV.log_level, "json": ENV.log_json}

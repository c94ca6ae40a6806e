"""The WSGI application, as granian or gunicorn load it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guyub.config.settings")
application = get_wsgi_application()

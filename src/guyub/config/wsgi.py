"""The WSGI application, as granian or gunicorn load it, with a thread for background work in each process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guyub.config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- only after Django is set up

from guyub.foundation.core import jobs  # noqa: E402

if settings.ENV.background_work:
    jobs.start_thread()

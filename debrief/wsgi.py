"""The door for a web server such as gunicorn: `gunicorn debrief.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debrief.settings")

application = get_wsgi_application()

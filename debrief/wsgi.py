"""The door for a web server such as gunicorn: `gunicorn debrief.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debrief.settings")

application = get_wsgi_application()

# A page makes thousands of objects and drops nearly all of them again by itself. Looking for garbage after every 700, and
# each time now and then among all that was loaded here and stays, took a twentieth of the time of every page.
gc.freeze()
gc.set_threshold(10_000, 20, 50)

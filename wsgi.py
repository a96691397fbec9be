"""For a WSGI server: `gunicorn wsgi:app`."""

from assessor import create_app
from assessor.extensions import open_database

app = create_app()
# An empty or older database is brought up to date; workers that start together wait for each other.
open_database(app)

"""For a WSGI server: `gunicorn wsgi:app`."""

import logging

from assessor import create_app
from assessor.accounts.beginning import offer_set_up
from assessor.extensions import open_database

app = create_app()
# An empty or older database is brought up to date; workers that start together wait for each other.
open_database(app)
code = offer_set_up(app)
if code:
    # each worker makes its own, and the one printed last counts
    said = "there is no account yet: make the first one at /set-up with the code %s"
    logging.getLogger("assessor").warning(said, code)

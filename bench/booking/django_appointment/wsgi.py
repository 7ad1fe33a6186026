"""The peer for a WSGI server. What it would write to its log for every booking is not written."""

import logging

from django.core.wsgi import get_wsgi_application

logging.disable(logging.INFO)
application = get_wsgi_application()

"""What a web server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
_pages = get_wsgi_application()
# Loaded now, so that the first visitor does not wait for every page's code.
get_resolver().url_patterns  # noqa: B018

# It holds models, so it can be imported only once Django is set up.
from toprung.doors.api.application import beside  # noqa: E402
from toprung.motion.home import use_home  # noqa: E402

# As long as this process lives, so that none writes into stores that a restore has set aside.
use_home()
application = beside(_pages)

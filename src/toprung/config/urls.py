"""Every address: the web door's, the portal's, and what is shown where none fits."""

from __future__ import annotations

from toprung.doors.portal.urls import urlpatterns as portal
from toprung.doors.web.urls import handler400, handler403, handler404, handler500
from toprung.doors.web.urls import urlpatterns as web

urlpatterns = [*web, *portal]

#: allauth's name for what it answers where something is tried too often
handler429 = "toprung.doors.web.entering.throttling.too_often"

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

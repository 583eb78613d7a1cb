"""The usage part of the page: use period by period, by feature and by stakeholder role, and its charts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.charts.usage import ByRole, Used, events_chart, features_chart, roles_chart, usage_chart
from toprung.doors.web.account.parts import part
from toprung.doors.web.charting import chart_response
from toprung.doors.web.visits import Visit, page
from toprung.motion.portrait.features import FeaturesUse, features_of
from toprung.motion.portrait.head import Head, head
from toprung.motion.portrait.roles import RolesUse, roles_of
from toprung.motion.portrait.usage import Use, use_of
from toprung.records.tenancy.permissions import Verb

#: rows of the table of features; the rest is told as a number
_MOST_FEATURES = 12
_DAYS = 28


@page()
def account_usage(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Use of the product, read from the lake."""
    seen, use = _use(visit, pk)
    features = _features(visit, seen) if use.first_event_on else None
    context = {
        "head": seen,
        "account": seen.account,
        "use": use,
        "features": features,
        "shown": features.features[:_MOST_FEATURES] if features else (),
        "roles": _roles(visit, seen) if use.first_event_on else None,
        "may_import": visit.may(Verb.IMPORT),
    }
    return part(request, visit, "usage", context, f"{seen.account.name}: usage")


@page()
def account_usage_chart(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Active users a period, with the users that adoption takes."""
    _, use = _use(visit, pk)
    return chart_response(request, visit, usage_chart(_used(use), use.needed, use.rhythm.value))


@page()
def account_events_chart(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Events a period."""
    _, use = _use(visit, pk)
    return chart_response(request, visit, events_chart(_used(use), use.rhythm.value))


@page()
def account_features_chart(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Users of each feature a period, those of a mechanism first."""
    features = _features(visit, head(visit.workspace, pk, visit.today))
    users = {feature.name: feature.users_by_period for feature in features.features[:_MOST_FEATURES]}
    return chart_response(request, visit, features_chart(features.starts, users, features.rhythm.value))


@page()
def account_roles_chart(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Users by stakeholder role."""
    roles = _roles(visit, head(visit.workspace, pk, visit.today))
    rows = [
        ByRole(r.role.label if r.role else "nobody on file", r.on_file, r.users_28, r.events_28) for r in roles.roles
    ]
    return chart_response(request, visit, roles_chart(rows, _DAYS))


def _use(visit: Visit, pk: int) -> tuple[Head, Use]:
    seen = head(visit.workspace, pk, visit.today)
    return seen, use_of(visit.workspace, seen.account, seen.policy, visit.today)


def _used(use: Use) -> list[Used]:
    return [Used(period.start, period.users, period.events, period.off_season) for period in use.periods]


def _features(visit: Visit, seen: Head) -> FeaturesUse:
    return features_of(visit.workspace, seen.account, seen.policy, visit.today)


def _roles(visit: Visit, seen: Head) -> RolesUse:
    return roles_of(visit.workspace, seen.account, seen.policy, visit.today)

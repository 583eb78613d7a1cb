"""Workspaces and members."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from toprung.kernel.vocabulary import MemberRole


def new_lake_key() -> str:
    """A name nobody has used before."""
    return uuid.uuid4().hex


class Workspace(models.Model):
    """One vendor company; the tenant. Nothing crosses it."""

    name = models.CharField(max_length=200, unique=True)
    timezone = models.CharField(max_length=64, default="UTC")
    #: the zone in which its events' days are counted; another than `timezone`: they are still to be counted anew;
    #: empty: that has begun, and they may be of either
    events_zone = models.CharField(max_length=64, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    fiscal_year_start_month = models.PositiveSmallIntegerField(default=1)
    #: names by which customers call the product, one a line; empty: the workspace's own name
    product_names = models.TextField(blank=True, default="")
    #: e-mail domains and user ids of the vendor's own people and of machines, one a line: they never qualify
    excluded_users = models.TextField(blank=True, default="")
    #: names of events that are no use of the product, one a line
    excluded_events = models.TextField(blank=True, default="")
    #: the day of the first import, from which its overdue checks are spread out
    first_import_on = models.DateField(null=True, blank=True)
    #: under which the lake keeps its events; not the row's number, which another database counts from 1 again
    lake_key = models.CharField(max_length=32, unique=True, default=new_lake_key)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new workspace's events are counted in its own zone."""
        if self._state.adding:
            self.events_zone = self.events_zone or self.timezone
        super().save(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def day_of(self, instant: datetime) -> date:
        """The workspace's day of an aware instant."""
        return instant.astimezone(self.zone).date()

    @property
    def zone_of_events(self) -> str:
        """In which whoever brings events counts their days: until all are counted anew, it stays the old one."""
        return self.events_zone or self.timezone

    @property
    def is_redating(self) -> bool:
        """Are the days of its events still to be counted anew in another zone?"""
        return self.events_zone != self.timezone

    @property
    def products(self) -> tuple[str, ...]:
        return _lines(self.product_names) or (self.name,)

    @property
    def excluded_user_lines(self) -> tuple[str, ...]:
        return _lines(self.excluded_users)

    @property
    def excluded_event_lines(self) -> tuple[str, ...]:
        return _lines(self.excluded_events)


class Member(models.Model):
    """A vendor's person in a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=MemberRole.choices())
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "email"], name="member_email_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())

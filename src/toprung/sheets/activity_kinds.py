"""Kinds of file about what was done: the vendor's touches, and the customer's events in the product."""

from __future__ import annotations

from toprung.kernel import vocabulary as words
from toprung.sheets.common_fields import (
    DAY,
    LIST,
    OUTCOME,
    TEXT,
    WHEN,
    WHOLE,
    account,
    choice,
    field,
)
from toprung.sheets.fields import FieldType, Kind

TOUCHES = Kind(
    "touches",
    (
        account(),
        field(
            "occurred_on",
            DAY,
            *WHEN,
            "touch date",
            "meeting date",
            "start date",
            "due date",
            help="The day.",
            required=True,
        ),
        choice(
            "kind",
            words.TouchKind,
            "type",
            "touch type",
            "activity type",
            "channel",
            "activity",
            help="Call, e-mail, meeting or business review.",
            required=True,
        ),
        field("minutes", WHOLE, "duration", "duration minutes", "length", "min", "mins", help="How long, in minutes."),
        field(
            "attendees",
            LIST,
            "participants",
            "attended by",
            "who attended",
            "contacts",
            "roles",
            help="Who attended, by role.",
        ),
        field("outcome", TEXT, *OUTCOME, "related outcome", help="The external id of the outcome it served."),
        choice(
            "purpose",
            words.TouchPurpose,
            "reason",
            "strategic or transactional",
            "nature",
            help="Strategic or transactional.",
        ),
    ),
)

EVENTS = Kind(
    "events",
    (
        account("group id", "workspace id", "team id"),
        field(
            "user",
            TEXT,
            "user id",
            "userid",
            "distinct id",
            "anonymous id",
            "user key",
            "user email",
            "actor",
            help="Who did it.",
        ),
        field(
            "name",
            TEXT,
            "event",
            "event name",
            "event type",
            "action",
            "feature",
            "type",
            help="What happened.",
            required=True,
        ),
        field(
            "occurred_at",
            FieldType.INSTANT,
            *("ts", "timestamp", "time", "event time", "event timestamp", "occurred", "original timestamp", "ts utc"),
            *("datetime", "date time", "sent at", "received at", "created at", "event date", "date"),
            help="When, to the second.",
            required=True,
        ),
        field("message_id", TEXT, "messageid", "event id", "insert id", "uuid", "id", help="What makes it unique."),
    ),
    further=True,
)

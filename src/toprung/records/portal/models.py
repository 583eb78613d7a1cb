"""Personal links, requests for confirmation, mails to customers, and the brand of the vendor."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models

from toprung.kernel.vocabulary import Word
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.models import Attestation, Measurement, Outcome
from toprung.records.tenancy.models import Workspace


class RequestEnd(Word):
    """Why a request for confirmation is open no more."""

    ANSWERED = "answered"
    FORWARDED = "forwarded"
    TAKEN_BACK = "taken_back"
    DEPARTED = "departed"


class MailKind(Word):
    """What a mail to a customer's person is for."""

    INVITATION = "invitation"
    REQUEST = "request"
    REMINDER = "reminder"
    RENEWAL = "renewal"
    RECEIPT = "receipt"
    #: a version of the success plan was shared
    NEW_VERSION = "new_version"


class PortalLink(models.Model):
    """A key that opens the portal for one person. Only its SHA-256 is kept; the key is mailed or shown, and forgotten.

    `browser_sha256` is of the first browser in which something was answered: from then on the link opens there alone,
    so that a mail handed on lets nobody speak in this person's name.
    """

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="portal_links")
    key_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    opened_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    browser_sha256 = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"link of {self.stakeholder_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class AttestationRequest(models.Model):
    """A person was asked whether their company got a result. Open until answered, forwarded or taken back."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="requests")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="requests")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    #: what the member, or the colleague who forwarded it, wrote to the person
    note = models.TextField(blank=True, default="")
    #: scheme://host under which its mails lead back here
    origin = models.CharField(max_length=300)
    forwarded_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="forwarded_to"
    )
    #: the corrected value because of which the person is asked again
    corrected_by = models.ForeignKey(
        Measurement, on_delete=models.SET_NULL, null=True, blank=True, related_name="asked_again"
    )
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    closed_as = models.CharField(max_length=16, choices=RequestEnd.choices(), blank=True, default="")
    #: the value that was on the page when it was answered; None: there was none
    about = models.ForeignKey(
        Measurement, on_delete=models.SET_NULL, null=True, blank=True, related_name="confirmed_in"
    )
    answer = models.ForeignKey(Attestation, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    reminders = models.PositiveSmallIntegerField(default=0)
    #: the day of the next reminder; None: there is none
    remind_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "stakeholder"], condition=models.Q(closed_at=None), name="one_open_request_a_person"
            ),
            models.UniqueConstraint(fields=["stakeholder", "corrected_by"], name="asked_again_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder_id} asked about {self.outcome_id} on {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class PortalMail(models.Model):
    """A mail to a customer's person: due, sent once, and kept as the record that it was."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="portal_mails")
    kind = models.CharField(max_length=16, choices=MailKind.choices())
    request = models.ForeignKey(
        AttestationRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    #: tells the mails of one kind about one request apart: the first reminder from the second; of a new version of the
    #: plan: which
    number = models.PositiveSmallIntegerField(default=1)
    asked_by = models.CharField(max_length=200)
    origin = models.CharField(max_length=300)
    #: the same at every try, so that a mail server or reader that got it twice shows it once
    message_id = models.CharField(max_length=200, unique=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    #: why it will not be sent any more
    given_up = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "number"], name="each_mail_of_a_request_once"),
            models.UniqueConstraint(
                fields=["stakeholder", "number"], condition=models.Q(kind="new_version"), name="told_of_a_version_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None, given_up=""), name="portal_mail_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.stakeholder_id}"


class Brand(models.Model):
    """How the vendor looks to customers. Without one: the workspace's name, no logo, Toprung's colour."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="brand")
    name = models.CharField(max_length=100, blank=True, default="")
    #: #rrggbb
    colour = models.CharField(max_length=7, blank=True, default="")
    logo = models.BinaryField(blank=True, default=b"")
    logo_type = models.CharField(max_length=32, blank=True, default="")
    reply_to = models.EmailField(blank=True, default="")

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """What customers call the vendor."""
        return self.name or self.workspace.name

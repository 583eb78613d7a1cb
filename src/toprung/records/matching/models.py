"""Match rules, who is known by the messages, and what the source debugger shows."""

from __future__ import annotations

from django.db import models

from toprung.kernel.vocabulary import Equals, LooksAt
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace
from toprung.records.usage.models import Source

#: the longest id of a user or group that is taken (motion.intake.messages)
_ID = 500


class MatchRule(models.Model):
    """One line of the workspace's rules; the first that finds one account wins. None on file: the default ones."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="match_rules")
    position = models.PositiveSmallIntegerField()
    looks_at = models.CharField(max_length=16, choices=LooksAt.choices())
    #: of the trait or property; empty for what has none
    name = models.CharField(max_length=200, blank=True)
    equals = models.CharField(max_length=20, choices=Equals.choices())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "position"], name="match_rule_position_once")]

    def __str__(self) -> str:
        return f"{self.position}: {self.looks_at} {self.name} = {self.equals}"


class GroupLink(models.Model):
    """A person's word that a group of the product is an account: it goes before every rule."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="group_links")
    group_id = models.CharField(max_length=_ID)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="group_links")
    linked_at = models.DateTimeField()
    #: who linked it, by name
    linked_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "group_id"], name="group_link_once")]

    def __str__(self) -> str:
        return f"{self.group_id} is {self.account_id}"


class MatchingState(models.Model):
    """How far a workspace has come: what is recorded of its loads, and up to where unmatched events were looked at."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="matching_state")
    #: the last load whose messages were counted and shown; loads are numbered upwards within one inbox
    inbox = models.CharField(max_length=32, blank=True)
    load = models.BigIntegerField(default=0)
    #: grows with every load that taught something about users or groups, or kept an event that belongs to no account
    learnt = models.BigIntegerField(default=0)
    rematched_learnt = models.BigIntegerField(default=0)
    rematched_journal = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"load {self.load}, re-matched up to entry {self.rematched_journal}"


class ProductUser(models.Model):
    """Someone whom the product calls a user. Days are in the workspace's zone; None: only identified so far."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="product_users")
    user_id = models.CharField(max_length=_ID)
    #: in lower case: the trait “email”, else a user id that is an address
    email = models.CharField(max_length=320, blank=True)
    #: behind the @ of it
    domain = models.CharField(max_length=255, blank=True)
    #: the group that they were last put into
    group_id = models.CharField(max_length=_ID, blank=True)
    traits = models.JSONField(default=dict)
    first_seen_on = models.DateField(null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user_id"], name="product_user_once")]
        indexes = [
            models.Index(fields=["workspace", "email"], name="product_user_email"),
            models.Index(fields=["workspace", "domain"], name="product_user_domain"),
        ]

    def __str__(self) -> str:
        return self.user_id


class ProductGroup(models.Model):
    """What the product calls a group: most often one customer's own workspace in it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="product_groups")
    group_id = models.CharField(max_length=_ID)
    traits = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "group_id"], name="product_group_once")]

    def __str__(self) -> str:
        return self.group_id


class ProductAlias(models.Model):
    """Another key of a product user: an anonymous id that was identified, or an id that they had before."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="product_aliases")
    key = models.CharField(max_length=_ID)
    user_id = models.CharField(max_length=_ID)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="product_alias_once")]

    def __str__(self) -> str:
        return f"{self.key} is {self.user_id}"


class Message(models.Model):
    """One of a source's last messages, as the debugger shows it; older ones are dropped (actions.LAST)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="messages")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="messages")
    load = models.BigIntegerField()
    #: its number within the load
    place = models.IntegerField()
    received_at = models.DateTimeField()
    accepted = models.BooleanField()
    type = models.CharField(max_length=16, blank=True)
    #: the event's name; empty where the message tells who someone is and is no event
    event = models.CharField(max_length=_ID, blank=True)
    user = models.CharField(max_length=_ID, blank=True)
    group = models.CharField(max_length=_ID, blank=True)
    email = models.CharField(max_length=320, blank=True)
    #: the account's external id; empty where it belongs to none, and `code` says why
    account = models.CharField(max_length=200, blank=True)
    #: the rule that found the account, or what was looked at, in words
    matched_by = models.CharField(max_length=500, blank=True)
    #: of kernel.vocabulary's Refusal or Unmatched; empty where it found its account
    code = models.CharField(max_length=24, blank=True)
    #: the same in a sentence
    sentence = models.CharField(max_length=500, blank=True)
    #: why its time is not believed, so that it counts nowhere, in a sentence; empty where it is
    doubt = models.CharField(max_length=200, blank=True, default="")
    #: the JSON as it was sent, cut where it is long
    content = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "load", "place"], name="message_once")]
        indexes = [models.Index(fields=["source", "accepted", "id"], name="message_ring")]

    def __str__(self) -> str:
        return f"{self.type} {self.event} at {self.received_at:%Y-%m-%d %H:%M:%S}"


class SourceHour(models.Model):
    """How many messages a source sent in an hour, by when they were received. `matched` + `unmatched` are events."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    matched = models.BigIntegerField(default=0)
    unmatched = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "hour"], name="source_hour_once")]

    def __str__(self) -> str:
        return f"{self.accepted} accepted and {self.refused} refused in the hour of {self.hour:%Y-%m-%d %H:%M}"

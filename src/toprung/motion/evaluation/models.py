"""What an evaluation leaves behind."""

from __future__ import annotations

from django.db import models

from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace


class Evaluation(models.Model):
    """One run over a whole book: as of which day, over which facts, with which result.

    Looking at some accounts leaves no row: each action would, and nobody reads them; states say it all.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="evaluations")
    as_of = models.DateField()
    accounts = models.PositiveIntegerField()
    inputs_fingerprint = models.CharField(max_length=64)
    verdicts_fingerprint = models.CharField(max_length=64)
    #: how far the journal and the lake had come when the run began to read
    journal_position = models.PositiveBigIntegerField(default=0)
    lake_version = models.PositiveBigIntegerField(default=0)
    #: of Toprung: another may judge the same facts otherwise
    version = models.CharField(max_length=32, default="")
    #: the `Tally` of a run over the whole book, and the ARR on each rung by currency
    summary = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "as_of", "id"], name="evaluation_day")]

    def __str__(self) -> str:
        return f"{self.workspace} as of {self.as_of}"


class BookState(models.Model):
    """How far a book's states have come, all of them: as of which day, over which facts, by which version of Toprung.

    One row a workspace. A run over the whole book writes it, and one over all that was journalled since.
    """

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="book_state")
    as_of = models.DateField()
    journal_position = models.PositiveBigIntegerField()
    lake_version = models.PositiveBigIntegerField(default=0)
    #: the first day of the workspace's events by then: with an earlier one, more silence is evidence
    fed_since = models.DateField(null=True, blank=True)
    version = models.CharField(max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.workspace} has come to {self.as_of}"


class AccountState(models.Model):
    """Where an account stands today: one narrow row an account, for lists; moved forward only.

    Text is empty and a number null where there is none. The whole verdict is `AccountVerdict`.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="state")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="states")
    as_of = models.DateField()
    inputs_fingerprint = models.CharField(max_length=64)
    #: of the account's `AccountVerdict`
    verdict_fingerprint = models.CharField(max_length=64, blank=True, default="")
    #: how far the journal had come when the account's facts were read: one read earlier never replaces it
    position = models.PositiveBigIntegerField(default=0)
    lifecycle = models.CharField(max_length=16)
    rung = models.PositiveSmallIntegerField()
    hollow = models.BooleanField(default=False)
    #: rungs, one digit each: “12” is 1 and 2
    gaps = models.CharField(max_length=4, blank=True, default="")
    unknown = models.CharField(max_length=4, blank=True, default="")
    health = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=8, blank=True)
    arr = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    #: of `arr`
    currency = models.CharField(max_length=3, blank=True, default="")
    segment = models.CharField(max_length=100, blank=True, default="")
    owner = models.CharField(max_length=200, blank=True, default="")
    named_result = models.TextField(blank=True, default="")
    validator = models.CharField(max_length=200, blank=True, default="")
    renewal_on = models.DateField(null=True)
    notice_on = models.DateField(null=True)
    users_7 = models.PositiveIntegerField(null=True)
    users_28 = models.PositiveIntegerField(null=True)
    events_7 = models.PositiveBigIntegerField(null=True)
    events_28 = models.PositiveBigIntegerField(null=True)
    #: names of the open signals, each between spaces: “ hollow_rung no_validator ”
    signals = models.TextField(blank=True, default="")
    #: the reason's code
    triage = models.CharField(max_length=32, blank=True, default="")
    check_state = models.CharField(max_length=16, default="not_due")
    check_is_due = models.BooleanField(default=False)
    check_due_on = models.DateField(null=True)
    check_asked_on = models.DateField(null=True)
    #: after a no, on the record or by silence: when it is asked afresh
    check_again_on = models.DateField(null=True)
    #: the latest asking that nobody answered in time, where its silence counts as no still
    check_unanswered_on = models.DateField(null=True)
    check_staged_on = models.DateField(null=True)
    #: of the primary outcome
    result_state = models.CharField(max_length=16, blank=True, default="")
    first_value_on = models.DateField(null=True)
    #: the day its standing last changed: `since` of its latest `StateChange`
    changed_on = models.DateField(null=True)

    class Meta:
        # What lists sort by; a book's rows are few and narrow enough to filter by looking at each.
        indexes = [
            models.Index(fields=["workspace", "arr"], name="state_arr"),
            models.Index(fields=["workspace", "rung", "arr"], name="state_rung"),
            models.Index(fields=["workspace", "health"], name="state_health"),
            models.Index(fields=["workspace", "renewal_on"], name="state_renewal"),
            models.Index(fields=["workspace", "users_7"], name="state_users"),
            models.Index(fields=["workspace", "changed_on"], name="state_changed"),
            models.Index(fields=["workspace", "segment"], name="state_segment"),
            models.Index(fields=["workspace", "owner"], name="state_owner"),
            models.Index(fields=["workspace", "arr"], condition=~models.Q(triage=""), name="state_triage"),
            models.Index(
                fields=["workspace", "check_asked_on"], condition=models.Q(check_is_due=True), name="state_check"
            ),
            # Of the checks in all and by the week in which they are asked: counted from the index alone.
            models.Index(
                fields=["workspace", "check_state", "check_staged_on"],
                condition=models.Q(check_is_due=True),
                name="state_checks",
            ),
            # Everything that the home page counts: read from the index alone.
            models.Index(
                fields=[
                    *("workspace", "lifecycle", "rung", "currency", "check_state"),
                    *("hollow", "triage", "notice_on", "arr"),
                ],
                name="state_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} on rung {self.rung} as of {self.as_of}"


class AccountVerdict(models.Model):
    """Everything the account's state rests on, as `Verdict.as_json` tells it: for one account's page."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="verdict")
    verdict = models.JSONField()

    def __str__(self) -> str:
        return f"the verdict on {self.account}"


class StateChange(models.Model):
    """The account's standing from a day on: a row when something changed, not a row a day."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="state_changes")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="state_changes")
    since = models.DateField()
    standing = models.JSONField()
    #: of `standing`, by which a change is told; what follows is beside it
    fingerprint = models.CharField(max_length=64)
    rung = models.PositiveSmallIntegerField()
    #: of the row before; null where there is none
    rung_before = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=8, blank=True, default="")
    band_before = models.CharField(max_length=8, blank=True, default="")
    #: the rung or the band is another than in the row before
    moved = models.BooleanField(default=False)
    arr = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    #: what each part of health gave that day: part, weight, points and no_data, as `Verdict.as_json` tells them
    health_parts = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "since"], name="state_change_once_a_day")]
        indexes = [
            models.Index(fields=["workspace", "since"], name="change_day"),
            # What a page tells of a day is few rows among those that only a signal's coming or going has made.
            models.Index(fields=["workspace", "since", "arr"], condition=models.Q(moved=True), name="change_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.account} since {self.since}"


class Figure(models.Model):
    """A figure as it was computed: definition, window, as-of day, value, and the fingerprint of its inputs."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=32)
    definition = models.JSONField()
    definition_id = models.CharField(max_length=64)
    window_from = models.DateField()
    window_to = models.DateField()
    as_of = models.DateField()
    #: null: no base
    value = models.DecimalField(max_digits=30, decimal_places=18, null=True)
    figure = models.JSONField()
    inputs_fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "definition_id", "as_of", "inputs_fingerprint"], name="figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.window_from}..{self.window_to} as of {self.as_of}"

"""Success plans with their milestones, versions, signatures, comments and proposed wordings; and plan templates."""

from __future__ import annotations

from django.db import models

from toprung.kernel.vocabulary import Aim, Grade, MilestoneState, Side, StakeholderRole, WordingState
from toprung.records.book.models import Account, Segment, Stakeholder
from toprung.records.outcomes.models import Outcome
from toprung.records.tenancy.models import Member, Workspace


class PlanTemplate(models.Model):
    """How a plan of a segment begins. `segment` None: for whichever segment."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="plan_templates")
    segment = models.ForeignKey(
        Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="plan_templates"
    )
    name = models.CharField(max_length=100)
    purpose = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="plan_template_name_once")]

    def __str__(self) -> str:
        return self.name


class TemplateStep(models.Model):
    """A milestone that a template brings: which outcome it serves, whose it is, and how long after go-live it is due.

    `role` says which of the customer's people owns it, where it is theirs.
    """

    template = models.ForeignKey(PlanTemplate, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(max_length=300)
    aim = models.CharField(max_length=16, choices=Aim.choices())
    side = models.CharField(max_length=16, choices=Side.choices())
    role = models.CharField(max_length=32, choices=StakeholderRole.choices(), blank=True)
    due_days = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class SuccessPlan(models.Model):
    """An account's success plan as it is being written; what was shared stands in its versions.

    `withheld` are the external ids of outcomes that the plan leaves out: the customer does not see them.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="plan")
    purpose = models.TextField(blank=True)
    withheld = models.JSONField(default=list)
    #: by its name then; "" for a plan that began blank
    template = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    #: since when the customer sees it; None: internal
    shared_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account}: success plan"


class Milestone(models.Model):
    """A step of the plan, tied to one outcome. Due on a day, or so many days after go-live.

    Its owner is a member or one of the customer's people, or nobody yet. It is the plan's own until `shared`.
    """

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveIntegerField()
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    owner_member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    due_days = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=MilestoneState.choices(), default=MilestoneState.PLANNED)
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    shared = models.BooleanField(default=False)
    #: the day it came into the plan
    planned_on = models.DateField()
    #: when it was last said how far it is, and by which of the customer's people; None: by the vendor
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(Stakeholder, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="milestone_number_once"),
            models.CheckConstraint(
                condition=models.Q(owner_member=None) | models.Q(owner_stakeholder=None), name="milestone_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """What was shared with the customer at one moment; never changed.

    `content` is `doctrine.plans.PlanContent` in canonical form, `content_hash` its fingerprint. `redacted`: a
    person's name was erased from its texts since, so that the hash no longer follows from them.
    """

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    shared_at = models.DateTimeField()
    shared_by = models.CharField(max_length=200)
    redacted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once")]

    def __str__(self) -> str:
        return f"{self.plan}: version {self.number}"


class PlanSignature(models.Model):
    """A stakeholder's agreement to a version, with the role held then and the hash of what was signed.

    Grade signed: given by that person in the portal. Reported: a member says so, with how.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="signatures")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="plan_signatures")
    role = models.CharField(max_length=32, choices=StakeholderRole.choices(), blank=True)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    grade = models.CharField(max_length=16, choices=Grade.choices())
    how = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "stakeholder", "grade"], name="plan_signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version} signed on {self.signed_on}"


class PlanComment(models.Model):
    """Something said about the plan, an outcome or a milestone. Internal unless `shared`; a stakeholder's always is."""

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="comments")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    text = models.TextField()
    shared = models.BooleanField(default=False)
    #: the customer's person who said it, with the role held then; None: the vendor's, whose name is `written_by`
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=32, choices=StakeholderRole.choices(), blank=True)
    written_by = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome=None) | models.Q(milestone=None), name="comment_on_one")
        ]

    def __str__(self) -> str:
        return self.text


class ProposedWording(models.Model):
    """A stakeholder wants an outcome or a milestone to say something else; a member accepts or declines it.

    `wanted` and `before` hold what of statement, target and due_on was changed, in types of `canon.plain`; `before`
    is what stood there when it was proposed.
    """

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="wordings")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, null=True, blank=True, related_name="wordings")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="+")
    wanted = models.JSONField()
    before = models.JSONField()
    why = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=WordingState.choices(), default=WordingState.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=None, milestone__isnull=False)
                | models.Q(outcome__isnull=False, milestone=None),
                name="wording_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.wanted}"

"""What can be done with success plans: one function per business verb, a module a subject."""

from toprung.records.plans.actions.agreeing import report_signature, share_plan, sign_plan
from toprung.records.plans.actions.commenting import comment_plan, share_comment
from toprung.records.plans.actions.milestones import (
    add_milestone,
    change_milestone,
    move_milestone,
    share_milestones,
    tick_milestone,
)
from toprung.records.plans.actions.planning import change_plan, start_plan, use_template
from toprung.records.plans.actions.templates import (
    add_step,
    change_step,
    change_template,
    remove_step,
    remove_template,
    write_template,
)
from toprung.records.plans.actions.wording import accept_wording, decline_wording, propose_wording

__all__ = [
    "accept_wording",
    "add_milestone",
    "add_step",
    "change_milestone",
    "change_plan",
    "change_step",
    "change_template",
    "comment_plan",
    "decline_wording",
    "move_milestone",
    "propose_wording",
    "remove_step",
    "remove_template",
    "report_signature",
    "share_comment",
    "share_milestones",
    "share_plan",
    "sign_plan",
    "start_plan",
    "tick_milestone",
    "use_template",
    "write_template",
]

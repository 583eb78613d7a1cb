"""What the demo's people and companies are called, and what was promised to them. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from toprung.kernel.vocabulary import Category, Direction, OutcomeKind, ValuePeriod

#: name, so that a company's people can say “with Ledgerline”
VENDOR = "Ledgerline"
CORE = "Ledgerline Core"
CLOSE = "Ledgerline Close"

OWNERS = (
    "Amara Okafor",
    "Lukas Brandt",
    "Priya Raman",
    "Sofia Lindqvist",
    "Mateo Fuentes",
    "Yuki Tanabe",
    "Claire Dubois",
)
SELLERS = ("Tom Whitfield", "Ines Carvalho", "Rashid Haddad", "Karolina Nowak")
#: the seller who never starts from a template of the library
FREE_WRITER = "Karolina Nowak"

#: 40 x 25 x 40 companies: enough for 40,000 accounts without a repeated name.
NAME_STARTS = (
    "Bracken", "Tams", "Oriv", "Quill", "Harrow", "Vesper", "Calder", "Mornig", "Elder", "Fen",
    "Thistle", "Copper", "Lark", "Winter", "Ember", "Sable", "Rowan", "Stell", "Juni", "Pell",
    "Arden", "Bex", "Corv", "Dunn", "Estra", "Fjor", "Glim", "Hesper", "Isen", "Kest",
    "Linden", "Marl", "Nyst", "Osk", "Pryn", "Riv", "Selk", "Torv", "Umber", "Zeph",
)  # fmt: skip
NAME_ENDS = (
    "fell", "worth", "eld", "mere", "gate", "holt", "wick", "ford", "brook", "stead", "mark", "haven", "ridge",
    "dale", "quist", "vane", "moor", "bury", "croft", "lund", "shore", "vik", "grove", "ham", "stow",
)  # fmt: skip
#: industry: what its companies call themselves
INDUSTRIES: tuple[tuple[str, str], ...] = tuple(
    (industry, noun)
    for industry, nouns in {
        "Logistics": ("Logistics", "Freight", "Couriers", "Haulage"),
        "Manufacturing": ("Castings", "Tooling", "Components", "Works"),
        "Food and drink": ("Foods", "Bakeries", "Dairies", "Roasters"),
        "Retail": ("Stores", "Outfitters", "Home", "Garden"),
        "Health care": ("Clinics", "Dental", "Pharmacies", "Care"),
        "Software": ("Software", "Systems", "Data", "Robotics"),
        "Construction": ("Builders", "Joinery", "Interiors", "Surveying"),
        "Energy": ("Energy", "Solar", "Heat", "Grid"),
        "Hospitality": ("Hotels", "Catering", "Travel", "Resorts"),
        "Education": ("Learning", "Academies", "Publishing", "Training"),
    }.items()
    for noun in nouns
)

GIVEN_NAMES = (
    "Aisha", "Anders", "Beatriz", "Chen", "Daniela", "Emeka", "Fatima", "Giulia", "Hugo", "Ingrid", "Jonas",
    "Kavya", "Lena", "Marek", "Nadia", "Oluwaseun", "Pedro", "Rania", "Sanjay", "Tuija", "Uma", "Viktor", "Wanjiru",
    "Xenia", "Yusuf", "Zuzana", "Eamon", "Mei",
)  # fmt: skip
FAMILY_NAMES = (
    "Abara", "Bianchi", "Castillo", "Demir", "Eriksen", "Fontaine", "Gruber", "Hassan", "Ivanova", "Jansen", "Kovac",
    "Larsen", "Mendes", "Nakamura", "Osei", "Petrov", "Quinn", "Rossi", "Silva", "Tran", "Usman", "Virtanen",
    "Wagner", "Yilmaz", "Zhou", "Murphy", "Iyer", "Sato", "Moreau",
)  # fmt: skip

LOGIN = "login"
INVOICE = "invoice_matched"
CLOSE_TASK = "close_task_done"
APPROVAL = "approval_given"
REPORT = "report_exported"
#: what people do in the product, in the mix in which they do it
EVENT_MIX = (LOGIN, LOGIN, LOGIN, INVOICE, INVOICE, INVOICE, APPROVAL, APPROVAL, CLOSE_TASK, REPORT)


@dataclass(frozen=True, slots=True)
class Promise:
    """One business outcome that Ledgerline sells. `{b}` and `{t}` stand for baseline and target.

    `pairs` are (baseline, target) that fit the statement: numbers, or states for a status outcome. `value` is what
    one unit of change is worth in EUR per `period`, where customers tend to agree one.
    """

    statement: str
    metric: str
    unit: str
    direction: Direction
    pairs: tuple[tuple[str, str], ...]
    category: Category
    mechanism: str
    features: tuple[str, ...]
    kind: OutcomeKind = OutcomeKind.NUMERIC
    value: str = ""
    period: ValuePeriod | None = None


_MATCHING = "Invoices are matched to orders and receipts as they arrive, so nobody retypes or chases them"
_CLOSING = "Close tasks run in parallel with one owner each, so the month no longer waits for the slowest hand-over"
_APPROVING = "Approvers are asked on the day an invoice arrives, in the order the policy sets"
_REPORTING = "Figures come straight from the closed ledger, so nobody assembles them by hand"

#: one operational win (the scope of SMB)
SMALL = (
    Promise(
        "Pay suppliers on time: late payments down from {b}% to {t}% of invoices",
        "Late supplier payments", "% of invoices", Direction.DECREASE,
        (("24", "6"), ("18", "5"), ("30", "10")),
        Category.COST_CUT, _APPROVING, (APPROVAL,), value="85", period=ValuePeriod.MONTH,
    ),
    Promise(
        "Spend {t} instead of {b} hours a week on matching invoices by hand",
        "Hours of manual invoice matching", "hours per week", Direction.DECREASE,
        (("16", "6"), ("12", "5"), ("22", "9")),
        Category.EFFICIENCY_GAINED, _MATCHING, (INVOICE,), value="38", period=ValuePeriod.WEEK,
    ),
    Promise(
        "Take early-payment discounts on {t}% of eligible invoices, up from {b}%",
        "Early-payment discounts taken", "% of eligible invoices", Direction.INCREASE,
        (("15", "60"), ("20", "70"), ("10", "45")),
        Category.REVENUE_GAINED, _APPROVING, (APPROVAL, INVOICE), value="40", period=ValuePeriod.MONTH,
    ),
    Promise(
        "Have the month's figures on the owner's desk after {t} working days, not {b}",
        "Days until monthly figures", "working days", Direction.DECREASE,
        (("15", "6"), ("12", "5"), ("20", "8")),
        Category.EFFICIENCY_GAINED, _REPORTING, (REPORT,),
    ),
)  # fmt: skip
#: a team-level outcome (the scope of Mid-Market)
MIDDLE = (
    Promise(
        "The finance team closes the month in {t} working days instead of {b}",
        "Month-end close", "working days", Direction.DECREASE,
        (("9", "5"), ("12", "6"), ("10", "6")),
        Category.EFFICIENCY_GAINED, _CLOSING, (CLOSE_TASK,), value="1200", period=ValuePeriod.MONTH,
    ),
    Promise(
        "{t}% of the accounts-payable team's invoices go through untouched, up from {b}%",
        "Touchless invoices", "% of invoices", Direction.INCREASE,
        (("20", "65"), ("30", "75"), ("12", "50")),
        Category.EFFICIENCY_GAINED, _MATCHING, (INVOICE,), value="150", period=ValuePeriod.MONTH,
    ),
    Promise(
        "Cut the cost of handling one invoice from EUR {b} to EUR {t}",
        "Cost per invoice", "EUR", Direction.DECREASE,
        (("11", "5"), ("14", "6"), ("9", "4")),
        Category.COST_CUT, _MATCHING, (INVOICE, APPROVAL), value="900", period=ValuePeriod.MONTH,
    ),
    Promise(
        "Reconcile {t}% of accounts by working day three, up from {b}%",
        "Accounts reconciled by day three", "% of accounts", Direction.INCREASE,
        (("40", "85"), ("35", "80"), ("50", "90")),
        Category.RISK_MITIGATED, _CLOSING, (CLOSE_TASK, REPORT),
    ),
)  # fmt: skip
#: a metric of the purchase reason (the scope of Enterprise)
LARGE = (
    Promise(
        "Bring the group close from {b} to {t} working days so that results are out before the board meets",
        "Group close", "working days", Direction.DECREASE,
        (("15", "8"), ("18", "10"), ("14", "8")),
        Category.EFFICIENCY_GAINED, _CLOSING, (CLOSE_TASK,), value="6500", period=ValuePeriod.MONTH,
    ),
    Promise(
        "Lift invoice productivity of the shared service centre from {b} to {t} invoices per person and day",
        "Invoices per person and day", "invoices", Direction.INCREASE,
        (("42", "75"), ("55", "90"), ("38", "70")),
        Category.COST_CUT, _MATCHING, (INVOICE,), value="800", period=ValuePeriod.MONTH,
    ),
    Promise(
        "Reduce duplicate and wrong payments from EUR {b}k to EUR {t}k a quarter",
        "Duplicate and wrong payments", "EUR thousand per quarter", Direction.DECREASE,
        (("240", "60"), ("180", "50"), ("320", "90")),
        Category.REVENUE_PROTECTED, _MATCHING, (INVOICE, APPROVAL), value="1000", period=ValuePeriod.ONCE,
    ),
)  # fmt: skip

HOLDS = (
    Promise(
        "Keep days payable outstanding at {t} days or above while volume grows",
        "Days payable outstanding", "days", Direction.INCREASE,
        (("45", "45"), ("40", "40")),
        Category.REVENUE_PROTECTED, _APPROVING, (APPROVAL,), kind=OutcomeKind.HOLD,
    ),
    Promise(
        "Keep audit findings on payments at {t} or fewer a year through the merger",
        "Audit findings on payments", "findings per year", Direction.DECREASE,
        (("3", "3"), ("2", "2")),
        Category.COMPLIANCE, _APPROVING, (APPROVAL,), kind=OutcomeKind.HOLD,
    ),
)  # fmt: skip
STATES = (
    Promise(
        "Every payment over EUR 10,000 is released under four eyes, so that the auditor signs off without a finding",
        "Release of large payments", "", Direction.INCREASE,
        (("released by one person", "released under four eyes"),),
        Category.COMPLIANCE, _APPROVING, (APPROVAL,), kind=OutcomeKind.STATUS,
    ),
    Promise(
        "The tax file is audit-ready at any time instead of being rebuilt once a year",
        "State of the tax file", "", Direction.INCREASE,
        (("rebuilt once a year", "audit-ready at any time"),),
        Category.RISK_MITIGATED, _REPORTING, (REPORT,), kind=OutcomeKind.STATUS,
    ),
)  # fmt: skip

#: what is on file instead of an outcome
TASKS = (
    "Roll out to 40 users",
    "Complete onboarding",
    "Train 25 users by May",
    "Adopt the dashboard module",
    "Go live with the approvals module",
)
VAGUE = ("Be more efficient", "Get better visibility", "Improve collaboration in finance")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: where a confirmation was heard; the day is added
HEARD = ("call notes", "minutes of the review", "e-mail of", "notes of the visit on")
#: documents of the customer's in which a result may stand; most results stand in none
DOCUMENTS = ("", "", "", "Steering committee minutes", "Finance board report")

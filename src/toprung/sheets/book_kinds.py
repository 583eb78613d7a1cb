"""Kinds of file about the book: accounts, stakeholders, contracts, subscriptions, movements."""

from __future__ import annotations

from toprung.kernel import vocabulary as words
from toprung.sheets.common_fields import (
    CURRENCY,
    DAY,
    GO_LIVE,
    LIST,
    MONEY,
    NAME,
    OWNER,
    ROLE,
    ROLE_ABROAD,
    SEGMENT,
    TEXT,
    WHEN,
    WHOLE,
    YES_NO,
    account,
    choice,
    field,
)
from toprung.sheets.fields import Kind

ACCOUNTS = Kind(
    "accounts",
    (
        account("id", "name"),
        field(
            "name",
            NAME,
            *("account name", "customer name", "company name", "client name", "display name", "company", "customer"),
            help="What the customer is called.",
        ),
        SEGMENT,
        field(
            "segment_from",
            DAY,
            *("segment since", "segment start", "segment date", "in segment since"),
            help="The day from which it belongs to that segment; 1900-01-01: from the beginning.",
        ),
        field("tier", TEXT, "account tier", "customer tier", "level", "plan", "priority", help="The tier of service."),
        OWNER,
        field(
            "seats",
            WHOLE,
            *(
                "seats bought",
                "licenses",
                "licences",
                "number of seats",
                "users bought",
                "licensed users",
                "seat count",
            ),
            help="How many seats were bought.",
        ),
        field("industry", TEXT, "sector", "vertical", "branche", "industry name", help="The customer's industry."),
        CURRENCY,
        field(
            "parent",
            TEXT,
            *("parent account", "parent id", "parent account id", "parent company", "ultimate parent", "group"),
            help="The external id of the account it belongs to.",
        ),
        field(
            "seller",
            NAME,
            *("sold by", "sales rep", "sales representative", "account executive", "ae", "sales owner", "deal owner"),
            *("opportunity owner", "vertrieb", "vendeur", "vendedor"),
            help="The vendor's person who sells to it, or sold.",
        ),
        field(
            "signature_expected_on",
            DAY,
            *("expected signature", "signature expected", "expected close", "expected close date", "to sign on"),
            help="Of a prospect: the day on which it is to sign.",
        ),
        GO_LIVE,
        field(
            "rhythm",
            TEXT,
            *("usage rhythm", "adoption rhythm", "cadence"),
            help="How long a period of use is here: week, month or quarter. Blank: as in its segment.",
        ),
        field(
            "off_season",
            LIST,
            *("off seasons", "season break", "closed season"),
            help="Stretches of every year that do not count, as MM-DD..MM-DD, several by comma. "
            "Blank: as in its segment.",
        ),
    ),
)

STAKEHOLDERS = Kind(
    "stakeholders",
    (
        account(),
        field(
            "name",
            NAME,
            *("full name", "contact name", "contact", "stakeholder", "stakeholder name", "person", "person name"),
            *("ansprechpartner", "kontakt", "nom", "interlocuteur", "nombre", "contacto"),
            help="The person's name.",
            required=True,
        ),
        field("email", TEXT, "e mail", "email address", "mail", "contact email", "work email", help="E-mail address."),
        choice(
            "role", words.StakeholderRole, *ROLE, "title", "job title", *ROLE_ABROAD, help="The role.", required=True
        ),
        field("joined_on", DAY, "joined", "start date", "since", "joined date", "arrived on", help="First day."),
        field(
            "left_on",
            DAY,
            "left",
            "end date",
            "departed",
            "departed on",
            "left date",
            help="The first day on which they are gone.",
        ),
        field(
            "reports_to",
            NAME,
            *("reports to name", "manager name", "line manager", "supervisor name", "boss"),
            help="The name of the person at the same account to whom this one reports; may stand further down.",
        ),
    ),
)

CONTRACTS = Kind(
    "contracts",
    (
        account(),
        field(
            "contract",
            TEXT,
            *(
                "contract id",
                "contract number",
                "contract no",
                "contract name",
                "agreement",
                "agreement id",
                "order number",
            ),
            *("opportunity id", "deal id", "id"),
            help="The contract's external id.",
            required=True,
        ),
        field(
            "signed_on", DAY, "signed", "signature date", "date signed", "close date", "signed date", help="Signature."
        ),
        field(
            "starts_on",
            DAY,
            *("start date", "starts", "contract start", "contract start date", "start", "effective date", "from"),
            help="First day of the term.",
            required=True,
        ),
        field(
            "ends_on",
            DAY,
            *("end date", "ends", "contract end", "contract end date", "end", "renewal date", "expiry date", "to"),
            *("expiration date", "expires on", "until"),
            help="The renewal date.",
            required=True,
        ),
        field("notice_days", WHOLE, "notice period", "notice", "notice period days", help="Days of notice."),
        field(
            "auto_renew",
            YES_NO,
            "auto renewal",
            "autorenew",
            "automatic renewal",
            "renews automatically",
            help="Yes or no.",
        ),
        field(
            "cancelled_on",
            DAY,
            "cancelled",
            "canceled on",
            "notice given",
            "cancellation date",
            "notice date",
            help="Notice.",
        ),
        field(
            "price",
            MONEY,
            "amount",
            "contract value",
            "acv",
            "tcv",
            "total",
            "value",
            "arr",
            help="The price of the term.",
        ),
    ),
)

SUBSCRIPTIONS = Kind(
    "subscriptions",
    (
        account(),
        field(
            "product",
            TEXT,
            "product name",
            "plan",
            "plan name",
            "item",
            "sku",
            "subscription",
            help="What is subscribed to.",
        ),
        field(
            "started_on",
            DAY,
            *("start date", "start", "started", "started at", "subscription start", "current period start", "from"),
            help="The first day it is paid for.",
            required=True,
        ),
        field(
            "ended_on",
            DAY,
            *("end date", "end", "ended", "ended at", "subscription end", "current period end", "to", "until"),
            help="The day from which it is no longer paid for; blank while it runs.",
        ),
        field(
            "mrr",
            MONEY,
            "monthly recurring revenue",
            "monthly amount",
            "mrr amount",
            help="Revenue a month.",
            required=True,
        ),
        CURRENCY,
    ),
)

REVENUE = Kind(
    "revenue",
    (
        account(),
        field(
            "occurred_on",
            DAY,
            *WHEN,
            "movement date",
            "effective date",
            "month",
            help="The day of the change.",
            required=True,
        ),
        choice(
            "kind", words.MovementKind, "type", "movement", "movement type", "change type", help="Why.", required=True
        ),
        field(
            "mrr_change",
            MONEY,
            *("change", "mrr delta", "delta mrr", "delta", "mrr movement", "change in mrr", "amount", "mrr"),
            help="By how much revenue a month changed; a loss is negative.",
            required=True,
        ),
        field("product", TEXT, "product name", "plan", "subscription", "item", "sku", help="Of which subscription."),
        CURRENCY,
    ),
)

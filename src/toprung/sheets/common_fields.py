"""The building blocks of the kinds: short makers of fields, and the fields that several kinds share."""

from __future__ import annotations

from toprung.kernel import vocabulary as words
from toprung.sheets.fields import Field, FieldType

TEXT, DAY, MONEY, WHOLE = FieldType.TEXT, FieldType.DAY, FieldType.MONEY, FieldType.WHOLE
NAME = FieldType.NAME
YES_NO, LIST, VALUE = FieldType.YES_NO, FieldType.LIST, FieldType.TEXT_OR_NUMBER


def field(
    name: str, kind: FieldType, *aliases: str, help: str, required: bool = False, default: object = None
) -> Field:
    """A field of one type, with the headings it is known by."""
    return Field(name, kind, required, aliases, help, default)


def choice(
    name: str,
    choices: type[words.Word],
    *aliases: str,
    help: str,
    required: bool = False,
    default: object = None,
) -> Field:
    """A field whose cells are one of a closed list's words."""
    return Field(name, FieldType.CHOICE, required, aliases, help, default, choices)


def account(*more: str) -> Field:
    """The account's id, which every kind needs."""
    aliases = (
        *("account id", "account external id", "external id", "account number", "account no", "account key"),
        *("customer id", "customer number", "company id", "client id", "organization id", "organisation id"),
        *("org id", "tenant id", "salesforce id", "sfdc id", "crm id", "gainsight id", "record id", "company gsid"),
        *("account name", "customer name", "company name", "client name", "associated company", "customer"),
        *(
            "company",
            "client",
            "organization",
            "organisation",
            "org",
            "tenant",
            "kunde",
            "client final",
            "cliente",
            "nom du client",
        ),
        *("kundenname", "kundennummer", "firma", "société", "entreprise", "empresa", "nombre del cliente"),
    )
    return field("account", FieldType.ACCOUNT, *aliases, *more, help="The customer's external id.", required=True)


OWNER = field(
    "owner",
    NAME,
    *("csm", "customer success manager", "account owner", "csm owner", "csm name", "owner name", "company owner"),
    *("assigned csm", "success manager", "account manager", "responsible", "owner email", "betreuer"),
    *("betreuerin", "kundenbetreuer", "verantwortlich", "zuständig", "responsable", "responsable client"),
    *("responsable de cuenta", "gestor de cuenta", "encargado"),
    help="The vendor's person who looks after it.",
)
SEGMENT = field(
    "segment",
    TEXT,
    *("customer segment", "account segment", "market segment", "size", "company size segment", "category"),
    *("kundensegment", "segmento"),
    help="Which part of the book it belongs to, such as SMB, Mid-Market or Enterprise.",
)
GO_LIVE = field(
    "go_live_on",
    DAY,
    *("go live", "go live date", "golive", "live date", "live since", "live on", "launch date", "launched on"),
    *("launch", "went live", "implementation end", "implementation completed", "onboarded on", "production date"),
    *("produktivstart", "live seit", "live am", "mise en service", "date de mise en service", "en production depuis"),
    *("puesta en marcha", "fecha de puesta en marcha", "en producción desde"),
    help="The day the customer went live.",
)
CURRENCY = field(
    "currency",
    FieldType.CURRENCY,
    *("currency code", "currency iso code", "iso currency", "ccy", "account currency", "deal currency", "wahrung"),
    help="Three letters, such as EUR.",
)
OUTCOME = ("outcome id", "outcome key", "success plan id", "objective id", "goal id", "objective", "goal")
WHEN = ("date", "day", "on", "activity date", "event date")
RECORDED = field(
    "recorded_on",
    DAY,
    *("recorded", "recorded at", "entered on", "entered at", "created date", "created at", "logged on"),
    help="The day it was written down, if that was later than the day it was true.",
)
SPONSOR = ("exec sponsor", "executive sponsor")
#: The same in German, French and Spanish.
ROLE_ABROAD = ("rolle", "funktion", "rôle", "fonction", "rol", "función", "cargo")
ROLE = ("role", "title role", "contact role", "stakeholder role", "persona", "buying role")

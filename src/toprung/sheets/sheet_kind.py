"""The one spreadsheet of the smallest version (DOMAIN section 13): a row an account, kept in part where need be."""

from __future__ import annotations

from toprung.kernel import vocabulary as words
from toprung.sheets.common_fields import (
    DAY,
    GO_LIVE,
    MONEY,
    NAME,
    OWNER,
    ROLE,
    ROLE_ABROAD,
    SEGMENT,
    SPONSOR,
    TEXT,
    YES_NO,
    account,
    choice,
    field,
)
from toprung.sheets.fields import Kind

SHEET = Kind(
    "sheet",
    (
        account("account", "id", "name", "logo", "customer account"),
        SEGMENT,
        OWNER,
        GO_LIVE,
        field(
            "renewal_on",
            DAY,
            *("renewal date", "renewal", "renews on", "renews", "next renewal", "next renewal date"),
            *("contract end", "contract end date", "end date", "subscription end date", "term end", "expires on"),
            *("verlängerung", "vertragsende", "verlängerung am", "renouvellement", "date de renouvellement"),
            *("fin de contrat", "échéance", "renovación", "fecha de renovación", "fin de contrato", "vencimiento"),
            help="The day the contract ends or renews.",
        ),
        field(
            "arr",
            MONEY,
            *("annual recurring revenue", "current arr", "arr eur", "arr usd", "contract value", "acv", "revenue"),
            *("jahresumsatz", "arr in eur", "jährlicher umsatz", "chiffre d affaires annuel", "revenu annuel"),
            *("revenu récurrent annuel", "ingresos anuales", "ingresos recurrentes anuales"),
            help="Annual recurring revenue.",
        ),
        field(
            "result",
            TEXT,
            *("desired outcome", "outcome", "named result", "promised result", "success metric", "business outcome"),
            *(
                "desired business outcome",
                "result promised",
                "measurable result",
                "goal",
                "objective",
                "success criteria",
            ),
            *("ergebnis", "ziel", "zielergebnis", "vereinbartes ergebnis", "résultat", "objectif", "résultat attendu"),
            *("résultat promis", "resultado", "objetivo", "resultado esperado", "resultado prometido"),
            help="The result the customer was promised, in the customer's words.",
        ),
        field(
            "validator",
            NAME,
            *("confirmed by", "validated by", "who confirms", "who would confirm it", *SPONSOR, "sponsor"),
            *("stakeholder", "customer contact", "contact", "contact name"),
            *("ansprechpartner", "ansprechpartnerin", "bestätigt durch", "bestätigt von", "kontakt", "confirmé par"),
            *("validé par", "interlocuteur", "interlocutrice", "confirmado por", "validado por", "contacto"),
            help="The customer's person who can confirm the result.",
        ),
        choice(
            "validator_role",
            words.StakeholderRole,
            *("validator title", "role of validator", "confirmed by role", *ROLE, "sponsor role"),
            *("title", "job title", "validator job title", *ROLE_ABROAD),
            help="That person's role.",
        ),
        field(
            "confirmed",
            YES_NO,
            *("validated", "confirmed yes no", "is confirmed", "result confirmed", "customer confirmed", "achieved"),
            *("bestätigt", "erreicht", "confirmé", "validé", "confirmado", "validado"),
            help="Has that person confirmed the result? Yes or no.",
        ),
        field(
            "confirmed_on",
            DAY,
            *("confirmed date", "date confirmed", "confirmation date", "confirmed at", "validated on"),
            *("validation date", "confirmed when", "when", "date validated"),
            *("bestätigt am", "bestätigungsdatum", "confirmé le", "validé le", "date de confirmation"),
            *("confirmado el", "validado el", "fecha de confirmación"),
            help="The day of the confirmation.",
        ),
    ),
    partial=True,
)

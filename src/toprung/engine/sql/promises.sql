-- What became of each promise made at a sale, of accounts signed on or after from_on and before to_on (promise-kept
-- rate, DOMAIN section 4). promises(account, outcome, signed_on, due_on, gone, reached_on, attested_on,
-- attested_recorded_on): what was promised, and who may attest it, was decided before. params(from_on, to_on, as_of,
-- grace_days). Matured: the due day had come by as_of, or none can come any more because the customer is gone.
-- What was not true by as_of is not known here.
WITH known AS (
    SELECT
        s.account,
        s.outcome,
        s.signed_on,
        s.due_on,
        CASE WHEN s.reached_on <= p.as_of THEN s.reached_on END AS reached_on,
        CASE WHEN s.attested_on <= p.as_of THEN s.attested_on END AS attested_on,
        s.attested_recorded_on,
        CASE WHEN s.due_on IS NULL THEN s.gone ELSE s.due_on <= p.as_of END AS is_over,
        CAST(s.due_on + INTERVAL '1' DAY * p.grace_days AS DATE) AS record_by
    FROM promises s CROSS JOIN params p
    WHERE s.signed_on >= p.from_on AND s.signed_on < p.to_on AND s.signed_on <= p.as_of
)
SELECT
    account,
    outcome,
    signed_on,
    due_on,
    CASE WHEN is_over THEN 'matured' ELSE 'in_flight' END AS state,
    coalesce(reached_on <= due_on, FALSE) AS measured,
    coalesce(reached_on <= due_on AND attested_on <= due_on AND attested_recorded_on <= record_by, FALSE) AS validated
FROM known
ORDER BY account, outcome

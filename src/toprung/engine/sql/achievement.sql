-- Outcome achievement per account whose clock started on or after from_on and before to_on (OAR, DOMAIN section 4).
-- clocks(account, clock_on, reached_on, attested_on, attested_recorded_on, has_outcome): which outcome is judged and
-- who may attest it was decided before. params(from_on, to_on, as_of, window_days, grace_days).
-- Matured: the window had passed by as_of. What was not true by as_of is not known here.
WITH limits AS (
    SELECT
        c.account,
        c.clock_on,
        c.has_outcome,
        CASE WHEN c.reached_on <= p.as_of THEN c.reached_on END AS reached_on,
        CASE WHEN c.attested_on <= p.as_of THEN c.attested_on END AS attested_on,
        c.attested_recorded_on,
        p.as_of,
        CAST(c.clock_on + INTERVAL '1' DAY * p.window_days AS DATE) AS due_on,
        CAST(c.clock_on + INTERVAL '1' DAY * (p.window_days + p.grace_days) AS DATE) AS record_by
    FROM clocks c CROSS JOIN params p
    WHERE c.clock_on >= p.from_on AND c.clock_on < p.to_on AND c.clock_on <= p.as_of
)
SELECT
    account,
    clock_on,
    due_on,
    CASE WHEN due_on <= as_of THEN 'matured' ELSE 'in_flight' END AS state,
    has_outcome AS covered,
    has_outcome AND coalesce(reached_on <= due_on, FALSE) AS measured,
    has_outcome
        AND coalesce(reached_on <= due_on AND attested_on <= due_on AND attested_recorded_on <= record_by, FALSE)
        AS validated
FROM limits
ORDER BY account, clock_on

-- Time to first value per account whose clock started on or after from_on and before to_on (TTFV, DOMAIN section 4).
-- clocks(account, started_on, reached_on). params(from_on, to_on, as_of).
-- Only the as-of day censors: an account that left unreached remains unreached until then. Not below 0.
WITH known AS (
    SELECT
        c.account,
        c.started_on,
        p.as_of,
        CASE WHEN c.reached_on <= p.as_of THEN c.reached_on END AS reached_on
    FROM clocks c CROSS JOIN params p
    WHERE c.started_on >= p.from_on AND c.started_on < p.to_on AND c.started_on <= p.as_of
)
SELECT
    account,
    started_on,
    greatest(started_on, coalesce(reached_on, as_of)) AS until_on,
    reached_on IS NOT NULL AS reached
FROM known
ORDER BY account, started_on

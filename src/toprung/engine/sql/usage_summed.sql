-- What usage measurements add up, day by day: a property of events as a decimal number. events(account, user, name,
-- occurred_on, amount): amount is the property's value as text; what is no number is passed over.
-- Wanted and what is excluded as in usage_measured. A day without such a number has no row.
WITH chosen AS (
    SELECT
        w.measurement,
        w.part,
        CASE
            WHEN w.per = 'week' THEN CAST(date_trunc('week', e.occurred_on) AS DATE)
            WHEN w.per = 'month' THEN CAST(date_trunc('month', e.occurred_on) AS DATE)
            ELSE w.from_on
        END AS period_start,
        e.occurred_on,
        try_cast(e.amount AS DECIMAL(28, 8)) AS amount
    FROM events e
    JOIN wanted w ON w.account = e.account AND (w.name IS NULL OR w.name = e.name)
    WHERE e.occurred_on >= w.from_on
      AND e.occurred_on <= w.until_on
      AND NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
      AND NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = e.user)
      AND NOT EXISTS (
        SELECT 1 FROM excluded_domains d WHERE e.user LIKE '%@%' AND d.domain = lower(split_part(e.user, '@', -1))
      )
)
SELECT
    c.measurement,
    c.part,
    c.period_start,
    c.occurred_on,
    CAST(sum(c.amount) AS DECIMAL(38, 8)) AS amount
FROM chosen c
WHERE c.amount IS NOT NULL
GROUP BY c.measurement, c.part, c.period_start, c.occurred_on
ORDER BY c.measurement, c.part, c.period_start, c.occurred_on

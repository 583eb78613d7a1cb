-- What usage measurements count, day by day: events, and users who were not yet seen in the period, so that adding up
-- the days of a period from its start gives events and different users as of each of them.
-- events(account, user, name, occurred_on). What is excluded as in usage_periods.
-- wanted(measurement, part, account, name, per, from_on, until_on): name null is every qualifying event; per is week,
-- month, or since_go_live: one period that begins on from_on. A day without such events has no row.
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
        e.user AS user_id
    FROM events e
    JOIN wanted w ON w.account = e.account AND (w.name IS NULL OR w.name = e.name)
    WHERE e.occurred_on >= w.from_on
      AND e.occurred_on <= w.until_on
      AND NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
),
counted AS (
    SELECT c.measurement, c.part, c.period_start, c.occurred_on, c.user_id, count(*) AS events
    FROM chosen c
    WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
      AND NOT EXISTS (
        SELECT 1 FROM excluded_domains d WHERE c.user_id LIKE '%@%' AND d.domain = lower(split_part(c.user_id, '@', -1))
      )
    GROUP BY c.measurement, c.part, c.period_start, c.occurred_on, c.user_id
),
placed AS (
    SELECT
        c.measurement,
        c.part,
        c.period_start,
        c.occurred_on,
        c.user_id,
        c.events,
        row_number() OVER (
            PARTITION BY c.measurement, c.part, c.period_start, c.user_id ORDER BY c.occurred_on
        ) AS nth_day
    FROM counted c
)
SELECT
    p.measurement,
    p.part,
    p.period_start,
    p.occurred_on,
    count(p.user_id) FILTER (WHERE p.nth_day = 1) AS new_users,
    CAST(sum(p.events) AS BIGINT) AS events
FROM placed p
GROUP BY p.measurement, p.part, p.period_start, p.occurred_on
ORDER BY p.measurement, p.part, p.period_start, p.occurred_on

-- Different users and events per account, event name and period: how a feature was used.
-- events and the excluded_ tables as in usage_days, calendar as in usage_periods.
WITH counted AS (
    SELECT e.account, e.user AS user_id, e.name, e.occurred_on, count(*) AS events
    FROM events e
    WHERE NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
    GROUP BY e.account, e.user, e.name, e.occurred_on
)
SELECT
    c.account,
    c.name,
    p.grain,
    p.period_start,
    p.period_end,
    count(DISTINCT c.user_id) AS users,
    CAST(sum(c.events) AS BIGINT) AS events
FROM counted c
JOIN calendar p ON p.day = c.occurred_on
WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
  AND NOT EXISTS (
      SELECT 1 FROM excluded_domains d
      WHERE c.user_id LIKE '%@%' AND d.domain = regexp_replace(lower(c.user_id), '^.*@', '')
  )
GROUP BY c.account, c.name, p.grain, p.period_start, p.period_end
ORDER BY c.account, c.name, p.grain, p.period_start

-- Different users and events per event name and period, of qualifying events: which features are used, and how much.
-- events(account, user, name, occurred_on), of one account. Calendar and what is excluded as in usage_periods.
WITH counted AS (
    SELECT e.account, e.name, c.period_start, c.period_end, e.user AS user_id, count(*) AS events
    FROM events e
    JOIN calendar c ON c.day = e.occurred_on
    WHERE NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
    GROUP BY e.account, e.name, c.period_start, c.period_end, e.user
)
SELECT
    c.account,
    c.name,
    c.period_start,
    c.period_end,
    count(c.user_id) AS users,
    CAST(sum(c.events) AS BIGINT) AS events
FROM counted c
WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
  AND NOT EXISTS (
    SELECT 1 FROM excluded_domains d WHERE c.user_id LIKE '%@%' AND d.domain = lower(split_part(c.user_id, '@', -1))
  )
GROUP BY c.account, c.name, c.period_start, c.period_end
ORDER BY c.account, c.name, c.period_start

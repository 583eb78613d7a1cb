-- Different users and events per stakeholder role and period, of qualifying events; role null: nobody on file.
-- events(account, user, name, occurred_on), of one account. roles(user_id, role): lower case, each user once.
-- Calendar and what is excluded as in usage_periods. Events without a user are nobody's.
WITH counted AS (
    SELECT c.period_start, c.period_end, e.user AS user_id, count(*) AS events
    FROM events e
    JOIN calendar c ON c.day = e.occurred_on
    WHERE e.user IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
    GROUP BY c.period_start, c.period_end, e.user
)
SELECT
    r.role,
    c.period_start,
    c.period_end,
    count(c.user_id) AS users,
    CAST(sum(c.events) AS BIGINT) AS events
FROM counted c
LEFT JOIN roles r ON r.user_id = lower(c.user_id)
WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
  AND NOT EXISTS (
    SELECT 1 FROM excluded_domains d WHERE c.user_id LIKE '%@%' AND d.domain = lower(split_part(c.user_id, '@', -1))
  )
GROUP BY r.role, c.period_start, c.period_end
ORDER BY r.role NULLS LAST, c.period_start

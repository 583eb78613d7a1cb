-- Qualifying activity: one row per account, user and day (DOMAIN section 3, rung 1).
-- events(account, user, name, occurred_on). excluded_users(user_id), excluded_domains(domain, lower case) and
-- excluded_names(name) are the vendor's own and system users, whose events do not qualify, and events nobody did.
-- Events without a user are activity of the account, but of no user: user_id is null.
WITH counted AS (
    SELECT e.account, e.user AS user_id, e.occurred_on, count(*) AS events
    FROM events e
    WHERE NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
    GROUP BY e.account, e.user, e.occurred_on
)
SELECT c.account, c.user_id, c.occurred_on, c.events
FROM counted c
WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
  AND NOT EXISTS (
      SELECT 1 FROM excluded_domains d
      WHERE c.user_id LIKE '%@%' AND d.domain = regexp_replace(lower(c.user_id), '^.*@', '')
  )
ORDER BY c.account, c.occurred_on, c.user_id

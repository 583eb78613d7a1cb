-- Per account as of a day: qualifying events and different users of the last 28 and the last 7 days, that day
-- included, and the first and the last day with a qualifying event up to it (DOMAIN section 3, rung 1).
-- events(account, user, name, occurred_on). excluded_users, excluded_domains, excluded_names as in
-- usage_periods. params(as_of).
WITH known AS (
    SELECT
        e.account,
        e.user AS user_id,
        e.occurred_on,
        e.occurred_on > CAST(p.as_of - INTERVAL '28' DAY AS DATE) AS in_28,
        e.occurred_on > CAST(p.as_of - INTERVAL '7' DAY AS DATE) AS in_7
    FROM events e CROSS JOIN params p
    WHERE e.occurred_on <= p.as_of
      AND NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
),
counted AS (
    SELECT
        account,
        user_id,
        count(*) FILTER (WHERE in_28) AS events_28,
        count(*) FILTER (WHERE in_7) AS events_7,
        min(occurred_on) AS first_on,
        max(occurred_on) AS last_on
    FROM known
    GROUP BY account, user_id
)
SELECT
    c.account,
    CAST(sum(c.events_28) AS BIGINT) AS events_28,
    count(c.user_id) FILTER (WHERE c.events_28 > 0) AS users_28,
    CAST(sum(c.events_7) AS BIGINT) AS events_7,
    count(c.user_id) FILTER (WHERE c.events_7 > 0) AS users_7,
    min(c.first_on) AS first_event_on,
    max(c.last_on) AS last_event_on
FROM counted c
WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
  AND NOT EXISTS (
    SELECT 1 FROM excluded_domains d WHERE c.user_id LIKE '%@%' AND d.domain = lower(split_part(c.user_id, '@', -1))
  )
GROUP BY c.account
ORDER BY c.account

-- Different users and events per account and period, of qualifying events (DOMAIN section 3, rung 2).
-- events(account, user, name, occurred_on). excluded_users(user_id), excluded_domains(domain, lower case, without @),
-- excluded_names(name): the vendor's own and system users, told by id or by the domain of an id that is an e-mail
-- address, whose events do not qualify, and events nobody did.
-- calendar(day, period_start, period_end): which period a day belongs to; period_end is the first day after it.
-- Events without a user are activity of the account, but of no user. Periods without activity have no row.
WITH counted AS (
    -- Per user first: users are left out, and different ones counted, over far fewer rows than there are events.
    SELECT
        e.account,
        c.period_start,
        c.period_end,
        e.user AS user_id,
        count(*) AS events,
        min(e.occurred_on) AS first_on,
        max(e.occurred_on) AS last_on
    FROM events e
    JOIN calendar c ON c.day = e.occurred_on
    WHERE NOT EXISTS (SELECT 1 FROM excluded_names x WHERE x.name = e.name)
    GROUP BY e.account, c.period_start, c.period_end, e.user
)
SELECT
    c.account,
    c.period_start,
    c.period_end,
    count(c.user_id) AS users,
    CAST(sum(c.events) AS BIGINT) AS events,
    min(c.first_on) AS first_on,
    max(c.last_on) AS last_on
FROM counted c
WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = c.user_id)
  AND NOT EXISTS (
    SELECT 1 FROM excluded_domains d WHERE c.user_id LIKE '%@%' AND d.domain = lower(split_part(c.user_id, '@', -1))
  )
GROUP BY c.account, c.period_start, c.period_end
ORDER BY c.account, c.period_start

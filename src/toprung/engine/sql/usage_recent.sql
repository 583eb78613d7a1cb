-- Per account as of a day: events and different users of the last 28 and the last 7 days, that day included, and the
-- first and the last day with qualifying activity up to it.
-- user_days(account, user_id, occurred_on, events). params(as_of).
WITH known AS (
    SELECT
        u.account,
        u.user_id,
        u.occurred_on,
        u.events,
        u.occurred_on > CAST(p.as_of - INTERVAL '28' DAY AS DATE) AS in_28,
        u.occurred_on > CAST(p.as_of - INTERVAL '7' DAY AS DATE) AS in_7
    FROM user_days u CROSS JOIN params p
    WHERE u.occurred_on <= p.as_of
)
SELECT
    account,
    CAST(coalesce(sum(events) FILTER (WHERE in_28), 0) AS BIGINT) AS events_28,
    count(DISTINCT user_id) FILTER (WHERE in_28) AS users_28,
    CAST(coalesce(sum(events) FILTER (WHERE in_7), 0) AS BIGINT) AS events_7,
    count(DISTINCT user_id) FILTER (WHERE in_7) AS users_7,
    min(occurred_on) AS first_event_on,
    max(occurred_on) AS last_event_on
FROM known
GROUP BY account
ORDER BY account

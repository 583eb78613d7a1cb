-- Different users and events per account and period, from the qualifying days of usage_days.
-- user_days(account, user_id, occurred_on, events). calendar(day, grain, period_start, period_end) says which
-- periods a day belongs to: a day stands in it once per grain asked for; period_end is the first day after.
-- Periods without activity have no row.
SELECT
    u.account,
    c.grain,
    c.period_start,
    c.period_end,
    count(DISTINCT u.user_id) AS users,
    CAST(sum(u.events) AS BIGINT) AS events
FROM user_days u
JOIN calendar c ON c.day = u.occurred_on
GROUP BY u.account, c.grain, c.period_start, c.period_end
ORDER BY u.account, c.grain, c.period_start

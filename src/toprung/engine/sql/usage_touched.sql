-- The accounts that events are of, and the periods they fall in: what has to be counted again when they come in.
-- events(account, occurred_on): those that came in. calendar(day, period_start, period_end) as in usage_periods.
SELECT DISTINCT e.account, c.period_start, c.period_end
FROM events e
JOIN calendar c ON c.day = e.occurred_on
ORDER BY account, period_start

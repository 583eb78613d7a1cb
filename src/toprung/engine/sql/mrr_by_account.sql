-- Recurring revenue per account and currency at the end of a day, and the first day it ever had a movement.
-- movements(account, occurred_on, amount, currency). params(as_of).
-- Accounts whose revenue came back to zero are listed with 0: they have been customers.
SELECT
    m.account,
    m.currency,
    CAST(sum(m.amount) AS DECIMAL(18, 4)) AS mrr,
    min(m.occurred_on) AS first_on
FROM movements m CROSS JOIN params p
WHERE m.occurred_on <= p.as_of
GROUP BY m.account, m.currency
ORDER BY m.account, m.currency

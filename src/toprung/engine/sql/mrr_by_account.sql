-- Recurring revenue per account and currency at the end of each day asked for, and the first day it ever had a movement.
-- movements(account, occurred_on, amount, currency). params(as_of): a row a day.
-- Accounts whose revenue came back to zero are listed with 0: they have been customers.
SELECT
    m.account,
    m.currency,
    p.as_of,
    CAST(sum(m.amount) AS DECIMAL(18, 4)) AS mrr,
    min(m.occurred_on) AS first_on
FROM movements m JOIN params p ON m.occurred_on <= p.as_of
GROUP BY m.account, m.currency, p.as_of
ORDER BY m.account, m.currency, p.as_of

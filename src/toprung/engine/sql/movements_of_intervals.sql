-- Subscription intervals as dated movements of recurring revenue (DOMAIN section 1).
-- intervals(account, product, started_on, ended_on, mrr, currency): [started_on, ended_on), open where ended_on is
-- null; several at once add up. What ends and starts on one day nets, so a renewal is no movement.
-- The kind is judged by the account's total on the day before and on the day: first revenue is new, from nothing
-- again reactivation, to nothing churn; else each product's net change is expansion or contraction. Until revenue is
-- above zero again, days that leave the account without any (a product and its full discount) belong to its return.
WITH edges AS (
    SELECT account, product, currency, started_on AS occurred_on, mrr AS amount
    FROM intervals
    WHERE ended_on IS NULL OR ended_on > started_on
    UNION ALL
    SELECT account, product, currency, ended_on AS occurred_on, -mrr AS amount
    FROM intervals
    WHERE ended_on > started_on
),
changes AS (
    SELECT account, product, currency, occurred_on, CAST(sum(amount) AS DECIMAL(18, 4)) AS amount
    FROM edges
    GROUP BY account, product, currency, occurred_on
    HAVING sum(amount) <> 0
),
days AS (
    -- Every currency of the account on each of its days, for an account pays while any currency's total is above zero.
    SELECT d.account, d.occurred_on, c.currency
    FROM (SELECT DISTINCT account, occurred_on FROM changes) d
    JOIN (SELECT DISTINCT account, currency FROM changes) c ON c.account = d.account
),
nets AS (
    SELECT account, currency, occurred_on, sum(amount) AS amount
    FROM changes
    GROUP BY account, currency, occurred_on
),
totals AS (
    SELECT
        d.account,
        d.occurred_on,
        coalesce(n.amount, 0) AS amount,
        sum(coalesce(n.amount, 0)) OVER (
            PARTITION BY d.account, d.currency ORDER BY d.occurred_on
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS after_amount
    FROM days d
    LEFT JOIN nets n ON n.account = d.account AND n.currency = d.currency AND n.occurred_on = d.occurred_on
),
paying AS (
    SELECT
        account,
        occurred_on,
        max(CASE WHEN after_amount - amount > 0 THEN 1 ELSE 0 END) AS before_day,
        max(CASE WHEN after_amount > 0 THEN 1 ELSE 0 END) AS on_day
    FROM totals
    GROUP BY account, occurred_on
),
history AS (
    SELECT
        account,
        occurred_on,
        before_day,
        on_day,
        max(before_day) OVER (
            PARTITION BY account ORDER BY occurred_on ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS ever_before
    FROM paying
)
SELECT
    c.account,
    c.product AS subscription,
    c.occurred_on,
    CASE
        WHEN h.before_day = 1 AND h.on_day = 0 THEN 'churn'
        WHEN h.before_day = 1 AND c.amount > 0 THEN 'expansion'
        WHEN h.before_day = 1 THEN 'contraction'
        WHEN h.ever_before = 0 THEN 'new'
        ELSE 'reactivation'
    END AS kind,
    c.amount,
    c.currency
FROM changes c
JOIN history h ON h.account = c.account AND h.occurred_on = c.occurred_on
ORDER BY c.account, c.occurred_on, c.product, c.currency

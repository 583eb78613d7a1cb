-- Retention: one row per account that was paying at FROM or whose revenue moved in the window (DOMAIN section 4).
-- movements(account, subscription, occurred_on, kind, amount): signed amounts in one currency.
-- members(account): whose movements count. params(from_on, to_on, cap, reactivation).
-- The state on a day includes that day's movements; the window holds those after from_on up to and including to_on.
-- Transfers of the window are counted as if made before it: the base is start + transfers, so that an account that
-- only handed its revenue over is neither lost nor won, and the base of the whole book stays the revenue at FROM.
WITH moved AS (
    SELECT m.account, m.subscription, m.occurred_on, m.kind, m.amount, m.occurred_on > p.from_on AS inside
    FROM movements m CROSS JOIN params p
    WHERE m.occurred_on <= p.to_on
      AND EXISTS (SELECT 1 FROM members s WHERE s.account = m.account)
),
totals AS (
    SELECT
        account,
        coalesce(sum(amount) FILTER (WHERE NOT inside), 0) AS start_amount,
        coalesce(sum(amount) FILTER (WHERE inside AND kind = 'new'), 0) AS new_amount,
        coalesce(sum(amount) FILTER (WHERE inside AND kind = 'expansion'), 0) AS expansion,
        coalesce(-sum(amount) FILTER (WHERE inside AND kind = 'contraction'), 0) AS contraction,
        coalesce(-sum(amount) FILTER (WHERE inside AND kind = 'churn'), 0) AS churn,
        coalesce(sum(amount) FILTER (WHERE inside AND kind = 'reactivation'), 0) AS reactivation,
        coalesce(sum(amount) FILTER (WHERE inside AND kind = 'transfer'), 0) AS transfers,
        sum(amount) AS end_amount,
        count(*) FILTER (WHERE inside) AS moves
    FROM moved
    GROUP BY account
),
based AS (
    SELECT
        t.*,
        t.start_amount + t.transfers AS base,
        -- More may be handed over than there was at FROM, if it grew first or only began since: a base below zero keeps
        -- the book's base at the revenue there was at FROM.
        t.start_amount + t.transfers > 0
            OR (t.start_amount >= 0 AND t.start_amount + t.transfers < 0) AS in_base
    FROM totals t
),
days AS (
    SELECT account, occurred_on, sum(amount) FILTER (WHERE kind <> 'transfer') AS amount
    FROM moved
    WHERE inside
    GROUP BY account, occurred_on
),
balances AS (
    SELECT
        d.account,
        b.base + sum(coalesce(d.amount, 0)) OVER (
            PARTITION BY d.account ORDER BY d.occurred_on ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS balance
    FROM days d JOIN based b ON b.account = d.account
),
fallen AS (
    SELECT account FROM balances GROUP BY account HAVING min(balance) <= 0
),
subscriptions AS (
    SELECT
        account,
        least(coalesce(sum(amount) FILTER (WHERE NOT inside OR kind = 'transfer'), 0), sum(amount)) AS kept
    FROM moved
    GROUP BY account, subscription
),
capped AS (
    SELECT account, sum(kept) AS kept FROM subscriptions GROUP BY account
),
retained AS (
    SELECT
        b.*,
        CASE
            WHEN NOT b.in_base THEN 0
            WHEN p.reactivation = 'exclude' AND f.account IS NOT NULL THEN 0
            -- Revenue first sold in the window to an account that was not paying at FROM is not retained revenue.
            WHEN b.start_amount <= 0 AND b.new_amount > 0 AND b.base > 0 THEN greatest(b.end_amount - b.new_amount, 0)
            WHEN b.start_amount <= 0 AND b.new_amount > 0 THEN b.base
            ELSE b.end_amount
        END AS retained_net,
        CASE WHEN p.cap = 'subscription' THEN c.kept ELSE b.base END AS ceiling
    FROM based b
    CROSS JOIN params p
    JOIN capped c ON c.account = b.account
    LEFT JOIN fallen f ON f.account = b.account
)
SELECT
    account,
    in_base,
    CAST(start_amount AS DECIMAL(18, 4)) AS start_amount,
    CAST(new_amount AS DECIMAL(18, 4)) AS new_amount,
    CAST(expansion AS DECIMAL(18, 4)) AS expansion,
    CAST(contraction AS DECIMAL(18, 4)) AS contraction,
    CAST(churn AS DECIMAL(18, 4)) AS churn,
    CAST(reactivation AS DECIMAL(18, 4)) AS reactivation,
    CAST(transfers AS DECIMAL(18, 4)) AS transfers,
    CAST(end_amount AS DECIMAL(18, 4)) AS end_amount,
    CAST(CASE WHEN in_base THEN base ELSE 0 END AS DECIMAL(18, 4)) AS base,
    CAST(retained_net AS DECIMAL(18, 4)) AS retained_net,
    CAST(CASE WHEN in_base THEN least(retained_net, ceiling) ELSE 0 END AS DECIMAL(18, 4)) AS retained_gross,
    in_base AND retained_net > 0 AS kept_logo
FROM retained
WHERE start_amount <> 0 OR moves > 0
ORDER BY account

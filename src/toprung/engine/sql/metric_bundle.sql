-- How often each event was done by an account, and by how many different users anything was, over windows that overlap.
-- events(account, user, name, occurred_on). names(name): the events that are counted; excluded_users(user_id).
-- calendar(day, step): days in steps, of a week for instance; windows(step, measured_on): the steps that a window holds,
-- named by the day it is measured on. A step is counted once and added up for every window that holds it.
-- One row an account, window and event done in it; the row without a name says how many users did anything.
WITH done AS (
    SELECT e.account, e.user AS user_id, e.name, c.step
    FROM events e
    JOIN calendar c ON c.day = e.occurred_on
    WHERE NOT EXISTS (SELECT 1 FROM excluded_users x WHERE x.user_id = e.user)
),
counted AS (
    SELECT d.account, d.name, d.step, count(*) AS events
    FROM done d
    WHERE EXISTS (SELECT 1 FROM names n WHERE n.name = d.name)
    GROUP BY d.account, d.name, d.step
),
used AS (
    SELECT DISTINCT d.account, d.user_id, d.step FROM done d
)
SELECT c.account, w.measured_on, c.name, CAST(sum(c.events) AS BIGINT) AS amount
FROM counted c
JOIN windows w ON w.step = c.step
GROUP BY c.account, w.measured_on, c.name
UNION ALL
SELECT u.account, w.measured_on, CAST(NULL AS STRING) AS name, count(DISTINCT u.user_id) AS amount
FROM used u
JOIN windows w ON w.step = u.step
GROUP BY u.account, w.measured_on
ORDER BY account, measured_on, name NULLS LAST

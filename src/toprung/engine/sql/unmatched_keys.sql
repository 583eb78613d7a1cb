-- Events without an account, by what they may find one by: how many there are of each, and of which days.
-- unmatched(group, user, email, properties, occurred_on). params(with_properties): do rules look at properties?
-- Without, they are left empty, and rows that differ in them alone are one.
WITH told AS (
    SELECT
        coalesce(u.group, '') AS group_id,
        coalesce(u.user, '') AS user_id,
        coalesce(u.email, '') AS email,
        CASE WHEN p.with_properties THEN coalesce(u.properties, '') ELSE '' END AS properties,
        u.occurred_on
    FROM unmatched u CROSS JOIN params p
)
SELECT group_id, user_id, email, properties, count(*) AS events, min(occurred_on) AS first_on, max(occurred_on) AS last_on
FROM told
GROUP BY group_id, user_id, email, properties
ORDER BY events DESC, group_id, user_id, email, properties

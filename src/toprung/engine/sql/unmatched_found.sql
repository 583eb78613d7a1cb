-- The events without an account that have found one.
-- unmatched(group, user, email, properties, name, occurred_at, message_id). found(group_id, user_id, email, properties,
-- account): of which keys, told apart as unmatched_keys does. params(with_properties) as there.
WITH told AS (
    SELECT
        coalesce(u.group, '') AS group_id,
        coalesce(u.user, '') AS user_id,
        coalesce(u.email, '') AS email_told,
        CASE WHEN p.with_properties THEN coalesce(u.properties, '') ELSE '' END AS properties_told,
        u.user AS user_held,
        u.name,
        u.occurred_at,
        u.message_id,
        u.properties
    FROM unmatched u CROSS JOIN params p
)
SELECT f.account, t.user_held, t.name, t.occurred_at, t.message_id, t.properties
FROM told t
JOIN found f
  ON f.group_id = t.group_id AND f.user_id = t.user_id
  AND f.email = t.email_told AND f.properties = t.properties_told
ORDER BY t.message_id

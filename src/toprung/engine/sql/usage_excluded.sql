-- The users whose events do not qualify: those named, and those whose e-mail address lies in an excluded domain.
-- events(account, user). excluded_users(user_id), excluded_domains(domain, lower case, without @).
SELECT u.user_id
FROM (SELECT DISTINCT e.user AS user_id FROM events e WHERE e.user LIKE '%@%') u
JOIN excluded_domains d ON d.domain = regexp_replace(lower(u.user_id), '^.*@', '')
UNION
SELECT x.user_id FROM excluded_users x
ORDER BY user_id

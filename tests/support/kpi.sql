-- The figures of offices, reckoned from the events alone: a second opinion for tests (SQLite).
-- Written from docs/decisions/0022, not from the program. since and until are days, now is UTC.
-- Several statements: the events with an index, the stays, the figures.
CREATE TEMP TABLE e AS
  SELECT id, number, at, type, data, date(at, '+8 hours') AS day,
         json_extract(data, '$.office') AS office
  FROM events;
CREATE INDEX temp.e_of ON e (number, id);
CREATE INDEX temp.e_id ON e (id);
CREATE TEMP TABLE stay AS
WITH excluded AS (
  SELECT DISTINCT number, office FROM e
  WHERE type = 'ExclusionDecided' AND json_extract(data, '$.granted')
),
-- A stay ends by its office's own step or the citizen's withdrawal ...
s0 AS (
  SELECT d.*, json_extract(d.data, '$.role') AS role,
         json_extract(d.data, '$.time_limit') AS lim,
    (SELECT min(x.id) FROM e x WHERE x.number = d.number AND x.id > d.id
       AND ((x.office = d.office
             AND x.type IN ('TicketAnswered', 'TicketSentBack', 'TicketReleased'))
            OR x.type = 'ComplaintWithdrawn')) AS own_end
  FROM e d WHERE d.type = 'TicketDispatched'
),
s1 AS (
  SELECT s0.*, CASE WHEN role = 'lead' THEN id ELSE
    (SELECT min(x.id) FROM e x WHERE x.number = s0.number AND x.office = s0.office
       AND x.type IN ('PanelDecided', 'EscalationDecided')
       AND x.id > s0.id AND x.id < coalesce(s0.own_end, 9e15)) END AS lead_id
  FROM s0
),
-- ... or, of a lead, by a decision for somebody else.
s2 AS (
  SELECT s1.*, min(coalesce(own_end, 9e15), coalesce(
    (SELECT min(x.id) FROM e x WHERE x.number = s1.number AND x.office <> s1.office
       AND x.type IN ('PanelDecided', 'EscalationDecided') AND x.id > s1.lead_id), 9e15)) AS end_id
  FROM s1
),
stays AS (
  SELECT s2.*, l.at AS lead_at, l.day AS lead_day, n.at AS end_at, n.day AS end_day,
         n.type AS end_type, x.number IS NOT NULL AS is_excluded
  FROM s2 LEFT JOIN e l ON l.id = s2.lead_id LEFT JOIN e n ON n.id = s2.end_id
  LEFT JOIN excluded x ON x.number = s2.number AND x.office = s2.office
)
SELECT * FROM stays;
CREATE INDEX temp.stay_of ON stay (number, office);
WITH excluded AS (
  SELECT DISTINCT number, office FROM e
  WHERE type = 'ExclusionDecided' AND json_extract(data, '$.granted')
),
met AS (
  SELECT s.*, (SELECT min(x.at) FROM e x WHERE x.number = s.number AND x.office = s.office
     AND x.type IN ('CitizenContacted', 'TicketAnswered')
     AND x.id > s.lead_id AND x.id <= s.end_id) AS met_at
  FROM stay s WHERE s.lead_id IS NOT NULL
),
contact AS (
  SELECT office, (julianday(met_at) - julianday(lead_at)) * 24 <= 24.0000001 AS good
  FROM met
  WHERE lead_day BETWEEN :since AND :until AND lim <> 'enquiry' AND NOT is_excluded
    AND coalesce(end_type, '') <> 'TicketSentBack'
    AND (met_at IS NOT NULL
         OR (julianday(coalesce(end_at, :now)) - julianday(lead_at)) * 24 > 24.0000001)
),
answer AS (
  SELECT a.id, a.number, a.office, a.day, s.lim,
    coalesce((SELECT min(x.id) FROM e x WHERE x.number = a.number AND x.id > a.id
      AND x.type = 'ComplaintReopened'), 9e15) AS redone_id,
    coalesce((SELECT min(x.end_id) FROM stay x WHERE x.number = a.number AND x.end_id > a.id
      AND x.lead_id IS NOT NULL AND x.end_type = 'TicketAnswered'), 9e15) AS next_id,
    s.is_excluded
  FROM stay s JOIN e a ON a.id = s.end_id
  WHERE s.end_type = 'TicketAnswered' AND s.lead_id IS NOT NULL AND a.day BETWEEN :since AND :until
),
judged AS (
  SELECT answer.*, (SELECT min(x.id) FROM e x WHERE x.number = answer.number AND x.id > answer.id
    AND x.id < answer.redone_id AND x.id < answer.next_id
    AND (x.type = 'ComplaintRated'
         OR (x.type = 'CitizenVisited' AND json_extract(x.data, '$.contacted')
             AND json_extract(x.data, '$.visitor') <> 'office'))) AS by_id
  FROM answer WHERE lim <> 'enquiry' AND NOT is_excluded
),
said AS (
  SELECT judged.*,
    CASE coalesce(json_extract(j.data, '$.solved'), '')
      WHEN 'yes' THEN 1.0 WHEN 1 THEN 1.0 WHEN 'partly' THEN 0.5 ELSE 0.0 END AS solved,
    coalesce(json_extract(j.data, '$.satisfied'), json_extract(j.data, '$.stars')) >= 3 AS content
  FROM judged JOIN e j ON j.id = judged.by_id
),
late AS (
  SELECT o.office FROM e o
  JOIN stay s ON s.number = o.number AND s.office = o.office AND o.id > s.id AND o.id < s.end_id
  WHERE o.type = 'TicketOverdue' AND o.day <= :until AND NOT s.is_excluded
    AND coalesce(s.end_day, '9999') > :until
    AND NOT EXISTS (SELECT 1 FROM e x WHERE x.number = o.number AND x.office = o.office
      AND x.id > o.id AND x.id < s.end_id AND x.type IN ('TicketExtended', 'TicketResumed')
      AND julianday(json_extract(x.data, '$.due_at')) > julianday(x.at) AND x.day <= :until)
),
firsts AS (
  SELECT * FROM stay s WHERE s.role = 'lead' AND NOT EXISTS (SELECT 1 FROM stay x
    WHERE x.number = s.number AND x.role = 'lead' AND x.id < s.id)
),
joined AS (
  SELECT j.day, coalesce((SELECT x.office FROM stay x
    WHERE x.number = json_extract(j.data, '$.other') AND x.lead_id <= j.id
    ORDER BY x.lead_id DESC LIMIT 1), '') AS office
  FROM e j WHERE j.type = 'ComplaintJoined'
),
figures AS (
  SELECT office, 'contacted' AS what, sum(coalesce(good, 0)) AS top, count(*) AS bottom
    FROM contact GROUP BY office
  UNION ALL SELECT office, 'solved', sum(solved), count(*) FROM said GROUP BY office
  UNION ALL SELECT office, 'satisfied', sum(content), count(*) FROM said GROUP BY office
  UNION ALL SELECT office, 'on_time', sum(top), sum(bottom) FROM (
    SELECT a.office, json_extract(a.data, '$.late_minutes') = 0 AS top, 1 AS bottom
      FROM e a LEFT JOIN excluded x ON x.number = a.number AND x.office = a.office
      WHERE a.type = 'TicketAnswered' AND a.day BETWEEN :since AND :until AND x.number IS NULL
    UNION ALL SELECT office, 0, 1 FROM late) GROUP BY office
  UNION ALL SELECT office, 'returned', sum(coalesce(end_type, '') = 'TicketSentBack'), count(*)
    FROM stay WHERE day BETWEEN :since AND :until AND NOT is_excluded GROUP BY office
  UNION ALL SELECT office, 'redone', sum(redone_id < next_id), count(*)
    FROM answer WHERE NOT is_excluded GROUP BY office
  UNION ALL SELECT office, 'first', sum(coalesce(end_type, '') NOT IN
      ('TicketSentBack', 'PanelDecided', 'EscalationDecided')), count(*)
    FROM firsts WHERE day BETWEEN :since AND :until AND NOT is_excluded GROUP BY office
  UNION ALL SELECT office, 'repeated', sum(again), count(*) FROM (
    SELECT office, 1 AS again FROM joined WHERE day BETWEEN :since AND :until
    UNION ALL SELECT office, 0 FROM firsts f WHERE day BETWEEN :since AND :until
      AND NOT is_excluded AND NOT EXISTS (SELECT 1 FROM e x WHERE x.number = f.number
        AND x.type = 'ComplaintJoined' AND x.id < f.id)) GROUP BY office
)
SELECT office, what, top, bottom FROM figures WHERE bottom > 0 ORDER BY office, what

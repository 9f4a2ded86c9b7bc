-- kind: head
-- title: The head of the page
SELECT
  coalesce(business_name, username, id, 'Pinterest account') AS title,
  is_simulated,
  concat_ws(
    ' ',
    '@' || username || '.',
    (
      SELECT strftime(max(date), 'Complete through %b %-d, %Y (UTC).')
      FROM user_account_analytics, _sync.streams
      WHERE data_status = 'READY' AND stream = 'user_account_analytics' AND status = 'COMPLETE'
    ),
    strftime(read_at, 'Read %b %-d, %Y.')
  ) AS note
FROM
  (SELECT max(read_at) AS read_at, arg_max(is_simulated, read_at) AS is_simulated FROM _sync.reads)
  LEFT JOIN account ON TRUE

-- kind: todo
-- title: Pins that stopped
-- note: At least 20 in the 28 days before, and of 100 impressions or more at most 5% are left.
-- period: 28
FROM
  turned_pins(
    has_stopped
    AND earlier >= 20
    AND board_id IN (SELECT id FROM board),
    'Check ',
    'Pin',
    'Hardly any impressions are left, but it is neither deleted nor secret: see on Pinterest whether it is limited.'
  )

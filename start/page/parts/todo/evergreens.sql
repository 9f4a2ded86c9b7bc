-- kind: todo
-- title: Evergreens that revive
-- note: Older than 180 days, at least 50 in 28 days, and at least twice as many as in the 28 days before.
-- period: 28
FROM
  turned_pins(
    created_at < getvariable('today') - 180
    AND now >= 50
    AND now >= 2 * earlier
    AND board_id IN (SELECT id FROM board),
    'Build on ',
    'old Pin',
    'Save such Pins to more boards, or promote them.'
  )

-- kind: notes
-- title: About these numbers
-- place: 2
SELECT
  unnest(
    [
      'Impressions, saves, and clicks include paid and organic. Days are in UTC.',
      'In the comparison on top, days that Pinterest still changes are left out; lists of 90 days have them.',
      'Pins with the same image and link can share their numbers, so a sum of Pins is not a total.',
      'Conversions of the last 32 days may still rise; uploaded ones, of the last 62. Older days are settled.',
      'Conversions include views; Pinterest models a part of them. Amounts of different currencies are never added.'
    ]
  ) AS text

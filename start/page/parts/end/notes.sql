-- kind: notes
-- title: About these numbers
-- place: 2
SELECT
  unnest(
    [
      'Impressions, saves, and clicks include paid and organic. Days are in UTC.',
      'Days that Pinterest still changes are left out.',
      '“Comes from” names the part that moved, not a cause, which can be a season or a holiday.',
      'Pins with the same image and link can share their numbers, so a sum of Pins is not a total.',
      'Conversions of the last 32 days may still rise; uploaded ones, of the last 62. Older days are settled.',
      'Pinterest models a part of the conversions.'
    ]
  ) AS text

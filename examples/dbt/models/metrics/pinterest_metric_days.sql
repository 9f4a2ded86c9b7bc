-- Days by which metrics can be grouped: more than Pinterest's history of ads, which is 914 days.
select cast({{ dbt.dateadd('day', '1 - cast(generated_number as ' ~ dbt.type_int() ~ ')', 'current_date') }} as date) as date_day
from ({{ dbt.generate_series(1000) }}) as numbers

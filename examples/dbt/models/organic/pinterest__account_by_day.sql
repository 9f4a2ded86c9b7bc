{{ config(enabled=has_streams('user_account_analytics')) }}

select
    cast(date as date) as date_day,
    data_status,
    {% for name in ['impression', 'engagement', 'outbound_click', 'pin_click', 'save'] %}
    {{ json_number('metrics', [name | upper]) }} as {{ name }}s{{ ',' if not loop.last }}
    {% endfor %}
from {{ source('pinterest', 'user_account_analytics') }}

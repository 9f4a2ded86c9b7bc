{{ config(enabled=has_streams('pin_analytics')) }}

select
    pin_id,
    cast(date as date) as date_day,
    data_status,
    {% for name in ['impression', 'outbound_click', 'pin_click', 'save'] %}
    {{ json_number('metrics', [name | upper]) }} as {{ name }}s{{ ',' if not loop.last }}
    {% endfor %}
from {{ source('pinterest', 'pin_analytics') }}

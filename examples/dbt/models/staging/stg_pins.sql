{{ config(enabled=has_streams('pins')) }}

with pins as (
    select
        *,
        {{ local_time('created_at') }} as created_at_local
    from {{ source('pinterest', 'pins') }}
)

select
    id as pin_id,
    board_id,
    title,
    created_at as created_at_utc,
    created_at_local,
    cast({{ dbt.date_trunc('month', 'created_at_local') }} as date) as month,
    cast({{ json_number('pin_metrics', ['lifetime_metrics', 'reaction']) }} as {{ dbt.type_bigint() }}) as likes
from pins

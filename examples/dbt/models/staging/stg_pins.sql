with pins as (
    select
        *,
        created_at at time zone 'UTC' at time zone '{{ var("timezone") }}' as created_at_local
    from {{ source('pinterest', 'pins') }}
)

select
    id as pin_id,
    board_id,
    title,
    created_at as created_at_utc,
    created_at_local,
    cast(date_trunc('month', created_at_local) as date) as month,
    cast(pin_metrics -> 'lifetime_metrics' ->> 'reaction' as bigint) as likes
from pins

{{ config(enabled=has_streams('pins', 'account_snapshots')) }}

with pins as (
    select
        month,
        count(*) as new_pins,
        sum(likes) as likes,
        avg(likes) as likes_per_pin
    from {{ ref('stg_pins') }}
    group by month
),

followers as (
    select
        cast({{ dbt.date_trunc('month', 'date') }} as date) as month,
        follower_count as followers,
        row_number() over (partition by {{ dbt.date_trunc('month', 'date') }} order by date desc) as place
    from {{ source('pinterest', 'account_snapshots') }}
)

select
    month,
    -- Pinterest has no history of followers: months before the first sync are null.
    followers.followers,
    coalesce(pins.new_pins, 0) as new_pins,
    sum(coalesce(pins.new_pins, 0)) over (order by month) as pins_so_far,
    pins.likes,
    pins.likes_per_pin
from pins
full outer join (select month, followers from followers where place = 1) as followers using (month)
order by month

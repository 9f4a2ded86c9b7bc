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
        cast(date_trunc('month', date) as date) as month,
        arg_max(follower_count, date) as followers
    from {{ source('pinterest', 'account_snapshots') }}
    group by 1
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
full outer join followers using (month)
order by month

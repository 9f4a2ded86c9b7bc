{{ config(enabled=has_streams('account_snapshots')) }}

select id as account_id, cast(date as date) as date_day, follower_count as followers, pin_count as pins
from {{ source('pinterest', 'account_snapshots') }}

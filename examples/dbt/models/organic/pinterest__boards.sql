{{ config(enabled=has_streams('boards')) }}

select id as board_id, name as board_name, privacy, follower_count as followers, pin_count as pins
from {{ source('pinterest', 'boards') }}

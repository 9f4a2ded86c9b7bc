{{ config(enabled=has_streams('ad_pins')) }}

select ad_account_id as advertiser_id, id as pin_id, title, description, link, creative_type, {{ json_text('media', 'media_type') }} as media_type
from {{ source('pinterest', 'ad_pins') }}

{{ config(enabled=has_streams('pin_promotion_report', 'ad_accounts', 'campaigns', 'ad_groups', 'ads', 'pin_analytics')) }}

-- pin_analytics includes what ads earned, so paid and organic metrics overlap: never add them.
with paid as (
    select
        pin_id, date_day, currency_code,
        sum(paid_impressions) as paid_impressions,
        sum(paid_clicks) as paid_clicks,
        sum(spend) as spend
    from {{ ref('pinterest_ads__pin_promotion_report') }}
    where pin_id is not null
    group by 1, 2, 3
)

select
    coalesce(paid.pin_id, organic.pin_id) as pin_id,
    coalesce(paid.date_day, organic.date_day) as date_day,
    paid.currency_code,
    paid.paid_impressions,
    paid.paid_clicks,
    paid.spend,
    organic.impressions as organic_impressions,
    organic.outbound_clicks as organic_outbound_clicks
from paid
full outer join {{ ref('pinterest__pins_by_day') }} as organic
    on organic.pin_id = paid.pin_id and organic.date_day = paid.date_day

{{ config(enabled=has_streams('campaign_analytics_report', 'ad_accounts', 'campaigns')) }}

select
    source_relation,
    -- The week of BigQuery begins on Sunday.
    cast({{ dbt.date_trunc('isoweek' if target.type == 'bigquery' else 'week', 'date_day') }} as date) as week,
    advertiser_id, advertiser_name, campaign_id, campaign_name, campaign_objective_type, currency_code,
    sum(spend) as spend,
    {{ money('sum(spend)', 'sum(outbound_clicks)', 'sum(checkouts)', 'sum(checkout_value)') }},
    {{ is_final('max(date_day)') }} as is_final
from {{ ref('pinterest_ads__campaign_report') }}
group by 1, 2, 3, 4, 5, 6, 7, 8

{{ config(enabled=has_streams('campaign_analytics_report', 'campaigns')) }}

select
    report.campaign_id,
    campaigns.name as campaign_name,
    report.date,
    report.currency,
    -- "DOLLAR" means the currency of the ad account.
    report.spend_in_micro_dollar / 1e6 as spend,
    report.total_checkout_value_in_micro_dollar / 1e6 as checkout_value,
    {{ is_final('report.date') }} as is_final
from {{ source('pinterest', 'campaign_analytics_report') }} as report
left join {{ source('pinterest', 'campaigns') }} as campaigns on campaigns.id = report.campaign_id

-- A keyword has one row per ad in the report.
with report as (
    select
        date, ad_account_id, campaign_id, ad_group_id, keyword_id, currency,
        sum(impression_1) as impression_1,
        sum(clickthrough_1) as clickthrough_1,
        sum(spend_in_micro_dollar) as spend_in_micro_dollar,
        sum(total_conversions) as total_conversions
    from {{ source('pinterest', 'keyword_report') }}
    group by 1, 2, 3, 4, 5, 6
)

select
    {{ ad_parents('ad_group') }},
    report.keyword_id,
    keywords.value as keyword_value,
    keywords.match_type,
    keywords.parent_type,
    {{ ad_metrics() }}
from report
left join {{ source('pinterest', 'ad_accounts') }} as accounts on accounts.id = report.ad_account_id
left join {{ source('pinterest', 'campaigns') }} as campaigns on campaigns.id = report.campaign_id
left join {{ source('pinterest', 'ad_groups') }} as ad_groups on ad_groups.id = report.ad_group_id
left join {{ source('pinterest', 'keywords') }} as keywords on keywords.id = report.keyword_id

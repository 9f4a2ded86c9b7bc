{# The columns that every report of ads has. Impressions and clicks are paid (_1); money is in the ad account's currency. #}
{% macro ad_metrics() %}
    report.currency as currency_code,
    coalesce(report.impression_1, 0) as impressions,
    coalesce(report.clickthrough_1, 0) as clicks,
    coalesce(report.spend_in_micro_dollar, 0) / 1000000.0 as spend,
    coalesce(report.total_conversions, 0) as total_conversions,
    -- The connector's reports don't have these two columns.
    cast(null as {{ dbt.type_float() }}) as total_conversions_quantity,
    cast(null as {{ dbt.type_float() }}) as total_conversions_value
{% endmacro %}

{# The columns that name the entity of a row, down to a level: account, campaign, ad_group. #}
{% macro ad_parents(level) %}
    cast('{{ var("source_relation") }}' as {{ dbt.type_string() }}) as source_relation,
    cast(report.date as date) as date_day,
    report.ad_account_id as advertiser_id,
    accounts.name as advertiser_name
    {%- if level != 'account' %},
    report.campaign_id,
    campaigns.name as campaign_name,
    campaigns.status as campaign_status
    {%- endif %}
    {%- if level == 'ad_group' %},
    report.ad_group_id,
    ad_groups.name as ad_group_name,
    ad_groups.status as ad_group_status
    {%- endif %}
{% endmacro %}

{% macro from_report(stream, level) %}
from {{ source('pinterest', stream) }} as report
left join {{ source('pinterest', 'ad_accounts') }} as accounts on accounts.id = report.ad_account_id
    {%- if level != 'account' %}
left join {{ source('pinterest', 'campaigns') }} as campaigns on campaigns.id = report.campaign_id
    {%- endif %}
    {%- if level == 'ad_group' %}
left join {{ source('pinterest', 'ad_groups') }} as ad_groups on ad_groups.id = report.ad_group_id
    {%- endif %}
{% endmacro %}

{# Campaigns by one targeting type. #}
{% macro campaign_place_report(targeting_type, columns) %}
select
    {{ ad_parents('campaign') }},
    {{ columns }},
    campaigns.objective_type as campaign_objective_type,
    campaigns.daily_spend_cap / 1000000.0 as budget_spend_cap,
    campaigns.lifetime_spend_cap / 1000000.0 as lifetime_spend_cap,
    {{ ad_metrics() }}
{{ from_report('campaign_targeting_report', 'campaign') }}
where report.targeting_type = '{{ targeting_type }}'
{% endmacro %}

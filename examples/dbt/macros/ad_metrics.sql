{# The columns that every report of ads has. Money is in the ad account's currency. #}
{% macro ad_metrics() %}
    report.currency as currency_code,
    -- Paid (_1) and earned (_2) together, and 0 instead of null, as in Fivetran's models.
    coalesce(report.impression_1, 0) + coalesce(report.impression_2, 0) as impressions,
    coalesce(report.clickthrough_1, 0) + coalesce(report.clickthrough_2, 0) as clicks,
    coalesce(report.spend_in_micro_dollar, 0) / 1000000.0 as spend,
    coalesce(report.total_conversions, 0) as total_conversions,
    -- Only custom reports have it.
    cast(null as {{ dbt.type_float() }}) as total_conversions_quantity,
    -- Of checkouts only: the reports don't have the value of all types.
    coalesce(report.total_checkout_value_in_micro_dollar, 0) / 1000000.0 as total_conversions_value,
    report.impression_1 as paid_impressions,
    report.clickthrough_1 as paid_clicks,
    {{ money(
        'coalesce(report.spend_in_micro_dollar, 0) / 1000000.0',
        'coalesce(report.outbound_click_1, 0) + coalesce(report.outbound_click_2, 0)',
        'coalesce(report.total_checkout, 0)',
        'coalesce(report.total_checkout_value_in_micro_dollar, 0) / 1000000.0'
    ) }}
{% endmacro %}

{# What the spend brought: checkouts with their value, and ratios, which are null without a divisor. #}
{% macro money(spend, outbound_clicks, checkouts, checkout_value) %}
    {{ outbound_clicks }} as outbound_clicks,
    {{ checkouts }} as checkouts,
    {{ checkout_value }} as checkout_value,
    {{ ratio(checkout_value, spend) }} as checkout_roas,
    {{ ratio(spend, outbound_clicks) }} as cost_per_outbound_click,
    {{ ratio(spend, checkouts) }} as cost_per_checkout
{% endmacro %}

{% macro ratio(numerator, denominator) -%}
({{ numerator }}) * 1.0 / nullif({{ denominator }}, 0)
{%- endmacro %}

{# Whether Pinterest no longer adds conversions to a day, except uploads: by default, 30 days after an ad, and two to process them. #}
{% macro is_final(date) %}{{ date }} < cast({{ dbt.dateadd('day', -32, 'current_date') }} as date){% endmacro %}

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

{# The rows of a relation, called report, with the tables that ad_parents needs. #}
{% macro from_report(relation, level) %}
from {{ relation }} as report
left join {{ source('pinterest', 'ad_accounts') }} as accounts on accounts.id = report.ad_account_id
    {%- if level != 'account' %}
left join {{ source('pinterest', 'campaigns') }} as campaigns on campaigns.id = report.campaign_id
    {%- endif %}
    {%- if level == 'ad_group' %}
left join {{ source('pinterest', 'ad_groups') }} as ad_groups on ad_groups.id = report.ad_group_id
    {%- endif %}
{% endmacro %}

{# Adds up a report whose entities have several rows per ad group and day: a common table expression called report. #}
{% macro report_by_ad_group(stream, entity) %}
with report as (
    select
        date, ad_account_id, campaign_id, ad_group_id, {{ entity }}, currency,
        {% for metric in ['impression_1', 'impression_2', 'clickthrough_1', 'clickthrough_2', 'outbound_click_1', 'outbound_click_2', 'spend_in_micro_dollar', 'total_conversions', 'total_checkout', 'total_checkout_value_in_micro_dollar'] %}
        sum({{ metric }}) as {{ metric }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ source('pinterest', stream) }}
    group by 1, 2, 3, 4, 5, 6
)
{% endmacro %}

{# Campaigns by one targeting type, whose values are codes of countries or of their regions. #}
{% macro campaign_place_report(targeting_type) %}
{% set country_id = part('report.targeting_value', '-', 1) %}
select
    {{ ad_parents('campaign') }},
    {{ country_id }} as country_id,
    countries.name as country_name,
    {%- if targeting_type == 'REGION' %}
    report.targeting_value as region_id,
    -- No stream has the names of these codes.
    cast(null as {{ dbt.type_string() }}) as region_name,
    {%- endif %}
    {{ unix_time('campaigns.created_time') }} as campaign_created_at,
    {{ unix_time('campaigns.start_time') }} as campaign_start_time,
    {{ unix_time('campaigns.end_time') }} as campaign_end_time,
    campaigns.objective_type as campaign_objective_type,
    campaigns.daily_spend_cap / 1000000.0 as budget_spend_cap,
    campaigns.lifetime_spend_cap / 1000000.0 as lifetime_spend_cap,
    campaigns.default_ad_group_budget_in_micro_currency,
    campaigns.is_campaign_budget_optimization,
    campaigns.is_flexible_daily_budgets,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'campaign_targeting_report'), 'campaign') }}
left join {{ source('pinterest', 'ad_account_countries') }} as countries on countries.code = {{ country_id }}
where report.targeting_type = '{{ targeting_type }}'
{% endmacro %}

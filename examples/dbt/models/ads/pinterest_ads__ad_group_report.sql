{{ config(enabled=has_streams('ad_group_report', 'ad_accounts', 'campaigns', 'ad_groups')) }}

select
    {{ ad_parents('ad_group') }},
    {{ unix_time('ad_groups.created_time') }} as created_at,
    {{ unix_time('ad_groups.start_time') }} as start_time,
    {{ unix_time('ad_groups.end_time') }} as end_time,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'ad_group_report'), 'ad_group') }}

select
    {{ ad_parents('ad_group') }},
    {{ ad_metrics() }}
{{ from_report('ad_group_report', 'ad_group') }}

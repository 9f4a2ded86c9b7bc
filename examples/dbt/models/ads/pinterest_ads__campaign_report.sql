select
    {{ ad_parents('campaign') }},
    {{ ad_metrics() }}
{{ from_report('campaign_analytics_report', 'campaign') }}

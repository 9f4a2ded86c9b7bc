select
    {{ ad_parents('account') }},
    accounts.country,
    {{ ad_metrics() }}
{{ from_report('advertiser_report', 'account') }}

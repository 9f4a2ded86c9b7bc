select
    {{ ad_parents('account') }},
    accounts.country,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'advertiser_report'), 'account') }}

{{ config(enabled=has_streams('advertiser_report', 'ad_accounts')) }}

select
    {{ ad_parents('account') }},
    accounts.country,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'advertiser_report'), 'account') }}

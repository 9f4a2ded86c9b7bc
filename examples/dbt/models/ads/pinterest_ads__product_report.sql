{{ config(enabled=has_streams('product_item_report', 'ad_accounts', 'campaigns', 'ad_groups')) }}

{{ report_by_ad_group('product_item_report', 'product_item_id') }}

select
    {{ ad_parents('ad_group') }},
    report.product_item_id,
    {{ ad_metrics() }}
{{ from_report('report', 'ad_group') }}

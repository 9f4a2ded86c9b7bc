select
    {{ ad_parents('ad_group') }},
    report.product_item_id,
    {{ ad_metrics() }}
{{ from_report('product_item_report', 'ad_group') }}

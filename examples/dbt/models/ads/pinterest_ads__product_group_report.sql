{{ config(enabled=has_streams('product_group_report', 'ad_accounts', 'campaigns', 'ad_groups', 'product_group_promotions', 'catalogs_product_groups')) }}

select
    {{ ad_parents('ad_group') }},
    report.product_group_id,
    promotions.status as product_group_status,
    promotions.catalog_product_group_id,
    coalesce(catalog_groups.name, promotions.catalog_product_group_name) as catalog_product_group_name,
    catalog_groups.catalog_id,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'product_group_report'), 'ad_group') }}
left join {{ source('pinterest', 'product_group_promotions') }} as promotions on promotions.id = report.product_group_id
left join {{ source('pinterest', 'catalogs_product_groups') }} as catalog_groups on catalog_groups.id = promotions.catalog_product_group_id

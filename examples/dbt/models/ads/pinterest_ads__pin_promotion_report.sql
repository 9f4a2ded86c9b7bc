{{ config(enabled=has_streams('pin_promotion_report', 'ad_accounts', 'campaigns', 'ad_groups', 'ads')) }}

select
    {{ ad_parents('ad_group') }},
    report.pin_promotion_id,
    ads.name as pin_name,
    ads.status as pin_status,
    ads.creative_type,
    ads.pin_id,
    ads.destination_url,
    {{ part(part('ads.destination_url', '#', 1), '?', 1) }} as base_url,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'pin_promotion_report'), 'ad_group') }}
left join {{ source('pinterest', 'ads') }} as ads on ads.id = report.pin_promotion_id

{{ config(enabled=has_streams('keyword_report', 'ad_accounts', 'campaigns', 'ad_groups', 'keywords')) }}

{{ report_by_ad_group('keyword_report', 'keyword_id') }}

select
    {{ ad_parents('ad_group') }},
    report.keyword_id,
    keywords.value as keyword_value,
    keywords.match_type,
    keywords.parent_type,
    {{ ad_metrics() }}
{{ from_report('report', 'ad_group') }}
left join {{ source('pinterest', 'keywords') }} as keywords on keywords.id = report.keyword_id

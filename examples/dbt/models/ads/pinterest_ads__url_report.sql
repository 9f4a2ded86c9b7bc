{{ config(enabled=has_streams('pin_promotion_report', 'ad_accounts', 'campaigns', 'ad_groups', 'ads')) }}

select
    report.*,
    {{ part(part('base_url', '://', 2), '/', 1) }} as url_host,
    coalesce(nullif(regexp_replace(base_url, '^[^:]*://[^/]*', ''), ''), '/') as url_path,
    {% for name in ['source', 'medium', 'campaign', 'content', 'term'] %}
    {{ url_parameter('destination_url', 'utm_' ~ name) }} as utm_{{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref('pinterest_ads__pin_promotion_report') }} as report
where destination_url is not null

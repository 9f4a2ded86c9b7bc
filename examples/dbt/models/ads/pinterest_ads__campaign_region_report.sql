{{ campaign_place_report('REGION', part('report.targeting_value', '-', 1) ~ ' as country_id, report.targeting_value as region_id') }}

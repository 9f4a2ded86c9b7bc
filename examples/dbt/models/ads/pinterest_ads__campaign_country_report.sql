{{ campaign_place_report('COUNTRY', 'report.targeting_value as country_id') }}

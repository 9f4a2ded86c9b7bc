{{ campaign_place_report('COUNTRY') }}

{{ campaign_place_report('REGION') }}

{{ config(enabled=has_streams('campaign_targeting_report', 'ad_accounts', 'campaigns', 'ad_account_countries')) }}

{{ campaign_place_report('COUNTRY') }}

{{ config(enabled=has_streams('campaign_analytics_report', 'ad_accounts', 'campaigns')) }}

select
    {{ ad_parents('campaign') }},
    campaigns.objective_type as campaign_objective_type,
    case
        when campaigns.objective_type = 'AWARENESS' then 'paid impressions'
        when campaigns.objective_type like 'VIDEO%' then 'video views'
        when campaigns.objective_type in ('CONSIDERATION', 'WEB_SESSIONS') then 'paid clicks'
        else 'conversions'
    end as result_type,
    case
        when campaigns.objective_type = 'AWARENESS' then report.impression_1
        when campaigns.objective_type like 'VIDEO%' then report.video_mrc_views_1
        when campaigns.objective_type in ('CONSIDERATION', 'WEB_SESSIONS') then report.clickthrough_1
        else report.total_conversions
    end as results,
    {{ ad_metrics() }}
{{ from_report(source('pinterest', 'campaign_analytics_report'), 'campaign') }}

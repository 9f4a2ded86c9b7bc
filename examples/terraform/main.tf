# The connector, a source, and a connection in Airbyte. docs/operating.md has what to know. Not run.
terraform {
  required_providers {
    airbyte = { source = "airbytehq/airbyte", version = "~> 1.2" }
  }
}

provider "airbyte" {
  server_url    = "https://airbyte.example.com/api/public/v1/"
  client_id     = var.airbyte_client_id
  client_secret = var.airbyte_client_secret
}

resource "airbyte_source_definition" "pinterest" {
  name              = "Pinterest"
  workspace_id      = var.workspace_id
  docker_repository = "registry.example.com/data/source-pinterest"
  docker_image_tag  = "0.4.0"
}

resource "airbyte_source" "pinterest" {
  name          = "Pinterest"
  workspace_id  = var.workspace_id
  definition_id = airbyte_source_definition.pinterest.id

  configuration = jsonencode({
    credentials = {
      auth_method   = "refresh_token"
      client_id     = var.pinterest_app_id
      client_secret = var.pinterest_app_secret
      refresh_token = var.pinterest_refresh_token
    }
    start_date = "2026-01-01"
  })

  resource_allocation = {
    default = { cpu_request = "1", cpu_limit = "1", memory_request = "512Mi", memory_limit = "512Mi" }
  }

  lifecycle { ignore_changes = [configuration] }
}

resource "airbyte_connection" "pinterest" {
  name           = "Pinterest to warehouse"
  source_id      = airbyte_source.pinterest.source_id
  destination_id = var.destination_id
  schedule       = { schedule_type = "cron", cron_expression = "0 0 6 * * ? UTC" }

  configurations = {
    streams = [
      { name = "account_snapshots", sync_mode = "incremental_deduped_history" },
      { name = "boards", sync_mode = "full_refresh_overwrite" },
      { name = "pins", sync_mode = "incremental_deduped_history" },
      { name = "pin_analytics", sync_mode = "incremental_deduped_history" },
    ]
  }
}

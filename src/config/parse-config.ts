import type { Json, JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { attributionOf } from "./attribution.ts";
import { baseUrlOf } from "./base-url.ts";
import type { Config, Credentials } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { customReportsOf } from "./custom-reports.ts";
import { expiryMoment } from "./expiry-date.ts";
import { migrateConfig } from "./migrate-config.ts";
import { withoutScheme } from "./secrets.ts";
import { formNames, type SettingNames } from "./setting-names.ts";
import { connectionSchema, propertyOf } from "./spec.ts";
import { problemsOf } from "./validation/validate.ts";
import { fieldsOf, number, text, unique } from "./values.ts";

/** The environment variables that a configuration depends on. */
interface ConfigEnvironment {
  /** Overrides the base URL of the API; see `baseUrlOf`. */
  readonly PINTEREST_API_BASE_URL?: string | undefined;
}

/**
 * Migrates a configuration (see `migrateConfig`), validates it against spec.json, and fills in the defaults.
 * @param value the parsed content of the `--config` file
 * @param names how messages refer to the settings
 * @throws ConfigError that lists every invalid field
 */
export function parseConfig(value: unknown, environment: ConfigEnvironment, names: SettingNames = formNames): Config {
  if (!isObject(value)) throw new ConfigError(["It must be a JSON object."], names);
  const config = migrateConfig(value);
  const problems = problemsOf(config, names);
  if (problems.length > 0) throw new ConfigError(problems, names);
  const field = fieldsOf(config, connectionSchema());
  const { attribution } = config;
  return Object.freeze({
    credentials: credentialsOf(isObject(config.credentials) ? config.credentials : {}),
    startDate: text(field("start_date")),
    adAccountIds: unique(field("ad_account_ids")),
    allProfiles: field("all_profiles") === true,
    boardIds: unique(field("board_ids")),
    searchQueries: unique(field("search_queries")),
    terms: unique(field("terms")),
    countries: unique(field("countries")),
    trendRegions: unique(field("trend_regions")),
    likesBoard: text(field("likes_board")) ?? "",
    pinMetrics: field("pin_metrics") === true,
    silentPinAnalytics: field("silent_pin_analytics") === true,
    trackChanges: unique(field("track_changes")),
    entityStatuses: unique(field("status")),
    attribution: attributionOf(isObject(attribution) ? attribution : {}, propertyOf(connectionSchema(), "attribution")),
    columns: unique(field("columns")),
    customReports: customReportsOf(config),
    analyticsBatchSize: unlessDefault(field("analytics_batch_size"), 100),
    lookbackDays: number(field("lookback_days")),
    numWorkers: unlessDefault(field("num_workers"), 4),
    baseUrl: baseUrlOf(text(field("environment")) ?? "", environment.PINTEREST_API_BASE_URL),
    names,
  });
}

/** Ignores a former default, which forms of this and the official connector stored in every configuration. */
function unlessDefault(value: Json | undefined, formerDefault: number): number | undefined {
  return value === formerDefault ? undefined : number(value);
}

function credentialsOf(credentials: JsonObject): Credentials {
  const accessToken = withoutScheme(text(credentials.access_token) ?? "");
  if (credentials.auth_method === "access_token") return Object.freeze({ method: "access_token", accessToken });
  const expiresAt = expiryMoment(credentials.token_expiry_date);
  // Ignores an access token without a known expiration.
  const isKept = accessToken !== "" && expiresAt !== undefined;
  return Object.freeze({
    method: "oauth2.0",
    clientId: text(credentials.client_id) ?? "",
    clientSecret: text(credentials.client_secret) ?? "",
    refreshToken: text(credentials.refresh_token) ?? "",
    access: isKept ? Object.freeze({ token: accessToken, expiresAt }) : undefined,
  });
}

import type { Json, JsonObject } from "../json.ts";
import { isObject, isStringArray } from "../json.ts";
import { baseUrlOf } from "./base-url.ts";
import type { Config, Credentials } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { expiryMoment } from "./expiry-date.ts";
import { modernize } from "./modernize.ts";
import { connectionSchema, propertyOf } from "./spec.ts";
import { problemsOf } from "./validate.ts";

/** The environment variables that a configuration depends on. `process.env` is one. */
export interface ConfigEnvironment {
  /** Address of a stand-in for the API; see `baseUrlOf`. */
  readonly PINTEREST_API_BASE_URL?: string | undefined;
}

/**
 * Checks a configuration against spec.json, whatever its age (see `modernize`), and completes it with the defaults that
 * spec.json tells.
 * @param value the content of the file that `--config` names
 * @throws ConfigError that names every wrong field, and no value.
 */
export function parseConfig(value: unknown, environment: ConfigEnvironment): Config {
  if (!isObject(value)) throw new ConfigError(["It must be a JSON object."]);
  const config = modernize(value);
  const problems = problemsOf(config);
  if (problems.length > 0) throw new ConfigError(problems);
  const field = (name: string): Json | undefined => config[name] ?? propertyOf(connectionSchema(), name).default;
  return Object.freeze({
    credentials: credentialsOf(isObject(config.credentials) ? config.credentials : {}),
    startDate: text(field("start_date")),
    adAccountIds: unique(field("ad_account_ids")),
    boardIds: unique(field("board_ids")),
    searchQueries: unique(field("search_queries")),
    likesBoard: text(field("likes_board")) ?? "",
    pinMetrics: field("pin_metrics") === true,
    silentPinAnalytics: field("silent_pin_analytics") === true,
    lookbackDays: number(field("lookback_days")),
    numWorkers: number(field("num_workers")) ?? 1,
    baseUrl: baseUrlOf(text(field("environment")) ?? "", environment.PINTEREST_API_BASE_URL),
  });
}

function credentialsOf(credentials: JsonObject): Credentials {
  const accessToken = text(credentials.access_token) ?? "";
  if (credentials.auth_method === "access_token") return Object.freeze({ method: "access_token", accessToken });
  return Object.freeze({
    method: "oauth2.0",
    clientId: text(credentials.client_id) ?? "",
    clientSecret: text(credentials.client_secret) ?? "",
    refreshToken: text(credentials.refresh_token) ?? "",
    access: storedAccess(accessToken, expiryMoment(credentials.token_expiry_date)),
  });
}

/** An access token without a known end is not used: nobody can tell whether it still works. */
function storedAccess(token: string, expiresAt: number | undefined) {
  return token === "" || expiresAt === undefined ? undefined : Object.freeze({ token, expiresAt });
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function unique(list: Json | undefined): readonly string[] {
  return Object.freeze(isStringArray(list) ? [...new Set(list)] : []);
}

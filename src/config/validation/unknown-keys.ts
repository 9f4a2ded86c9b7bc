import { isObject, type JsonObject } from "../../base/json.ts";
import { suggest } from "../../base/suggest.ts";
import type { SettingNames, SettingPath } from "../setting-names.ts";
import { connectionSchema, credentialsVariants, customReportSchema, propertyOf } from "../spec.ts";

/**
 * Top-level keys of older configurations and of the official connector, which `migrateConfig` migrates or the connector
 * no longer needs, and the keys of a configuration file to which the connector writes new tokens.
 */
const olderKeys = [
  "account_id",
  "num_threads",
  "window_in_days",
  "_limit",
  "_page_size",
  "client_id",
  "client_secret",
  "refresh_token",
  "access_token",
  "token_expiry_date",
  "auth_method",
  "tokens_kept_in_this_file",
  "sign_in",
];

const maxWarnings = 10;

/**
 * Returns a warning for each unknown key of a configuration, up to `maxWarnings`. Most are misspelled settings, which the
 * connector ignores. Keys that start with two underscores belong to the platform.
 * @param raw an unmodified configuration, valid or not
 */
export function unknownKeyWarnings(raw: JsonObject, names: SettingNames): readonly string[] {
  const form = connectionSchema();
  const variants = [...credentialsVariants().values()];
  const reports = Array.isArray(raw.custom_reports) ? raw.custom_reports : [];
  const places: readonly (readonly [unknown, readonly JsonObject[], SettingPath | undefined])[] = [
    [raw, [form], undefined],
    [raw.credentials, variants, ["credentials"]],
    [raw.attribution, [propertyOf(form, "attribution")], ["attribution"]],
    ...reports.map((report: unknown, index) => [report, [customReportSchema()], ["custom_reports", index]] as const),
  ];
  const warnings = places.flatMap(([value, schemas, setting]) => {
    const known = schemas.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []));
    const silent = setting === undefined ? olderKeys : [];
    return Object.keys(isObject(value) ? value : {})
      .filter((key) => !known.includes(key) && !silent.includes(key) && !key.startsWith("__"))
      .map((key) => warningOf(key, known, setting && names.of(setting)));
  });
  return warnings.slice(0, maxWarnings);
}

function warningOf(key: string, known: readonly string[], setting: string | undefined): string {
  const meant = suggest(key, known);
  const place = setting === undefined ? "" : ` in ${setting}`;
  const advice = meant === undefined ? "It is ignored." : `It is ignored. Did you mean ${JSON.stringify(meant)}?`;
  return `Unknown setting ${JSON.stringify(key.slice(0, 60))}${place}. ${advice}`;
}

import { isObject, type JsonObject } from "../../base/json.ts";
import { listOf } from "../../base/text/list-of.ts";
import { suggest } from "../../base/text/suggest.ts";
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

/** An object of the form: its setting (undefined: the configuration itself), and the keys that it can have. */
interface Section {
  readonly setting: SettingPath | undefined;
  readonly known: readonly string[];
}

/**
 * Returns a warning for each unknown key of a configuration, up to `maxWarnings`. Most are misspelled settings, which the
 * connector ignores. Keys that start with two underscores belong to the platform.
 * @param raw an unmodified configuration, valid or not
 */
export function unknownKeyWarnings(raw: JsonObject, names: SettingNames): readonly string[] {
  const form = connectionSchema();
  const topLevel: Section = { setting: undefined, known: keysOf(form) };
  const attribution: Section = { setting: ["attribution"], known: keysOf(propertyOf(form, "attribution")) };
  const customReports: Section = { setting: ["custom_reports"], known: keysOf(customReportSchema()) };
  const credentials: Section = { setting: ["credentials"], known: keysOf(...credentialsVariants().values()) };
  const places: readonly (readonly [unknown, Section])[] = [
    [raw, topLevel],
    [raw.credentials, credentials],
    [raw.attribution, attribution],
    ...(Array.isArray(raw.custom_reports) ? raw.custom_reports : []).map(
      (report: unknown, index) => [report, { ...customReports, setting: ["custom_reports", index] }] as const,
    ),
  ];
  const warnings = places.flatMap(([value, { setting, known }]) => {
    const silent = setting === undefined ? olderKeys : [];
    return Object.keys(isObject(value) ? value : {})
      .filter((key) => !known.includes(key) && !silent.includes(key) && !key.startsWith("__"))
      .map((key) => {
        const place = setting === undefined ? "" : ` in ${names.of(setting)}`;
        const advice = adviceFor(key, known, [topLevel, attribution, customReports], names);
        return `Unknown setting ${JSON.stringify(key.slice(0, 60))}${place}. It is ignored.${advice}`;
      });
  });
  return warnings.slice(0, maxWarnings);
}

function keysOf(...schemas: readonly JsonObject[]): readonly string[] {
  return schemas.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []));
}

/** Suggests a similar key of the same place, or else the same key in another place. */
function adviceFor(key: string, known: readonly string[], sections: readonly Section[], names: SettingNames): string {
  const meant = suggest(key, known);
  if (meant !== undefined) return ` Did you mean ${JSON.stringify(meant)}?`;
  const others = sections.filter((section) => section.known.includes(key));
  if (others.length === 0) return "";
  const places = others.map(({ setting }) => (setting === undefined ? "at the top level" : `in ${names.of(setting)}`));
  return ` Did you mean the one ${listOf(places, "or")}?`;
}

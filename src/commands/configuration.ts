import type { Config } from "../config/config.ts";
import { ConfigError } from "../config/config-error.ts";
import { customReportWarnings } from "../config/custom-reports.ts";
import { parseConfig } from "../config/parse-config.ts";
import { secretsOf } from "../config/secrets.ts";
import { unknownKeyWarnings } from "../config/unknown-keys.ts";
import { dayOf } from "../dates.ts";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { metricColumns, reportColumns } from "../pinterest/operations/columns.generated.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { readJsonFile } from "../protocol/files.ts";
import { type SettingPath, settingTitle } from "../setting-titles.ts";
import { streamsOf } from "../streams/all.ts";
import { everyStream, isTrackable } from "../streams/tracking.ts";
import { suggest } from "../suggest.ts";
import type { CommandContext } from "./command.ts";

/** A configuration as it came, and what was made of it. */
export interface LoadedConfig {
  readonly raw: JsonObject;
  /** The file that it came from. */
  readonly path: string;
  readonly config: Config;
}

/** Columns that neither rows nor reports have: a typo would make the API refuse every request. */
function unknownColumns({ columns, customReports }: Config): readonly string[] {
  const known = [...metricColumns, ...reportColumns, "TOTAL_IMPRESSION"];
  const problemsOf = (wanted: readonly string[], setting: SettingPath) =>
    wanted
      .filter((column) => !known.includes(column))
      .map((column) => `"${settingTitle(setting)}": unknown column ${column}. ${adviceFor(column, known)}`);
  return [
    ...problemsOf(columns, ["columns"]),
    ...customReports.flatMap((report, index) => problemsOf(report.columns, ["custom_reports", index, "columns"])),
  ];
}

/** Streams to track that there are not. */
function unknownStreams(config: Config): readonly string[] {
  const known = streamsOf(config).map(({ name }) => name);
  return config.trackChanges
    .filter((name) => name !== everyStream && !known.includes(name))
    .map((name) => `"${settingTitle(["track_changes"])}": unknown stream ${name}. ${adviceFor(name, known)}`);
}

function adviceFor(name: string, known: readonly string[]): string {
  const meant = suggest(name, known);
  return meant === undefined ? "Check the spelling." : `Did you mean ${meant}?`;
}

/** Streams to track that the connector cannot compare with their last sync. */
function untrackableStreams(config: Config): readonly string[] {
  return streamsOf(config)
    .filter((stream) => config.trackChanges.includes(stream.name) && stream.archives !== true && !isTrackable(stream))
    .map(({ name }) => name);
}

/** What the user probably did not mean, though it can be read. */
function warningsAbout(raw: unknown, config: Config, { clock }: CommandContext): readonly string[] {
  const { startDate } = config;
  const isFuture = startDate !== undefined && startDate > dayOf(clock.now());
  return [
    ...(isObject(raw) ? unknownKeyWarnings(raw) : []),
    ...(isFuture
      ? [
          `"${settingTitle(["start_date"])}": ${startDate} is in the future, so no analytics and reports are synced until then.`,
        ]
      : []),
    ...untrackableStreams(config).map(
      (name) =>
        `"${settingTitle(["track_changes"])}": ${name} can't be tracked, so it is synced as if it were not named.`,
    ),
  ];
}

/**
 * Reads and checks the file of `--config`. From here on its secrets are hidden in every message.
 * @throws ConnectorError (config_error) that names each wrong field and no value
 */
export async function loadConfig(path: string, context: CommandContext): Promise<LoadedConfig> {
  return prepareConfig(await readJsonFile(path, "config"), path, context);
}

/**
 * Checks a configuration, as `loadConfig` does.
 * @param path the file that it came from
 * @throws as `loadConfig` does
 */
export function prepareConfig(raw: unknown, path: string, context: CommandContext): LoadedConfig {
  context.redactor.add(secretsOf(raw));
  try {
    const config = parseConfig(raw, context.environment);
    const warnings = [...warningsAbout(raw, config, context), ...customReportWarnings(config)];
    for (const warning of warnings) context.writer.log("WARN", warning);
    const problems = [...unknownColumns(config), ...unknownStreams(config)];
    if (problems.length > 0) throw new ConfigError(problems);
    return { raw: isObject(raw) ? raw : {}, path, config };
  } catch (error) {
    if (error instanceof ConfigError) throw new ConnectorError("config_error", error.message);
    throw error;
  }
}

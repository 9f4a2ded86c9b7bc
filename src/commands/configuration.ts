import { dayOf } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { shortList } from "../base/text/list-of.ts";
import { suggest } from "../base/text/suggest.ts";
import type { Config } from "../config/config.ts";
import { ConfigError } from "../config/config-error.ts";
import { parseConfig } from "../config/parse-config.ts";
import { secretsOf } from "../config/secrets.ts";
import { namesInFile, type SettingPath } from "../config/setting-names.ts";
import { unknownKeyWarnings } from "../config/validation/unknown-keys.ts";
import { metricColumns, reportColumns } from "../pinterest/operations/columns.generated.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { readJsonFile } from "../protocol/files.ts";
import { streams, streamsOf } from "../streams/all.ts";
import { columnsOf, levelOf } from "../streams/reports/report-levels.ts";
import { everyStream, isTrackable } from "../streams/tracking.ts";
import type { CommandContext } from "./command-line/command.ts";
import { isSignInFile } from "./sign-in-file.ts";

/** A configuration and its source. */
export interface LoadedConfig {
  /** The content of the file. */
  readonly raw: JsonObject;
  /** The path of the file. */
  readonly path: string;
  readonly config: Config;
}

const knownColumns: readonly string[] = [...metricColumns, ...reportColumns, "TOTAL_IMPRESSION"];

/** The maximum number of unknown names in messages, since finding a similar one takes time. */
const maxProblems = 20;

/** Returns the errors for unknown columns, with which the API would reject every request, and for unknown streams to track. */
function unknownNames(config: Config): readonly string[] {
  const problemsOf = (what: string, wanted: readonly string[], known: readonly string[], setting: SettingPath) =>
    wanted
      .filter((name) => !known.includes(name))
      .slice(0, maxProblems)
      .map((name) => `${config.names.of(setting)}: unknown ${what} ${name}. ${adviceFor(name, known)}`);
  const tracked = config.trackChanges.filter((name) => name !== everyStream);
  const trackable = streamsOf(config).map(({ name }) => name);
  return [
    ...problemsOf("column", config.columns, knownColumns, ["columns"]),
    ...config.customReports.flatMap(({ columns }, index) =>
      problemsOf("column", columns, knownColumns, ["custom_reports", index, "columns"]),
    ),
    ...problemsOf("stream", tracked, trackable, ["track_changes"]),
  ];
}

function adviceFor(name: string, known: readonly string[]): string {
  const meant = suggest(name, known);
  return meant === undefined ? "Check the spelling." : `Did you mean ${meant}?`;
}

/** Returns the streams to track that do not support tracking. */
function untrackableStreams(config: Config): readonly string[] {
  return streamsOf(config)
    .filter((stream) => config.trackChanges.includes(stream.name) && stream.archives !== true && !isTrackable(stream))
    .map(({ name }) => name);
}

/** Returns the warning about columns that only reports have. Each stream's own ID is in its records anyway. */
function columnsOfReports({ columns, names }: Config): readonly string[] {
  const isKey = (column: string) => streams.some(({ primaryKey }) => primaryKey.includes(column));
  const ofReports = columns.filter(
    (column) => reportColumns.includes(column) && !metricColumns.includes(column) && !isKey(column),
  );
  if (ofReports.length === 0) return [];
  const them = ofReports.length === 1 ? "it" : "them";
  return [
    `${names.of(["columns"])}: ads analytics have no ${shortList(ofReports)}, and the tables of reports have no column for ${them}. To sync ${them}, request ${them} in a custom report.`,
  ];
}

/** Returns warnings about columns of custom reports that their level doesn't have. */
function unavailableColumns({ customReports, names }: Config): readonly string[] {
  return customReports.flatMap(({ level, columns }, index) => {
    const requested = columnsOf(levelOf(level), columns);
    const setting = names.of(["custom_reports", index, "columns"]);
    return columns
      .filter((column) => knownColumns.includes(column) && !requested.includes(column))
      .map((column) => `${setting}: reports at the level ${level} have no ${column}, so it is not synced.`);
  });
}

/** Returns warnings about valid settings that are probably mistakes. */
function warningsAbout(config: Config, { clock }: CommandContext): readonly string[] {
  const { names } = config;
  const startDates: readonly (readonly [string | undefined, SettingPath])[] = [
    [config.startDate, ["start_date"]],
    ...config.customReports.map(
      ({ startDate }, index) => [startDate, ["custom_reports", index, "start_date"]] as const,
    ),
  ];
  return [
    ...startDates
      .filter(([date = ""]) => date > dayOf(clock.now()))
      .map(
        ([date, setting]) =>
          `${names.of(setting)}: ${date} is in the future, so no analytics and reports are synced until then.`,
      ),
    ...columnsOfReports(config),
    ...unavailableColumns(config),
    ...untrackableStreams(config).map(
      (name) => `${names.of(["track_changes"])}: ${name} can't be tracked, so it is synced without tracking.`,
    ),
  ];
}

/**
 * Reads and validates the file of `--config`. All later messages hide its secrets.
 * @throws ConnectorError (config_error) with each invalid field, without its value
 */
export async function loadConfig(path: string, context: CommandContext): Promise<LoadedConfig> {
  return prepareConfig(await readJsonFile(path, "config"), path, context);
}

/** A configuration has at most five secrets, with a few hundred characters in total. */
const maxSecrets = 50;
const maxSecretsLength = 20_000;

/** @throws ConnectorError (config_error) if finding so many secrets in texts would take too much time and memory */
function secretsToHide(raw: unknown): readonly string[] {
  const secrets = secretsOf(raw);
  if (secrets.length <= maxSecrets && secrets.join("").length <= maxSecretsLength) return secrets;
  throw new ConnectorError(
    "config_error",
    `Invalid configuration: it has ${secrets.length} secrets with ${secrets.join("").length} characters, more than ${maxSecrets} or ${maxSecretsLength}. Remove those that aren't settings of this connector.`,
  );
}

/**
 * Validates a configuration, as `loadConfig` does.
 * @param path the file that contains it
 * @throws the errors of `loadConfig`
 */
export function prepareConfig(raw: unknown, path: string, context: CommandContext): LoadedConfig {
  context.redactor.add(secretsToHide(raw));
  // Only people have a file that authorize wrote, also if a program reads the output.
  const names = isObject(raw) && isSignInFile(raw) ? namesInFile(path) : context.settingNames(path);
  const warn = (warnings: readonly string[]) => {
    for (const warning of warnings) context.writer.log("WARN", warning);
  };
  // Before an error about a setting that is missing because it is misspelled.
  if (isObject(raw)) warn(unknownKeyWarnings(raw, names));
  try {
    const config = parseConfig(raw, context.environment, names);
    warn(warningsAbout(config, context));
    const problems = unknownNames(config);
    if (problems.length > 0) throw new ConfigError(problems, config.names);
    return { raw: isObject(raw) ? raw : {}, path, config };
  } catch (error) {
    if (error instanceof ConfigError) throw new ConnectorError("config_error", error.message);
    throw error;
  }
}

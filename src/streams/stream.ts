import type { Json, JsonObject } from "../base/json.ts";
import type { Attribution, Config } from "../config/config.ts";
import type { OperationId, Parameters } from "../pinterest/operations/operations.ts";
import type { RowShape } from "../pinterest/responses/find-rows.ts";

/**
 * The definition of one stream, as data. The engine in `sync/` interprets it. `docs/internals/adding-a-stream.md` describes how to
 * add one.
 */
export interface Stream {
  /** The table's name, snake_case. */
  readonly name: string;
  /** For the documentation: what a row is, then limits. */
  readonly description: string;
  /** The `operationId` in Pinterest's OpenAPI document, which determines path, scopes, rate limit, and page size. */
  readonly operation: OperationId;
  /** The location of the rows in a response. */
  readonly rows: RowShape;
  /** Query parameters of every request. */
  readonly parameters?: (run: RunFacts) => Parameters;
  /** How the stream is partitioned. A partition is the unit of failure isolation, concurrency, and resumption. */
  readonly partitions: Partitions;
  /** By record field: the request parameter that fills it if the API omits it. */
  readonly fromRequest?: Readonly<Record<string, string>>;
  /** Fields of rows that contain secrets and are removed. */
  readonly omit?: readonly string[];
  /** By field: a function that splits a combined value into several fields; undefined: the value isn't combined. */
  readonly split?: Readonly<Record<string, (value: Json) => JsonObject | undefined>>;
  /** Fields that are computed from the record. */
  readonly derive?: Readonly<Record<string, DerivedField>>;
  /** By field of the key: the value to use if Pinterest leaves it empty, since rows with an incomplete key are skipped. */
  readonly whenEmpty?: Readonly<Record<string, string>>;
  /** For rows that can be equal in all identifying fields (`of`): the key field that numbers equal rows from 1. */
  readonly occurrence?: { readonly field: string; readonly of: readonly string[] };
  /** The fields that identify a record. */
  readonly primaryKey: readonly [string, ...string[]];
  /** Columns that derived fields of the key are made of. A rejection never drops them, nor those of the key. */
  readonly keyColumns?: readonly string[];
  /** The release that changed the key of its rows. A state of before makes the log ask once to clear the stream. */
  readonly keySince?: string;
  readonly reading: Reading;
  readonly unlisted?: UnlistedRecords | undefined;
  /** What a row is, if the user can change it. A state is valid for one definition. */
  readonly definition?: string;
  /** The field of `GET /user_account` with the approximate number of rows. */
  readonly estimate?: "board_count" | "pin_count" | "follower_count" | "following_count";
  /** The name of a schema in `catalog/` that several streams share. Default: the stream's name. */
  readonly schema?: string;
  /** The fields of the shared schema that the stream has. Default: all. */
  readonly fields?: readonly string[];
  /** Why the stream can't be read with this configuration, as a sentence for the user; undefined: it can. */
  readonly configError?: string | undefined;
  /** Required settings. `discover` lists the stream only if they are set. */
  readonly requiredSettings?: readonly RequiredSetting[];
  /** Request values that the user named. A rejection of these is an error; a rejection of other values is a warning. */
  readonly named?: (config: Config) => readonly NamedValues[];
  /** Access that Pinterest grants per app, besides scopes. */
  readonly accessRequirement?: AccessRequirement;
  /** The stream is read for each profile, as configured (`withProfiles`). */
  readonly isPerProfile?: true;
  /** Changes and deletions are tracked, as configured (`withTracking`). */
  readonly isTracked?: true;
  /** Pinterest archives the records and never deletes them, so there are no deletions to track. */
  readonly archives?: true;
  /** A record can be absent from the list without being deleted, because its user lost a role. */
  readonly hidesByRole?: true;
}

/** How to find the records that a stream's list can lack. Their IDs are compared with the entire list, so it isn't resumed. */
export interface UnlistedRecords {
  /** The operation for a record, and its parameter for the ID. */
  readonly operation: OperationId;
  readonly parameter: string;
  /** Returns the IDs that the user named. */
  readonly given: (config: Config) => readonly string[];
  /** The stream whose records name others in a field. */
  readonly namedBy: { readonly stream: string; readonly field: string };
  /** Whether a record that the user didn't name has partitions. */
  readonly isParent: (record: JsonObject) => boolean;
}

/** Values of a request parameter that the user named in a setting. */
export interface NamedValues {
  readonly parameter: string;
  /** The path of the setting in the configuration. Indexes start at 0. */
  readonly setting: readonly [string, ...(string | number)[]];
  readonly values: readonly string[];
  /** The setting applies to several streams, and it is enough if the API accepts each value for one of them. */
  readonly isShared?: boolean;
}

/** A setting that a stream requires. */
interface RequiredSetting {
  readonly setting: string;
  readonly isGiven: (config: Config) => boolean;
}

/** Access that Pinterest grants only to some apps or accounts, in the terms of its documentation. */
export interface AccessRequirement {
  readonly stage: "beta" | "closed beta" | "restricted";
  /** The missing access, as the object of a sentence: "access to lead ads". */
  readonly access: string;
  /** How to request it, as a sentence for the user. */
  readonly ask: string;
}

/** The inputs of a request other than its partition. */
export interface RunFacts {
  readonly config: Config;
  /** YYYY-MM-DD in UTC. */
  readonly today: string;
}

/** A parent stream whose records become partitions. */
export interface Parent {
  /** The name of the parent stream. Each of its lists is read completely, once per run and parameters. */
  readonly stream: string;
  /** By request parameter: the field of the parent record that it takes. */
  readonly bind: Readonly<Record<string, string>>;
  /** Selects parents that have children to read. Default: all. */
  readonly where?: (parent: JsonObject, config: Config) => boolean;
  /** Selects parents that show no activity: their metrics are only requested now and then. */
  readonly isSilent?: (parent: JsonObject, config: Config) => boolean;
  /** Selects the parents whose IDs the user named in a setting; none named: all. A named parent that is missing is an error. */
  readonly only?: { readonly setting: string; readonly values: (config: Config) => readonly string[] };
  /** Query parameters of the parent request that only the children need. */
  readonly parameters?: Parameters;
  /** The field with the time before which a parent has no metrics. */
  readonly since?: string;
  /** Returns the longest attribution window of metrics below a parent, in days, if parents have windows of their own. */
  readonly attributionDays?: (parent: JsonObject) => number;
  /** Fields of which one changes whenever the parent's children change. Incremental reads skip parents with unchanged values. */
  readonly revision?: readonly [string, ...string[]];
  /**
   * For parents that can share a partition, such as the ads of a Pin: the field with their time of change, in epoch seconds.
   * The latest is the revision of the partition, and its records have it in the field `as`.
   */
  readonly latest?: { readonly field: string; readonly as: string };
  /** Returns the log line for a read without parents. */
  readonly whenNone?: (config: Config) => string;
  /** Returns the log line for parents that `where` excludes, from their number and that of all as texts. */
  readonly whenSkipped?: (skipped: string, all: string, config: Config) => string;
}

/**
 * - `single`: one partition
 * - `values`: one per combination of parameter values
 * - `alternatives`: one per value of each parameter, in requests without the other parameters
 * - `children`: one per record of a parent stream
 * - `batches`: one per parent, several of which share a request
 * - `multiple_parents`: children of several parent streams
 */
export type Partitions =
  | { readonly of: "single" }
  | { readonly of: "values" | "alternatives"; readonly each: readonly [Dimension, ...Dimension[]] }
  | ChildPartitions
  | { readonly of: "multiple_parents"; readonly sources: readonly ChildPartitions[] };

/** Partitions made from the records of a parent stream. */
export type ChildPartitions =
  | {
      readonly of: "children";
      readonly parent: Parent;
      /** Dimensions, for each combination of which a parent has one partition. */
      readonly each?: readonly Dimension[];
    }
  | { readonly of: "batches"; readonly parent: Parent; readonly batch: Batch };

/**
 * The values of a request parameter, one partition per value or list of values. A dimension whose values can contain a
 * slash must be the last one, since slashes separate the segments of partition keys.
 */
export interface Dimension {
  readonly parameter: string;
  readonly values: (run: RunFacts) => readonly DimensionValue[];
  /** The setting with the values. The stream requires it, and a rejection of one of them is an error. */
  readonly setting?: string;
  /** Some of the values: those whose errors skip them with a warning, so that the others stay complete. */
  readonly optional?: readonly DimensionValue[];
  /** The optional values that no contract has: their rejection is no more than a line in the log. */
  readonly undocumented?: readonly DimensionValue[];
}

export type DimensionValue = string | boolean | readonly string[];

/** IDs of parents that share a request. All other bound parameters are equal within a batch. */
export interface Batch {
  /** The request parameter for the IDs, which `Parent.bind` binds to a field of the parent. */
  readonly parameter: string;
  readonly size: (settings: Pick<Config, "analyticsBatchSize">) => number;
  /** The parameter for a single ID, for apps without access to requests with several. */
  readonly single?: string;
  /** Returns the group of a parent. Batches don't mix groups, whose requests have different parameters. */
  readonly group?: (parent: JsonObject) => string;
  /** By group: query parameters of its requests. If the API limits the number of values, it uses the first ones. */
  readonly groupParameters?: Readonly<Record<string, Parameters>>;
}

/**
 * How rows are read, and what an incremental sync emits of them. In `compared`, `newest_first`, and `lookup`, `cursor` is a timestamp
 * field: a string or epoch seconds.
 */
type Reading =
  /** A list without times: each sync emits all rows. */
  | { readonly by: "list" }
  /** A file that the API creates on request: each sync emits all rows. `poll`: the operation for the job that the stream's one starts. */
  | { readonly by: "file"; readonly poll: OperationId }
  /** An object that is emitted once per day, as of the day's last sync. `cursor`: the field for the date, YYYY-MM-DD in UTC. */
  | { readonly by: "snapshot"; readonly cursor: string }
  /** A list with times of change, in any order: it is read completely, and rows that changed are emitted. */
  | { readonly by: "compared"; readonly cursor: string }
  /** A list sorted by time of creation, so that a read can stop at known rows. */
  | { readonly by: "newest_first"; readonly cursor: string }
  | LookupReading
  | DayReading;

/**
 * Single objects that other records refer to, possibly of another owner: each partition is one. An incremental read requests those that
 * are new or have a new revision. A missing object leaves the stream complete: one that isn't found is requested again at its
 * next revision, and one that is denied also after some days.
 */
interface LookupReading {
  readonly by: "lookup";
  readonly cursor: string;
  /** The noun of an object. */
  readonly object: string;
}

/** Metrics by date. Incremental syncs resume at the last date less the lookback window. */
export type DayReading = AnalyticsReading | ReportReading;

/** Returns whether the rows come in lists of existing objects. */
export function isListed({ by }: Reading): boolean {
  return by === "list" || by === "compared" || by === "newest_first";
}

/** Returns whether the rows are metrics by date. */
export function isByDate(reading: Reading): reading is DayReading {
  return reading.by === "analytics" || reading.by === "report";
}

interface Days {
  /** The field with the row's date, YYYY-MM-DD in UTC. */
  readonly cursor: string;
  /** The field that says whether a date's metrics are final, and what its values match if they are. Each date has a row. */
  readonly status?: { readonly field: string; readonly final: RegExp };
  /** The number of days before today for which the API has metrics. */
  readonly daysBack: number;
  /** The maximum number of days per request. */
  readonly maxDaysPerRequest: number;
  /** The maximum number of IDs times days per request: Pinterest might truncate the responses to larger ones. */
  readonly maxIdDays?: number;
  /** The minimum number of days per request. A shorter rest is requested together with earlier days. */
  readonly minDaysPerRequest?: number;
  /** Requests contain only complete periods, since each row is the sum of a period. */
  readonly alignedTo?: Period;
  /** The start date, if it isn't `start_date`. */
  readonly startDate?: { readonly day: string | undefined };
  /** The default lookback window in days (`lookback_days`), at least. */
  readonly lookbackDays: number;
  /** The attribution of conversions, which are added to a date until its windows have passed, and later (`lookbackOf`). */
  readonly attribution?: (config: Config) => Attribution;
  /** The name of the cursor in states of the official connector, if different. */
  readonly upstreamCursor?: string;
}

/** Weeks from Monday, calendar months, calendar half years, or consecutive periods of equal length from a date on. */
export type Period = "week" | "month" | "half_year" | { readonly days: number; readonly since: string };

/** Metrics by day in responses. */
export interface AnalyticsReading extends Days {
  readonly by: "analytics";
  /** The operation with one ID per request, for apps without access to batches. */
  readonly oneByOne?: { readonly operation: OperationId; readonly rows: RowShape; readonly parameter: string };
}

/** Metrics by period in files that the API creates on request. */
export interface ReportReading extends Days {
  readonly by: "report";
  /** The operation that polls the job, which the stream's operation starts. */
  readonly poll: OperationId;
  /** The field for the ID of the level's entity, by which the file groups its rows. */
  readonly id: string;
  /** The body of the job's request, without dates and partition. */
  readonly body: (config: Config) => JsonObject;
  /** The DATE of rows in a file without any date: the first date of the request. Default: they are skipped. */
  readonly undatedRows?: "first_date";
  /** Query parameters that are repeated in the body, since it is unclear where the API reads them. */
  readonly alsoInBody?: readonly string[];
}

/** Returns the operation that polls the job of a stream's file; undefined: the stream has no file. */
export function pollOf({ reading }: Pick<Stream, "reading">): OperationId | undefined {
  return reading.by === "file" || reading.by === "report" ? reading.poll : undefined;
}

/** Returns a text that the API does not return, from the record. */
export type DerivedField = (record: JsonObject) => string | null;

import type { Config } from "../config/config.ts";
import type { Json, JsonObject } from "../json.ts";
import type { OperationId, Parameters } from "../pinterest/operations/operations.ts";
import type { RowShape } from "../pinterest/responses/find-rows.ts";

/**
 * One table that can be read, as data. The engines in `sync/` do the moving; a stream only says what is where.
 * `docs/adding-a-stream.md` is the recipe for a new one.
 */
export interface Stream {
  /** The table's name, snake_case. */
  readonly name: string;
  /** What the table holds, in one sentence for the users' page. */
  readonly description: string;
  /** The `operationId` in Pinterest's OpenAPI document. Path, scopes, rate limit and page size follow from it. */
  readonly operation: OperationId;
  /** Where the rows are in a response. */
  readonly rows: RowShape;
  /** Query parameters that are the same for every request. */
  readonly parameters?: (run: RunFacts) => Parameters;
  /** How the work is cut: a partition is the unit of isolation, of concurrency and of resumption. */
  readonly partitions: Partitions;
  /** Fields of the record that are filled from a request parameter where the API leaves them out: field -> parameter. */
  readonly fromRequest?: Readonly<Record<string, string>>;
  /** Fields of the API's rows that must not leave: secrets. */
  readonly omit?: readonly string[];
  /** Fields that come with several things in one: what such a value stands for, as fields; undefined: it is only what it is. */
  readonly split?: Readonly<Record<string, (value: Json) => JsonObject | undefined>>;
  /** Fields that are worked out from the record itself. */
  readonly derive?: Readonly<Record<string, DerivedField>>;
  /** What fields of the key say where Pinterest leaves them empty: without it the row would make no record. */
  readonly whenEmpty?: Readonly<Record<string, string>>;
  /**
   * Rows of a partition that may be equal in all that identifies them: the field that counts equal ones from 1, as a part of
   * the key, and the row's fields that are equal then.
   */
  readonly occurrence?: { readonly field: string; readonly of: readonly string[] };
  /** The fields that identify a record. */
  readonly primaryKey: readonly [string, ...string[]];
  readonly reading: Reading;
  /** The field of `GET /user_account` that estimates the number of rows, where there is one. */
  readonly estimate?: "board_count" | "pin_count" | "follower_count" | "following_count";
  /** The name of the schema in `catalog/`, for streams that share one. The stream's own, when left out. */
  readonly schema?: string;
  /** Why the stream cannot be read with this configuration, in a sentence; undefined: it can. */
  readonly configError?: string | undefined;
  /** Settings without which there is nothing to read: the stream is offered only when they are given. */
  readonly requiredSettings?: readonly RequiredSetting[];
  /** Values of its requests that the user named: one that the API rejects is an error, where one of ours is a warning. */
  readonly named?: (config: Config) => readonly NamedValues[];
  /** What an app needs besides scopes, where Pinterest opens the operation app by app. */
  readonly accessRequirement?: AccessRequirement;
  /** Changes and deletions are tracked, as the user has chosen (`withTracking`). */
  readonly isTracked?: true;
  /** Pinterest archives its records and never deletes them, so that there are no deletions to track. */
  readonly archives?: true;
  /** A record that is absent from the list may still be there, out of sight: it belongs to those who lost their role. */
  readonly hidesByRole?: true;
  /** The operation that gives one record, and its parameters by the fields of the key: "not found" is a deletion. */
  readonly single?: { readonly operation: OperationId; readonly bind: Readonly<Record<string, string>> };
}

/** Whether it says nothing of a record that it is absent from a stream's list. */
export function saysNothingByAbsence({ hidesByRole, rows }: Pick<Stream, "hidesByRole" | "rows">): boolean {
  return hidesByRole === true || rows === "first_page";
}

/** Values of a request parameter that the user named in a setting. */
export interface NamedValues {
  readonly parameter: string;
  /** Where the setting is in the configuration. Items of a list are counted from 0. */
  readonly setting: readonly [string, ...(string | number)[]];
  readonly values: readonly string[];
  /** The setting is about several streams, not all of which have each value: it is enough that one of them has it. */
  readonly isShared?: boolean;
}

/** A setting that a stream cannot do without. */
export interface RequiredSetting {
  readonly setting: string;
  readonly isGiven: (config: Config) => boolean;
}

/** Access that Pinterest gives to some apps or accounts only, in the words of its documentation. */
export interface AccessRequirement {
  readonly stage: "beta" | "closed beta" | "restricted";
  /** What is missing without it, as the object of a sentence: "access to the lead ads beta". */
  readonly access: string;
  /** How to ask for it: a sentence for the user. */
  readonly ask: string;
}

/** What a request may depend on besides its partition. `today` is YYYY-MM-DD in UTC. */
export interface RunFacts {
  readonly config: Config;
  readonly today: string;
}

/** A record of another operation that partitions are made from. */
export interface Parent {
  /** The stream whose records are the parents. It is read in full, once for all its children. */
  readonly stream: string;
  /** Request parameters taken from the parent's record: parameter -> field. */
  readonly bind: Readonly<Record<string, string>>;
  /** Parents that have children to read. Every one, when left out. */
  readonly where?: (parent: JsonObject, config: Config) => boolean;
  /** The parents that the user named in a setting, by a field; none named: all. A named one that is not there is an error. */
  readonly only?: {
    readonly setting: string;
    readonly field: string;
    readonly values: (config: Config) => readonly string[];
  };
  /** Query parameters of the parents' own request that the children need and the parent stream may do without. */
  readonly parameters?: Parameters;
  /** A field that moves whenever the parent's children change: an incremental read asks only for those that moved. */
  readonly revision?: string;
  /** What to tell the user when no parent is left. */
  readonly whenNone?: (config: Config) => string;
  /** What to tell the user of parents that `where` left out. */
  readonly whenSkipped?: (skipped: number, all: number) => string;
}

/**
 * - `single`: one partition
 * - `values`: one a combination of values that request parameters take
 * - `children`: one a record of a parent stream
 * - `batches`: the parents' ids, so many a request
 * - `multiple_parents`: children of parents of several kinds
 */
export type Partitions =
  | { readonly of: "single" }
  | { readonly of: "values"; readonly each: readonly [Dimension, ...Dimension[]] }
  | ChildPartitions
  | { readonly of: "multiple_parents"; readonly sources: readonly ChildPartitions[] };

/** Partitions that are made of the records of a parent stream. */
export type ChildPartitions =
  | {
      readonly of: "children";
      readonly parent: Parent;
      /** Each parent is asked once for each combination of these. */
      readonly each?: readonly Dimension[];
    }
  | { readonly of: "batches"; readonly parent: Parent; readonly batch: Batch };

/**
 * Values that a request parameter takes in turn: one at a time, or one list at a time. Of several dimensions, one with
 * values that may contain a slash comes last, since keys of partitions put slashes between them.
 */
export interface Dimension {
  readonly parameter: string;
  readonly values: (run: RunFacts) => readonly DimensionValue[];
}

export type DimensionValue = string | boolean | readonly string[];

/** Ids of parents that one request takes together. Whatever else is bound is the same for all of a batch. */
export interface Batch {
  /** The request parameter that takes the ids; it is bound to the parent's field by `Parent.bind`. */
  readonly parameter: string;
  readonly size: (config: Config) => number;
  /** The parameter that takes one id, for apps that may not ask for several at once. */
  readonly single?: string;
  /** Parents that need other parameters go into batches of their own: the name of the group a parent is in. */
  readonly group?: (parent: JsonObject) => string;
  /**
   * Query parameters of a group's requests. Of values that the API takes, but not all together, it takes those that come
   * first.
   */
  readonly groupParameters?: Readonly<Record<string, Parameters>>;
}

/**
 * - `list`: every page, or every row of a file that the API makes, each time
 * - `snapshot`: a list of what is true now; an incremental read adds how it is today to the rows of other days
 * - `feed`: a list with a time; an incremental read gives what is newer than the last one saw
 * - `analytics`: rows of days; an incremental read goes on from the last day, less the days that may have been restated
 * - `report`: the same rows, from a file that the API makes
 */
export type Reading = ListReading | SnapshotReading | FeedReading | DayReading;

export interface ListReading {
  readonly by: "list";
  /** The rows are in a file: the operation that tells how its job stands; the stream's own starts it. */
  readonly poll?: OperationId;
}

export interface SnapshotReading {
  readonly by: "snapshot";
  /** The field with the day of the read, YYYY-MM-DD in UTC, that the engine fills. */
  readonly cursor: string;
}

export interface FeedReading {
  readonly by: "feed";
  /** The timestamp, text or epoch seconds. */
  readonly cursor: string;
  /** Whether the newest rows come first, so that a read can stop where the last one began; or in no order by time. */
  readonly order: "newest_first" | "none";
}

/** Streams whose rows are about days. */
export type DayReading = AnalyticsReading | ReportReading;

interface Days {
  /** The field with the row's day, YYYY-MM-DD in UTC. */
  readonly cursor: string;
  /** The field that says whether a day's numbers are final. */
  readonly status?: string;
  /** How many days before today the API still answers for. */
  readonly daysBack: number;
  /** How many days one request is about at the most. */
  readonly maxDaysPerRequest: number;
  /** How many days one request is about at the least: what is left over goes together with days before it. */
  readonly minDaysPerRequest?: number;
  /** Requests begin and end with whole periods: rows that sum these up must not be cut. */
  readonly alignedTo?: Period;
  /** The first day that the user wants, where it is not `start_date`. */
  readonly startDate?: { readonly day: string | undefined };
  /** How many days are read again when the user does not say (`lookback_days`). */
  readonly lookbackDays: number;
  /** What the official connector calls the cursor in its states, where it has another name. */
  readonly upstreamCursor?: string;
}

/** Weeks from Monday, months, halves of a calendar year, or so many days each, one after another from a day (YYYY-MM-DD) on. */
export type Period = "week" | "month" | "half_year" | { readonly days: number; readonly since: string };

export interface AnalyticsReading extends Days {
  readonly by: "analytics";
  /** The same rows for one id a request, for apps that may not ask for batches. */
  readonly oneByOne?: { readonly operation: OperationId; readonly rows: RowShape; readonly parameter: string };
}

export interface ReportReading extends Days {
  readonly by: "report";
  /** The operation that tells how the job stands; the stream's own starts it. */
  readonly poll: OperationId;
  /** The field for the id of what the level is about: the file tells it once for all rows of it. */
  readonly id: string;
  /** What the job is asked for, besides the days and what partitions say. */
  readonly body: (config: Config) => JsonObject;
  /** Parameters of the address that the body has as well: which of the two the API reads is not known for sure. */
  readonly alsoInBody?: readonly string[];
}

/** The operation that tells how the job stands which makes the file with a stream's rows; undefined: they come otherwise. */
export function pollOf({ reading }: Pick<Stream, "reading">): OperationId | undefined {
  return "poll" in reading ? reading.poll : undefined;
}

/** A field that the API does not give. */
export interface DerivedField {
  readonly type: "string";
  readonly from: (record: JsonObject) => string | null;
}

import type { Clock } from "../base/clock.ts";
import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Config } from "../config/config.ts";
import type { Caller } from "../pinterest/caller.ts";
import type { ApiClient, ReadClient } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { OperationId } from "../pinterest/operations/operations.ts";
import type { StreamDescriptor } from "../protocol/messages.ts";
import type { RecordMaker, RecordMakers } from "../records/records.ts";
import type { Stream } from "../streams/stream.ts";
import type { EngineWriter, StreamLog } from "./engine-writer.ts";
import type { Router } from "./partitions/router.ts";
import type { Unlisted } from "./partitions/unlisted.ts";
import type { ReadSummary } from "./read-summary.ts";
import type { Denials } from "./requests/denials.ts";
import type { Rejections } from "./requests/rejections.ts";

/** The dependencies of a read. */
export interface ReadDependencies {
  readonly config: Config;
  readonly client: ReadClient;
  readonly download: OpenDownload;
  readonly writer: EngineWriter;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Aborts when the program receives a stop signal. */
  readonly signal: AbortSignal;
  /** All streams, configured or not. */
  readonly streams: readonly Stream[];
  readonly schemaOf: (stream: Stream) => Promise<JsonObject>;
  /** Returns sentences to add to the errors of streams: what might be the cause on this machine. */
  readonly remarks?: () => readonly string[];
  /** The platform's job (WORKER_JOB_ID), if any. */
  readonly job: string | undefined;
  /** Returns a text of the token's scopes, or of the token itself if they are unknown; undefined: unknown. */
  readonly scopes?: () => string | undefined;
  /** Returns the number of reads that share a stream's state; undefined: one. */
  readonly sharersOf?: (stream: string) => number;
  /** The errors of streams that can't be read, by their names. */
  readonly failed?: ReadonlyMap<string, unknown>;
  /** Accepts parents that the user named and that weren't found. Returns whether they are not an error; undefined: they are. */
  readonly acceptMissing?: (stream: string, setting: string, names: readonly string[]) => boolean;
}

/** The shared objects and facts of all streams in a run. */
export interface ReadContext extends Omit<ReadDependencies, "streams"> {
  /** YYYY-MM-DD in UTC, fixed for the run. */
  readonly today: Day;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly router: Router;
  readonly denials: Denials;
  readonly unlisted: Unlisted;
  readonly rejections: Rejections;
  readonly recordMakers: RecordMakers;
  /** Counts what all streams do. */
  readonly total: ReadSummary;
  readonly logOf: (stream: Stream) => StreamLog;
}

/** What reading a list needs, also for child streams. */
export interface ListContext extends Omit<ReadContext, "client"> {
  readonly stream: Stream;
  readonly client: ApiClient;
  readonly makeRecords: RecordMaker;
  readonly log: StreamLog;
}

/** One stream of a run. */
export interface StreamContext extends ListContext {
  readonly descriptor: StreamDescriptor;
  /** Returns whether a response contained a daily quota. */
  readonly hasQuota: () => boolean;
  /** Returns the number of requests for an operation that the rate limit allows per minute; undefined: unknown. */
  readonly perMinute: (operation: OperationId) => number | undefined;
  readonly summary: ReadSummary;
  /** Aborts with the run, and when nothing further of the stream is to be requested. */
  readonly caller: Caller;
  /** Whether all rows are emitted, without memory of earlier syncs. Only its job resumes such a read. */
  readonly isRefresh: boolean;
  readonly isTracked: boolean;
}

import type { Clock } from "../base/clock.ts";
import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Config } from "../config/config.ts";
import type { ApiClient, PinterestClient } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { Caller } from "../pinterest/send-request.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import type { Stream } from "../streams/stream.ts";
import type { Exclusions } from "./exclusions/exclusions.ts";
import type { NamedSettings } from "./exclusions/report.ts";
import type { StreamClient } from "./exclusions/stream-client.ts";
import type { RecordMaker } from "./output/records.ts";
import type { PartitionRouter } from "./partitions/partition-router.ts";
import type { SharedReads } from "./partitions/shared-reads.ts";
import type { ProfileObserver } from "./profile.ts";
import type { StreamLog } from "./stream-log.ts";

/** The shared objects and facts of all streams in a run. */
export interface ReadContext {
  readonly config: Config;
  readonly exclusions: Exclusions;
  readonly settings: NamedSettings;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** Returns the time of the API by its responses, epoch milliseconds. */
  readonly serverNow: () => number;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** YYYY-MM-DD in UTC, fixed for the run. */
  readonly today: Day;
  /** The platform's job (WORKER_JOB_ID), shared by its attempts. */
  readonly job: string | undefined;
  /** The number of profiles that share a stream's state; 1 without `all_profiles`. */
  readonly profiles: number;
  readonly router: Pick<PartitionRouter, "parentsOf">;
  readonly shared: Pick<SharedReads, "collect">;
}

/** The dependencies of reading one stream. */
export interface StreamRead {
  readonly stream: Stream;
  readonly client: StreamClient;
  /** The abort signal and the callbacks of the stream's requests. */
  readonly caller: Caller;
  readonly log: StreamLog;
  readonly makeRecords: RecordMaker;
}

/** What parts are read with: the facts of a run, or of one of its profiles. */
export interface Surroundings extends ReadContext {
  readonly router: PartitionRouter;
  readonly shared: SharedReads;
  /** Returns whether the lists of a stream contain all existing rows, so that none is hidden from the token. */
  readonly seesAll: (stream: Stream, client: ApiClient, caller: Caller) => Promise<boolean>;
}

/** The dependencies of a read. */
export interface ReadDependencies {
  readonly config: Config;
  readonly client: Pick<PinterestClient, "call" | "firstResponse" | "hasQuota">;
  readonly download: OpenDownload;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  /** Returns the time of the API by its responses, epoch milliseconds; undefined: that of the clock. */
  readonly serverNow?: () => number;
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
  readonly profileObserver?: ProfileObserver | undefined;
}

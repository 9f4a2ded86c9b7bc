import type { Clock } from "../base/clock.ts";
import type { Day } from "../base/dates.ts";
import type { Config } from "../config/config.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { Caller } from "../pinterest/send-request.ts";
import type { Stream } from "../streams/stream.ts";
import type { Exclusions } from "./exclusions/exclusions.ts";
import type { NamedSettings } from "./exclusions/report.ts";
import type { StreamClient } from "./exclusions/stream-client.ts";
import type { RecordMaker } from "./output/records.ts";
import type { PartitionRouter } from "./partitions/partition-router.ts";
import type { SharedReads } from "./partitions/shared-reads.ts";
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

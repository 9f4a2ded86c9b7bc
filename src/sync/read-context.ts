import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Day } from "../dates.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { Caller } from "../pinterest/send-request.ts";
import type { Stream } from "../streams/stream.ts";
import type { AccessClient } from "./access/access-client.ts";
import type { RejectedValues } from "./access/rejected-values.ts";
import type { SkippedValues } from "./access/skipped-values.ts";
import type { RecordMaker } from "./output/records.ts";
import type { PartitionRouter } from "./partitions/partition-router.ts";
import type { SharedReads } from "./partitions/shared-reads.ts";

/** The shared objects and facts of all streams in a run. */
export interface ReadContext {
  readonly config: Config;
  readonly client: AccessClient;
  readonly rejectedValues: RejectedValues;
  readonly skippedValues: SkippedValues;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** YYYY-MM-DD in UTC, fixed for the run. */
  readonly today: Day;
  /** The platform's job (WORKER_JOB_ID), shared by its attempts. */
  readonly job: string | undefined;
  /** Keys of the warnings of this run. Each is logged once. */
  readonly warned: Set<string>;
  readonly router: Pick<PartitionRouter, "parentsOf">;
  readonly shared: Pick<SharedReads, "collect">;
}

/** The dependencies of reading one stream. */
export interface StreamRead {
  readonly stream: Stream;
  /** The abort signal and the callbacks of the stream's requests. */
  readonly caller: Caller;
  readonly log: (level: "INFO" | "WARN" | "DEBUG", message: string) => void;
  readonly makeRecords: RecordMaker;
}

import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Day } from "../dates.ts";
import type { Caller } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { Stream } from "../streams/stream.ts";
import type { AccessClient } from "./access/access-client.ts";
import type { RejectedValues } from "./access/rejected-values.ts";
import type { RecordMaker } from "./output/records.ts";
import type { PartitionRouter } from "./partitions/partition-router.ts";
import type { SharedReads } from "./partitions/shared-reads.ts";

/** What all streams of a run have in common. */
export interface ReadContext {
  readonly config: Config;
  readonly client: AccessClient;
  readonly rejectedValues: RejectedValues;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** YYYY-MM-DD in UTC, the same for the whole run. */
  readonly today: Day;
  /** The platform's job (WORKER_JOB_ID): attempts of one job share it. */
  readonly job: string | undefined;
  /** What the user was told in this run: each thing is told once. */
  readonly told: Set<string>;
  readonly router: Pick<PartitionRouter, "parentsOf">;
  readonly shared: Pick<SharedReads, "collect">;
}

/** What reading one stream takes, whichever stream it is read for. */
export interface StreamRead {
  readonly stream: Stream;
  /** What a request of this stream is made with. */
  readonly caller: Caller;
  readonly log: (level: "INFO" | "WARN" | "DEBUG", message: string) => void;
  readonly makeRecords: RecordMaker;
}

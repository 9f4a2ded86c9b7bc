import type { Clock } from "../base/clock.ts";
import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Config } from "../config/config.ts";
import type { PinterestClient } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import type { Stream } from "../streams/stream.ts";
import type { DeniedAccounts } from "./outcome.ts";
import type { RecordMakers } from "./output/records.ts";
import type { ParentMemo } from "./partitions/memo.ts";
import type { Router } from "./partitions/router.ts";
import type { Rejections } from "./rejections.ts";
import type { SharedObjects } from "./shared-objects.ts";

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
  /** Returns a text of the token's scopes, or of the token itself if they are unknown; undefined: unknown. */
  readonly scopes?: () => string | undefined;
  /** The number of reads that share a stream's state; undefined: one. */
  readonly sharers?: number;
}

/** The shared objects and facts of all streams in a run. */
export interface ReadContext
  extends Pick<ReadDependencies, "config" | "client" | "download" | "writer" | "clock" | "random" | "signal" | "schemaOf" | "job"> {
  /** YYYY-MM-DD in UTC, fixed for the run. */
  readonly today: Day;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly scopes: () => string | undefined;
  readonly sharers: number;
  readonly memo: ParentMemo;
  readonly router: Router;
  readonly denied: DeniedAccounts;
  readonly rejections: Rejections;
  readonly objects: SharedObjects;
  readonly recordMakers: RecordMakers;
}

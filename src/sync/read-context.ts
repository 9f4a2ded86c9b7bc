import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Day } from "../dates.ts";
import type { Caller, PinterestClient } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/download.ts";
import { operationNamed, type Parameters } from "../pinterest/operations.ts";
import type { Stream } from "../streams/stream.ts";
import { childPartitionsOf, type PartitionList } from "./parents.ts";
import type { Partition } from "./partition.ts";
import type { StreamSession } from "./stream-session.ts";

/** What reading a stream needs besides the stream. */
export interface ReadContext {
  readonly config: Config;
  readonly client: PinterestClient;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** YYYY-MM-DD in UTC, the same for the whole run. */
  readonly today: Day;
  /** The platform's job (WORKER_JOB_ID): attempts of one job share it. */
  readonly job: string | undefined;
  readonly partitionsOf: (stream: Stream, caller: Caller) => Promise<PartitionList>;
}

/** All that a request of a partition says, but for the page. */
export function parametersOf(
  stream: Stream,
  { parameters }: Partition,
  facts: Pick<ReadContext, "config" | "today">,
): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts), ...parameters };
}

/** The account to act for (Business Access), for operations that let one choose. */
export function actingFor(operation: string, { adAccountIds }: Config): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
}

/** How many parents the partitions are of: one may be asked with several values. */
function subjectsOf(stream: Stream, partitions: readonly Partition[]): number {
  const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  return new Set(partitions.map(({ parameters }) => JSON.stringify(names.map((name) => parameters[name] ?? null))))
    .size;
}

/** The partitions of a stream, with a word to the user when there are none. */
export async function listPartitions(
  stream: Stream,
  session: StreamSession,
  context: ReadContext,
): Promise<PartitionList> {
  const list = await context.partitionsOf(stream, session.caller);
  session.subjects = subjectsOf(stream, list.partitions);
  if (list.partitions.length === 0) {
    for (const { parent } of childPartitionsOf(stream)) {
      if (parent.whenNone !== undefined) session.log("INFO", parent.whenNone(context.config));
    }
  }
  return list;
}

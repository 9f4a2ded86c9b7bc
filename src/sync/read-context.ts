import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Day } from "../dates.ts";
import type { OpenDownload } from "../pinterest/download.ts";
import { operationNamed, type Parameters } from "../pinterest/operations.ts";
import type { Stream } from "../streams/stream.ts";
import type { AccessClient } from "./access-client.ts";
import { type BranchList, childPartitionsOf, type Parents, type PartitionList, subjectsOf } from "./parents.ts";
import { type Partition, whole } from "./partition.ts";
import type { RejectedValues } from "./rejected-values.ts";
import { noCatalog, type StreamSession } from "./stream-session.ts";

/** What reading a stream needs besides the stream. */
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
  readonly parents: Pick<Parents, "partitionsOf" | "branchesOf" | "gather">;
}

/** All that a request of a partition says, but for the page. */
export function parametersOf(
  stream: Stream,
  { parameters }: Partition,
  facts: Pick<ReadContext, "config" | "today">,
): Parameters {
  return { ...commonParametersOf(stream, facts), ...parameters };
}

/** What all requests of a stream say. */
export function commonParametersOf(stream: Stream, facts: Pick<ReadContext, "config" | "today">): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts) };
}

/** The account to act for (Business Access), for operations that let one choose. */
export function actingFor(operation: string, { adAccountIds }: Config): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
}

/** The partitions of a stream, with a word to the user when there are none. */
export async function listPartitions(
  stream: Stream,
  session: StreamSession,
  context: ReadContext,
): Promise<PartitionList> {
  const list = await context.parents.partitionsOf(stream, session.caller);
  session.subjects = subjectsOf(stream, list.partitions);
  if (list.noCatalog === true) {
    session.log("INFO", noCatalog);
  } else if (list.partitions.length === 0) {
    for (const { parent } of childPartitionsOf(stream)) {
      if (parent.whenNone !== undefined) session.log("INFO", parent.whenNone(context.config));
    }
  }
  return list;
}

/** The branches of a stream whose partitions are found branch by branch; undefined for others. */
export async function branchesOf(
  stream: Stream,
  session: StreamSession,
  { parents }: ReadContext,
): Promise<BranchList | undefined> {
  const list = await parents.branchesOf(stream, session.caller);
  if (list === undefined) return undefined;
  if (list.noCatalog === true) session.log("INFO", noCatalog);
  const branches = list.branches.map((branch) => ({
    ...branch,
    find: async () => {
      const partitions = await branch.find();
      session.subjects += subjectsOf(stream, partitions);
      return partitions;
    },
  }));
  return { ...list, branches };
}

/** The branches of a stream: one with all its partitions, where these are not found branch by branch. */
export async function listBranches(stream: Stream, session: StreamSession, context: ReadContext): Promise<BranchList> {
  const branched = await branchesOf(stream, session, context);
  if (branched !== undefined) return branched;
  const { partitions, missing } = await listPartitions(stream, session, context);
  return { branches: [{ ...whole, find: () => Promise.resolve(partitions) }], missing };
}

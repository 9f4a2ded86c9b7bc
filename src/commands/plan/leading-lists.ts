import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { ChildPartitions, RunFacts, Stream } from "../../streams/stream.ts";
import { childPartitionsOf } from "../../sync/stream-partitions.ts";

/** A list with further requests for each of its rows. */
export interface LeadingList {
  /** The number of further requests per row. */
  readonly fanOut: number;
  /** Whether its rows have revisions, so that the state might show that their child partitions are unchanged. */
  readonly hasRevisions: boolean;
  /** By operation of a parent list: how often this list is requested per row. */
  readonly parents: ReadonlyMap<string, number>;
}

/** Requests per row that shares a batch with others. */
const shareOfBatch = 0.1;

/** Returns the lists whose rows lead to further requests of the configured streams, by operation. */
export function leadingLists(
  configured: readonly ConfiguredStream[],
  streams: readonly Stream[],
  run: RunFacts,
): ReadonlyMap<string, LeadingList> {
  const named = new Map(streams.map((stream) => [stream.name, stream]));
  const found = new Map<string, LeadingList>([
    ["user_account/get", { fanOut: 1, hasRevisions: false, parents: new Map() }],
  ]);
  const add = (stream: Stream): ReadonlyMap<string, number> => {
    const parents = new Map<string, number>();
    for (const child of childPartitionsOf(stream)) {
      const parent = named.get(child.parent.stream);
      if (parent === undefined) continue;
      const above = add(parent);
      const fanOut = fanOutOf(child, run);
      parents.set(parent.operation, fanOut);
      const known = found.get(parent.operation);
      found.set(parent.operation, {
        fanOut: (known?.fanOut ?? 0) + fanOut,
        hasRevisions: known?.hasRevisions === true || child.parent.revision !== undefined,
        parents: above,
      });
    }
    return parents;
  };
  for (const { descriptor } of configured) {
    const stream = named.get(descriptor.name);
    if (stream !== undefined) add(stream);
  }
  return found;
}

/** Returns the minimum number of requests per row of the parent. */
function fanOutOf(child: ChildPartitions, run: RunFacts): number {
  if (child.of === "batches") return shareOfBatch;
  return (child.each ?? []).reduce((product, { values }) => product * values(run).length, 1);
}

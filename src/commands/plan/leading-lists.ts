import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { ChildPartitions, RunFacts, Stream } from "../../streams/stream.ts";
import { childPartitionsOf } from "../../sync/partitions/stream-partitions.ts";

/** A list that other requests are made of. */
export interface LeadingList {
  /** How many requests each of its rows leads to. */
  readonly fanOut: number;
  /** Its rows say whether what is below them has changed, so that the state may know of each. */
  readonly hasRevisions: boolean;
  /** Operations whose rows it is requested for, and how often for each row. */
  readonly parents: ReadonlyMap<string, number>;
}

/** Of a batch, each row has a share. */
const shareOfBatch = 0.1;

/** Returns the lists that requests of configured streams are made of, by operation. */
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

/** Returns how many requests a row of the parent leads to, at least. */
function fanOutOf(child: ChildPartitions, run: RunFacts): number {
  if (child.of === "batches") return shareOfBatch;
  return (child.each ?? []).reduce((product, { values }) => product * values(run).length, 1);
}

import type { JsonObject } from "../../base/json.ts";
import { onlyParent } from "../partition.ts";
import type { StateReader } from "./state-format.ts";

/** A range of keys, both ends inclusive. */
export type KeyRange = readonly [first: string, last: string];

/** The partitions that a pass over all lists of a stream has read. */
export interface ReadPartitions {
  readonly done: readonly KeyRange[];
  /** By interrupted partition: the bookmark of the next page. */
  readonly open: ReadonlyMap<string, string>;
}

/** The progress of a pass over all lists of a stream. */
export interface RefreshState {
  /** Completed parent partitions of a stream that is read by parent. */
  readonly done: readonly KeyRange[];
  /** By open parent partition: the progress of its partitions. */
  readonly open: ReadonlyMap<string, ReadPartitions>;
}

/** Reads the progress of a pass over all lists of a stream; undefined: from the beginning. */
export function readRefresh(state: StateReader | undefined): RefreshState {
  const branches = state?.object("branches");
  return {
    done: branches?.ranges("done") ?? [],
    open: new Map(
      branches === undefined
        ? state && [[onlyParent.key, readPartitions(state)]]
        : branches.entries("open").map(([key, branch]) => [key, readPartitions(branch)]),
    ),
  };
}

function readPartitions(state: StateReader): ReadPartitions {
  const open = state.entries("open").flatMap(([key, partition]) => {
    const bookmark = partition.text("bookmark");
    return bookmark === undefined ? [] : [[key, bookmark] as const];
  });
  return { done: state.ranges("done"), open: new Map(open) };
}

/** Returns read partitions as JSON. */
export function partitionsAsJson({ done, open }: ReadPartitions): JsonObject {
  return { done, open: Object.fromEntries([...open].map(([key, bookmark]) => [key, { bookmark }])) };
}

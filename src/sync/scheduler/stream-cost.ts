import { daysFrom } from "../../dates.ts";
import {
  type ChildPartitions,
  type Dimension,
  type Parent,
  pollOf,
  type RunFacts,
  type Stream,
} from "../../streams/stream.ts";
import { childPartitionsOf } from "../partitions/child-partitions.ts";

/** How many records a partition of a stream has that others are made of. Only the order of magnitude matters. */
const usualRecords = 30;
const usualRecordsOf: Readonly<Record<string, number>> = { account: 1, ad_accounts: 3, pins: 1_000 };
/** A file takes a request to order, and some to ask whether it is there. */
const requestsOfFile = 4;

/**
 * Returns roughly how many requests a stream takes when nothing is known but its record, its parents' lists included:
 * a single list fewest, then what is requested per ad account, per entity, and per Pin.
 */
export function costOf(stream: Stream, streams: ReadonlyMap<string, Stream>, run: RunFacts): number {
  const named = (name: string) => {
    const found = streams.get(name);
    if (found === undefined) throw new Error(`There is no stream "${name}" to be a parent.`);
    return found;
  };
  const partitionsOf = ({ partitions }: Stream): number => {
    switch (partitions.of) {
      case "single":
        return 1;
      case "values":
        return combinations(partitions.each, run);
      case "children":
      case "batches":
        return partitionsUnder(partitions);
      case "multiple_parents":
        return sum(partitions.sources.map(partitionsUnder));
    }
  };
  const parentsOf = ({ stream: name, only }: Parent): number =>
    only?.values(run.config).length || partitionsOf(named(name)) * (usualRecordsOf[name] ?? usualRecords);
  const partitionsUnder = (part: ChildPartitions): number =>
    part.of === "batches"
      ? Math.ceil(parentsOf(part.parent) / part.batch.size(run.config))
      : parentsOf(part.parent) * combinations(part.each ?? [], run);
  const lists = new Set<Stream>();
  const addLists = (one: Stream) => {
    for (const { parent } of childPartitionsOf(one)) {
      lists.add(named(parent.stream));
      addLists(named(parent.stream));
    }
  };
  addLists(stream);
  return partitionsOf(stream) * requestsPerPartition(stream, run) + sum([...lists].map(partitionsOf));
}

function requestsPerPartition(stream: Stream, { config, today }: RunFacts): number {
  const { reading } = stream;
  const perWindow = pollOf(stream) === undefined ? 1 : requestsOfFile;
  if (!("daysBack" in reading)) return perWindow;
  const { startDate } = config;
  const days = startDate === undefined ? reading.daysBack : Math.min(reading.daysBack, daysFrom(startDate, today));
  return perWindow * Math.max(1, Math.ceil(days / reading.maxDaysPerRequest));
}

function combinations(dimensions: readonly Dimension[], run: RunFacts): number {
  return dimensions.reduce((product, { values }) => product * values(run).length, 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { createHash } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { asText } from "../json.ts";
import type { Caller } from "../pinterest/client.ts";
import type { Parameters } from "../pinterest/operations.ts";
import { ConnectorError } from "../protocol/errors.ts";
import type { ChildPartitions, Dimension, DimensionValue, Parent, RunFacts, Stream } from "../streams/stream.ts";
import { inOrder, type Partition, wholeKey } from "./partition.ts";

/** The parts that a stream is cut into. */
export interface PartitionList {
  /** In the order of their keys. */
  readonly partitions: readonly Partition[];
  /** How many parents there were in all, those without children to read included. */
  readonly parents: number;
  /** Parents that the user named and that are not there. */
  readonly missing: ConnectorError | undefined;
}

/**
 * Reads all records of a stream and hands each to `take`, with the partition that it is from. Resolves to the error that
 * names what the user wanted and is not there, if any: the rest was read all the same.
 */
export type ReadAll = (
  stream: Stream,
  parameters: Parameters,
  caller: Caller,
  take: (record: JsonObject, partition: Partition) => void,
) => Promise<ConnectorError | undefined>;

/**
 * Finds the partitions of streams. A parent stream is read once, in full, for all the streams that need it, and only
 * what partitions are made of is kept of it.
 */
export class Parents {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #run: RunFacts;
  readonly #readAll: ReadAll;
  readonly #children: readonly Stream[];
  readonly #reads = new Map<string, Promise<ReadonlyMap<ChildPartitions, PartitionList>>>();

  /**
   * @param all every stream there is, by name
   * @param wanted the streams that will be read
   */
  constructor(all: ReadonlyMap<string, Stream>, wanted: readonly Stream[], run: RunFacts, readAll: ReadAll) {
    this.#streams = all;
    this.#run = run;
    this.#readAll = readAll;
    // A parent may have a parent of its own.
    const children = new Set<Stream>();
    const add = (stream: Stream) => {
      if (children.has(stream)) return;
      children.add(stream);
      for (const { parent } of childPartitionsOf(stream)) add(this.#streamNamed(parent.stream));
    };
    wanted.forEach(add);
    this.#children = [...children];
  }

  /** @throws what reading the parents throws */
  async partitionsOf(stream: Stream, caller: Caller): Promise<PartitionList> {
    const { partitions } = stream;
    switch (partitions.of) {
      case "whole":
        return listOf([{ key: wholeKey, parameters: {}, version: undefined, group: "" }]);
      case "values":
        return listOf(
          multiplied({ key: "", parameters: {}, version: undefined, group: "" }, partitions.each, this.#run),
        );
      case "children":
      case "batches":
        return this.#childrenOf(partitions, caller);
      case "several": {
        const lists = await Promise.all(partitions.parts.map((part) => this.#childrenOf(part, caller)));
        // The parts' keys are told apart by a number before them.
        const found = lists.flatMap((list, part) =>
          list.partitions.map((partition) => ({ ...partition, key: `${part}/${partition.key}` })),
        );
        return {
          partitions: withoutRepetitions(found),
          parents: lists.reduce((sum, list) => sum + list.parents, 0),
          missing: lists.find((list) => list.missing !== undefined)?.missing,
        };
      }
    }
  }

  async #childrenOf(part: ChildPartitions, caller: Caller): Promise<PartitionList> {
    const lists = await this.#readOnce(part.parent, caller);
    return lists.get(part) ?? listOf([]);
  }

  #readOnce(parent: Parent, caller: Caller): Promise<ReadonlyMap<ChildPartitions, PartitionList>> {
    const source = sourceOf(parent);
    const known = this.#reads.get(source);
    if (known !== undefined) return known;
    const read = this.#read(parent, caller);
    this.#reads.set(source, read);
    // Another stream may try again what failed for this one.
    read.catch(() => this.#reads.delete(source));
    return read;
  }

  async #read(parent: Parent, caller: Caller): Promise<ReadonlyMap<ChildPartitions, PartitionList>> {
    const collectors = this.#children
      .flatMap(childPartitionsOf)
      .filter((part) => sourceOf(part.parent) === sourceOf(parent))
      .map((part) => new Collector(part, this.#run));
    const missing = await this.#readAll(
      this.#streamNamed(parent.stream),
      parent.parameters ?? {},
      caller,
      (record, partition) => {
        for (const collector of collectors) collector.take(record, partition);
      },
    );
    return new Map(
      collectors.map((collector) => {
        const list = collector.list();
        return [collector.part, { ...list, missing: list.missing ?? missing }];
      }),
    );
  }

  #streamNamed(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw new Error(`There is no stream "${name}" to be a parent.`);
    return stream;
  }
}

/** What stands where an id should and cannot be asked for: in an address these would lead elsewhere. */
const noIds: ReadonlySet<string> = new Set(["", ".", ".."]);

/** Makes partitions of their parents' records. */
class Collector {
  readonly part: ChildPartitions;
  readonly #parent: Parent;
  readonly #run: RunFacts;
  readonly #partitions: Partition[] = [];
  readonly #missing: Set<string>;
  readonly #named: ReadonlySet<string> | undefined;
  #parents = 0;

  constructor(part: ChildPartitions, run: RunFacts) {
    this.part = part;
    this.#parent = part.parent;
    this.#run = run;
    const named = part.parent.only?.values(run.config) ?? [];
    this.#named = named.length === 0 ? undefined : new Set(named);
    this.#missing = new Set(named);
  }

  take(record: JsonObject, from: Partition): void {
    const { bind, only, where, version } = this.#parent;
    if (only !== undefined && this.#named !== undefined) {
      const name = asText(record[only.field]);
      if (!this.#named.has(name)) return;
      this.#missing.delete(name);
    }
    this.#parents += 1;
    if (where !== undefined && !where(record, this.#run.config)) return;
    const parameters = Object.entries(bind).map(([parameter, field]) => [parameter, asText(record[field])] as const);
    const values = parameters.map(([, value]) => value);
    if (values.some((value) => noIds.has(value))) return;
    const moved = version === undefined ? undefined : record[version];
    const partition: Partition = {
      key: values.join("/"),
      parameters: Object.fromEntries(parameters),
      // What moves a child moves what it is in: a Pin in a section moves the board's version.
      version: typeof moved === "string" ? moved : from.version,
      group: this.part.of === "batches" ? (this.part.batch.group?.(record) ?? "") : "",
    };
    const each = this.part.of === "children" ? (this.part.each ?? []) : [];
    this.#partitions.push(...multiplied(partition, each, this.#run));
  }

  list(): PartitionList {
    const { only } = this.#parent;
    const missing = [...this.#missing];
    return {
      partitions: inOrder(this.#partitions),
      parents: this.#parents,
      missing:
        only === undefined || missing.length === 0
          ? undefined
          : new ConnectorError(
              "config_error",
              `"${only.setting}" names what is not in ${this.#parent.stream}: ${missing.join(", ")}. It does not exist, or this account may not see it. Correct ${only.setting}, or leave it empty for all.`,
            ),
    };
  }
}

/** A partition once for each combination of values that it is asked with. */
function multiplied(partition: Partition, each: readonly Dimension[], run: RunFacts): readonly Partition[] {
  return each.reduce<readonly Partition[]>(
    (partitions, { parameter, values }) =>
      partitions.flatMap(({ key, parameters, ...rest }) =>
        values(run).map((value) => ({
          ...rest,
          key: key === "" ? nameOf(value) : `${key}/${nameOf(value)}`,
          parameters: { ...parameters, [parameter]: value },
        })),
      ),
    [partition],
  );
}

/** The longest part of a key that is written out: a state is to stay small. */
const longestName = 100;

function nameOf(value: DimensionValue): string {
  if (typeof value !== "object") return String(value);
  const name = value.join("+");
  return name.length <= longestName ? name : createHash("sha256").update(name).digest("base64url").slice(0, 16);
}

/** What several parts have found is read once. */
function withoutRepetitions(partitions: readonly Partition[]): readonly Partition[] {
  const seen = new Set<string>();
  return partitions.filter(({ parameters }) => {
    const name = JSON.stringify(parameters);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function listOf(partitions: readonly Partition[]): PartitionList {
  return { partitions: inOrder(partitions), parents: partitions.length, missing: undefined };
}

/** The partitions of a stream that are made of parents. */
export function childPartitionsOf({ partitions }: Pick<Stream, "partitions">): readonly ChildPartitions[] {
  switch (partitions.of) {
    case "whole":
    case "values":
      return [];
    case "children":
    case "batches":
      return [partitions];
    case "several":
      return partitions.parts;
  }
}

/** Parents that come from the same requests. */
function sourceOf({ stream, parameters }: Parent): string {
  return JSON.stringify([stream, parameters ?? {}]);
}

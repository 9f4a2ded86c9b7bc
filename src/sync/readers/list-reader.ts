import type { JsonObject } from "../../json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, pages } from "../../pinterest/responses/pages.ts";
import type { Stream } from "../../streams/stream.ts";
import { choicesOf, readAdmitted, withValues } from "../access/admitted.ts";
import type { ValueLists } from "../access/rejected-values.ts";
import { singlesOf } from "../partitions/batches.ts";
import { type Partition, whole } from "../partitions/partition.ts";
import { commonParametersOf } from "../partitions/stream-partitions.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import type { Page, Reader, Slice } from "./reader.ts";

/** Reads lists page by page. Its position is the bookmark of the next page. */
export class ListReader implements Reader<string> {
  readonly namesIds = false;
  readonly #read: StreamRead;
  readonly #context: ReadContext;

  constructor(read: StreamRead, context: ReadContext) {
    this.#read = read;
    this.#context = context;
  }

  async *read({ members: [partition = whole], isPart }: Slice, from: string | undefined): AsyncGenerator<Page<string>> {
    // The numbers of rows that are equal are known only in a read of all pages.
    const isCounted = this.#read.stream.occurrence !== undefined;
    const start = isCounted ? undefined : from;
    const pagesOf = isPart === true ? this.#open(partition, start) : this.open(partition, start);
    for await (const { rows: records, bookmark } of pagesOf) {
      if (bookmark === null && isPart !== true) yield { records, closed: [partition] };
      else yield { records, closed: [], next: isCounted || isPart === true ? undefined : (bookmark ?? undefined) };
    }
  }

  /** The IDs of a batch one by one. */
  split({ parent, members: [partition = whole] }: Slice): readonly Slice[] {
    return singlesOf(this.#read.stream, partition).map((single) => ({ parent, members: [single], isPart: true }));
  }

  fallBack(slice: Slice): readonly Slice[] {
    return this.split(slice);
  }

  cut(slice: Slice): readonly Slice[] {
    return [slice];
  }

  about({ members: [partition = whole] }: Slice): Parameters {
    return partition.parameters;
  }

  /** Whether streams that are made of its records need a partition's list from one end to the other. */
  isWanted(partition: Partition): boolean {
    return this.#context.shared.collect(this.#read.stream, partition) !== undefined;
  }

  /** The pages of a partition. Streams that are made of its records get them, if they are all of the partition's. */
  async *open(partition: Partition, bookmark: string | undefined): AsyncGenerator<ListPage> {
    const children = bookmark === undefined ? this.#context.shared.collect(this.#read.stream, partition) : undefined;
    for await (const page of this.#open(partition, bookmark)) {
      children?.take(page);
      yield page;
    }
    children?.end();
  }

  #open({ parameters: own }: Partition, bookmark: string | undefined): AsyncGenerator<ListPage> {
    const common = commonParametersOf(this.#read.stream, this.#context);
    return listPages(this.#read, { common, own }, this.#context, bookmark);
  }
}

/**
 * Pages of a list from a bookmark, as records, without the values that the API rejects.
 * @param said what all requests say, and what those of the partition say besides
 */
export async function* listPages(
  { stream, caller, log, makeRecords }: StreamRead,
  { common, own }: { readonly common: Parameters; readonly own: Parameters },
  { client, rejectedValues }: Pick<ReadContext, "client" | "rejectedValues">,
  bookmark?: string,
): AsyncGenerator<ListPage> {
  const { name, operation, occurrence } = stream;
  const parameters = { ...common, ...own };
  const request = {
    ...choicesOf(stream, common, own),
    stream: name,
    operation,
    probe: (values: ValueLists) => client.call(operation, withValues(parameters, values), caller, () => undefined),
    isProbeSmaller: false,
    log,
  };
  const open = (values: ValueLists) => pages(client, stream, withValues(parameters, values), caller, bookmark);
  const found = readAdmitted(rejectedValues, request, open);
  for await (const page of occurrence === undefined ? found : withOccurrences(found, occurrence)) {
    if (page.restarted === true) {
      log("WARN", "Pinterest no longer knows the page where the list goes on; reading it from the beginning");
    }
    yield { ...page, rows: makeRecords(page.rows, parameters) };
  }
}

/**
 * Numbers the rows of a partition among those that are equal in all that identifies them, from 1. Only a read of all pages
 * knows the numbers.
 * @param pages the partition's pages from the first one on
 */
export async function* withOccurrences(
  pages: AsyncIterable<ListPage>,
  { field, of }: NonNullable<Stream["occurrence"]>,
): AsyncGenerator<ListPage> {
  const counts = new Map<string, number>();
  const numbered = (row: JsonObject): JsonObject => {
    const equal = JSON.stringify(of.map((name) => row[name] ?? null));
    const count = (counts.get(equal) ?? 0) + 1;
    counts.set(equal, count);
    return { ...row, [field]: count };
  };
  for await (const page of pages) {
    if (page.restarted === true) counts.clear();
    yield { ...page, rows: page.rows.map(numbered) };
  }
}

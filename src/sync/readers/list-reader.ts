import type { JsonObject } from "../../json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, pages } from "../../pinterest/responses/pages.ts";
import type { Stream } from "../../streams/stream.ts";
import { readAdmitted, valueRequest, withValues } from "../access/admitted.ts";
import type { ValueLists } from "../access/rejected-values.ts";
import { splitBatch } from "../partitions/batches.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import { commonParametersOf } from "../partitions/stream-partitions.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { mapped, type Page, type Reader, type Slice } from "./reader.ts";

/** Reads lists page by page. Its position is the bookmark of the next page. */
export class ListReader implements Reader<string> {
  readonly #read: StreamRead;
  readonly #context: ReadContext;

  constructor(read: StreamRead, context: ReadContext) {
    this.#read = read;
    this.#context = context;
  }

  read(
    { members: [partition = singlePartition], isPart }: Slice,
    from: string | undefined,
  ): AsyncIterable<Page<string>> {
    // The numbers of rows that are equal are known only in a read of all pages.
    const isCounted = this.#read.stream.occurrence !== undefined;
    const start = isCounted ? undefined : from;
    if (isPart === true) {
      return mapped(this.#open(partition, start), ({ rows, isPartial }) => ({ records: rows, closed: [], isPartial }));
    }
    return mapped(this.open(partition, start), ({ rows: records, bookmark, isPartial }) =>
      bookmark === null
        ? { records, closed: [partition], isPartial }
        : { records, closed: [], next: isCounted ? undefined : bookmark, isPartial },
    );
  }

  /** The IDs of a batch one by one. */
  split({ parent, members: [partition = singlePartition] }: Slice): readonly Slice[] {
    return splitBatch(this.#read.stream, partition).map((single) => ({ parent, members: [single], isPart: true }));
  }

  fallBack(slice: Slice): readonly Slice[] {
    return this.split(slice);
  }

  /** Whether streams that are made of its records need a partition's list from one end to the other. */
  isWanted(partition: Partition): boolean {
    return this.#context.shared.collect(this.#read.stream, partition) !== undefined;
  }

  /** The pages of a partition. Streams that are made of its records get them, if they are all of the partition's. */
  open(partition: Partition, bookmark: string | undefined): AsyncIterable<RecordPage> {
    const children = bookmark === undefined ? this.#context.shared.collect(this.#read.stream, partition) : undefined;
    const found = this.#open(partition, bookmark);
    if (children === undefined) return found;
    return mapped(found, (page) => {
      children.take(page);
      if (page.bookmark === null) children.end();
      return page;
    });
  }

  #open({ parameters: own }: Partition, bookmark: string | undefined): AsyncIterable<RecordPage> {
    const common = commonParametersOf(this.#read.stream, this.#context);
    return listPages(this.#read, { common, own }, this.#context, bookmark);
  }
}

/** A page of records. `isPartial`: see `Page`. */
export interface RecordPage extends ListPage {
  readonly isPartial?: boolean;
}

/**
 * Pages of a list from a bookmark, as records, without the values that the API rejects.
 * @param said what all requests say, and what those of the partition say besides
 */
export function listPages(
  read: StreamRead,
  said: { readonly common: Parameters; readonly own: Parameters },
  { client, rejectedValues }: Pick<ReadContext, "client" | "rejectedValues">,
  bookmark?: string,
): AsyncIterable<RecordPage> {
  const { stream, caller, log, makeRecords } = read;
  const parameters = { ...said.common, ...said.own };
  const request = valueRequest(read, said, (values) =>
    client.call(stream.operation, withValues(parameters, values), caller, () => undefined),
  );
  let isNarrowed = false;
  const open = (values: ValueLists) => {
    isNarrowed = Object.entries(request.values).some(([of, all]) => (values[of] ?? all).length < all.length);
    return pages(client, stream, withValues(parameters, values), caller, bookmark);
  };
  const numbered = numbering(stream.occurrence);
  return mapped(readAdmitted(rejectedValues, request, open), (page) => {
    if (page.restarted === true) {
      log("WARN", "Pinterest no longer knows the page where the list goes on; reading it from the beginning");
    }
    const rows = makeRecords(numbered(page), parameters);
    const isPartial = page.restarted === true || isNarrowed || rows.length < page.rows.length;
    return { ...page, rows, isPartial };
  });
}

/**
 * Numbers the rows of a partition among those that are equal in all that identifies them, from 1. Only a read of all pages
 * knows the numbers.
 */
export function numbering(occurrence: Stream["occurrence"]): (page: ListPage) => readonly JsonObject[] {
  if (occurrence === undefined) return ({ rows }) => rows;
  const { field, of } = occurrence;
  const counts = new Map<string, number>();
  return ({ rows, restarted }) => {
    if (restarted === true) counts.clear();
    return rows.map((row) => {
      const equal = JSON.stringify(of.map((name) => row[name] ?? null));
      const count = (counts.get(equal) ?? 0) + 1;
      counts.set(equal, count);
      return { ...row, [field]: count };
    });
  };
}

import type { JsonObject } from "../../json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, pages } from "../../pinterest/responses/pages.ts";
import type { Stream } from "../../streams/stream.ts";
import { splitBatch } from "../partitions/batches.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import { commonParametersOf } from "../partitions/stream-partitions.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { mapped, type Page, type Reader, type Slice } from "./reader.ts";

/** Reads lists page by page. The position is the bookmark of the next page. */
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
    // Numbers of equal rows are only valid if all pages are read.
    const isNumbered = this.#read.stream.occurrence !== undefined;
    const start = isNumbered ? undefined : from;
    if (isPart === true) {
      return mapped(this.#open(partition, start), ({ rows, isPartial }) => ({ records: rows, closed: [], isPartial }));
    }
    return mapped(this.open(partition, start), ({ rows: records, bookmark, isPartial }) =>
      bookmark === null
        ? { records, closed: [partition], isPartial }
        : { records, closed: [], next: isNumbered ? undefined : bookmark, isPartial },
    );
  }

  /** Divides a batch into slices of one ID each. */
  divide(slice: Slice): readonly Slice[] {
    return this.#singles(slice, false);
  }

  fallBack(slice: Slice): readonly Slice[] {
    return this.#singles(slice, true);
  }

  #singles({ parent, members: [partition = singlePartition], isPart }: Slice, needsSingle: boolean): readonly Slice[] {
    if (isPart === true) return [];
    const singles = splitBatch(this.#read.stream, partition, needsSingle);
    return singles.map((single) => ({ parent, members: [single], isPart: true }));
  }

  /** Returns whether child streams need all rows of a partition. */
  isNeededByChildren(partition: Partition): boolean {
    return this.#context.shared.collect(this.#read.stream, partition) !== undefined;
  }

  /** Reads the pages of a partition. A read from the first page also serves the child streams. */
  open(partition: Partition, bookmark: string | undefined): AsyncIterable<RecordPage> {
    const children = bookmark === undefined ? this.#context.shared.collect(this.#read.stream, partition) : undefined;
    const opened = this.#open(partition, bookmark);
    if (children === undefined) return opened;
    return mapped(opened, (page) => {
      children.take(page);
      if (page.bookmark === null) children.end();
      return page;
    });
  }

  #open({ parameters: specific }: Partition, bookmark: string | undefined): AsyncIterable<RecordPage> {
    const common = commonParametersOf(this.#read.stream, this.#context);
    return listPages(this.#read, { ...common, ...specific }, bookmark);
  }
}

/** A page of records. */
export interface RecordPage extends ListPage {
  /** See `Page`. */
  readonly isPartial?: boolean;
}

/** Reads pages of a list from a bookmark. */
export function listPages(
  { stream, client, caller, log, makeRecords }: StreamRead,
  parameters: Parameters,
  bookmark?: string,
): AsyncIterable<RecordPage> {
  const numbered = numbering(stream.occurrence);
  return mapped(pages(client, stream, parameters, caller, bookmark), (page) => {
    if (page.restarted === true) {
      log("WARN", "bookmark expired; restarting from the first page");
    }
    const rows = makeRecords(numbered(page), parameters);
    const isWithoutValues = client.isWithoutValues(stream.operation, parameters);
    const isPartial = page.restarted === true || isWithoutValues || rows.length < page.rows.length;
    return { ...page, rows, isPartial };
  });
}

/** Returns a function that numbers rows with equal identifying fields from 1, given all pages of a partition in order. */
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

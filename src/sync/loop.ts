import { entryOf } from "../base/entry-of.ts";
import { grouped } from "../base/text/count-of.ts";
import { WorkPool } from "../base/work-pool.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { isDenied, isInaccessible } from "../pinterest/errors/error-kinds.ts";
import { maxConcurrentReads } from "../pinterest/limits/slots.ts";
import { Held } from "../pinterest/network/memory-gate.ts";
import { childPartitionsOf } from "../streams/partitions.ts";
import { pollOf } from "../streams/stream.ts";
import { missingError } from "../texts/unavailable.ts";
import type { Taken } from "./books/book.ts";
import type { StreamContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";
import type { Output } from "./output/output.ts";
import type { Partition, Reader, Slice } from "./partition.ts";
import { Batches, divided } from "./partitions/batches.ts";
import type { SavedState } from "./saved-state.ts";
import { testimoniesOf } from "./testimonies.ts";

/** The maximum number of files of a stream awaited at a time. Each takes only an occasional request until it is ready. */
const maxOpenFiles = 30;

/** One stream that is read. */
interface Loop {
  readonly context: StreamContext;
  readonly saved: SavedState;
  readonly reader: Reader;
  readonly output: Output;
  readonly outcome: Outcome;
}

/**
 * Reads one stream to its end: takes partitions as they are found, asks the book what is left of them, reads slices, and lets
 * the outcome decide on errors. Saves no state at the end.
 * @throws only errors of the connector itself
 */
export async function readSlices(read: Loop): Promise<void> {
  const { context, outcome, output } = read;
  const { book, turns } = read.saved;
  const { stream, config, router, caller, acceptMissing } = context;
  const pool = new WorkPool<Slice>(
    () => maxOpenIn(context),
    (slice) => readSlice(slice, read),
  );
  const batches = new Batches(stream, config);
  const found = { parents: 0, partitions: 0 };
  /** The keys of the parent partitions below which something is read. */
  const begun = new Set<string | undefined>();
  const slicesOf = (partitions: readonly Partition[]) => {
    const slices = book.todo(partitions);
    const asked = new Set(slices.map(({ members: [partition] }) => partition));
    if (partitions.some((each) => each.isSilent !== true && !asked.has(each))) outcome.complete();
    for (const { members } of slices) begun.add(members[0].parent);
    return turns.isOrdered ? batches.addInOrder(slices) : batches.add(slices);
  };
  /** By key of a parent partition: what waits for the end of its list, so that it can be begun in order. */
  const waiting = new Map<string, Partition[]>();
  const endList = (parent: Partition, isTried: boolean) => {
    if (stream.partitions.of === "children") book.enter?.(parent);
    pool.add(slicesOf(turns.inOrder(waiting.get(parent.key) ?? [])));
    waiting.delete(parent.key);
    if (isTried && !begun.has(parent.key)) turns.try([parent]);
  };
  for await (const finding of router.findingsOf(stream, turns, caller)) {
    if (finding.is === "partitions") {
      found.parents += finding.parents;
      found.partitions += finding.partitions.filter(({ isSilent }) => isSilent !== true).length;
      const parent = finding.partitions[0]?.parent;
      if (!turns.isOrdered) pool.add(slicesOf(finding.partitions));
      else if (parent === undefined) pool.add(slicesOf(turns.inOrder(finding.partitions)));
      else entryOf(waiting, parent, () => []).push(...finding.partitions);
      await pool.whenFree();
    } else if (finding.is === "listed") {
      if (finding.isPartial) outcome.lackRows(finding.parent);
      endList(finding.parent, true);
      await pool.whenFree();
    } else if (finding.is === "failed") {
      outcome.failList(finding.error, finding.parent, finding.of);
      endList(finding.parent, hasResponse(finding.error));
    } else if (acceptMissing?.(stream.name, finding.setting, finding.names) !== true)
      outcome.missNamed(missingError(finding.setting, finding.names, config));
    if (caller.signal.aborted) break;
  }
  pool.add(batches.rest());
  await pool.drained();
  logFound(found, context);
  const end = readEndOf(read);
  const suspects = end.isStopped ? [] : (book.suspects?.(end) ?? []);
  output.write(book.finish(end, await testimoniesOf(suspects, context, outcome)));
  outcome.log();
}

/** Returns the maximum number of slices of a stream that are read at a time. */
function maxOpenIn({ stream, config, hasQuota }: StreamContext): number {
  return pollOf(stream) === undefined ? maxConcurrentReads(hasQuota(), config.numWorkers) : maxOpenFiles;
}

/** Returns how a read ended. Warns of what Pinterest no longer lists. */
function readEndOf({ context, saved: { turns, containers }, outcome }: Loop) {
  const { stream, router, caller, isRefresh, today } = context;
  const isStopped = caller.signal.aborted;
  const listed = isRefresh ? undefined : router.containersOf(stream);
  const missed = listed === undefined ? [] : containers.compare(listed.ids, today);
  // A named one is an error.
  if (listed?.isNamed === false) outcome.missContainers(missed, listed.parameter);
  turns.finish(!isStopped);
  const { hasFailedList, isEverythingFound, unlisted } = outcome;
  return { isEverythingFound: isEverythingFound && !isStopped, isStopped, hasFailedList, unlisted };
}

/** Reads the pages of a slice, or of its parts. */
async function readSlice(slice: Slice, read: Loop): Promise<void> {
  const { context, saved, reader, output, outcome } = read;
  const { book, turns } = saved;
  const { stream, router, caller } = context;
  const [first] = slice.members;
  const miss = (error: ApiError) => {
    if (isInaccessible(error)) book.miss?.(first, isDenied(error));
  };
  if (caller.signal.aborted) return;
  const denial = outcome.skipInaccessible(slice);
  if (denial !== undefined) {
    turns.try(slice.members);
    return miss(denial);
  }
  const { isOneByOne } = outcome;
  if (isOneByOne && slice.members.length > 1) {
    for (const part of divided(slice, 1)) await readSlice(part, read);
    return;
  }
  // Requests for one silent partition each would cost too much.
  if (first.isSilent === true && isOneByOne) return;
  const held = new Held();
  const start = book.bookmarkOf?.(slice);
  // Those of a slice that goes on read its list themselves.
  const hasAllPages = start === undefined && book.isResumed?.(slice) !== true;
  const children = hasAllPages ? router.collect(stream, first) : undefined;
  const readFrom = async (bookmark: string | undefined): Promise<void> => {
    let taken: Taken | undefined;
    for await (const page of reader(slice, bookmark, { ...caller, held }, isOneByOne)) {
      outcome.read(slice);
      if (bookmark === start) children?.take(page);
      if (taken?.isKnown !== true) taken = await output.commit(saved, slice, page);
      if (page.next !== "rest") held.release();
      const { isKnown, resumeAt } = taken;
      // Child streams need all pages.
      if (children !== undefined && page.next !== undefined) continue;
      if (resumeAt !== undefined) return readFrom(resumeAt);
      if (isKnown === true) return;
    }
  };
  try {
    await readFrom(start);
    turns.try(slice.members);
  } catch (error) {
    children?.fail(error);
    const how = outcome.fail(error, slice, isOneByOne);
    if (how === "skip" && error instanceof ApiError) miss(error);
    if (how === "one_by_one") await readSlice(slice, read);
    else if (how === "halve")
      for (const half of divided(slice, Math.ceil(slice.members.length / 2))) await readSlice(half, read);
    else if (hasResponse(error)) turns.try(slice.members);
  } finally {
    held.release();
  }
}

/** Logs why a stream has nothing to read, and how many parents were skipped. */
function logFound(
  found: { readonly parents: number; readonly partitions: number },
  { stream, config, log, caller }: StreamContext,
): void {
  if (caller.signal.aborted) return;
  for (const { parent } of childPartitionsOf(stream)) {
    if (parent.whenNone !== undefined && found.partitions === 0) log("INFO", parent.whenNone(config));
    if (parent.whenSkipped !== undefined && found.partitions < found.parents)
      log("INFO", parent.whenSkipped(grouped(found.parents - found.partitions), grouped(found.parents), config));
  }
}

/** Returns whether Pinterest responded, although with an error. */
const hasResponse = (error: unknown) => error instanceof ApiError && error.kind !== "rate_limited";

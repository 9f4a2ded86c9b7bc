import type { Config } from "../config/config.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { StoppedError } from "../signals.ts";
import { type Disposition, dispositionOf, type Situation } from "./access/disposition.ts";
import { Outcomes } from "./access/outcomes.ts";
import type { Skips } from "./access/skips.ts";
import type { Output } from "./output/output.ts";
import { type Partition, singlePartition } from "./partitions/partition.ts";
import type { ParentList, ParentPartition } from "./partitions/partition-router.ts";
import { childPartitionsOf, dimensionsOf } from "./partitions/stream-partitions.ts";
import type { Progress } from "./progress/progress.ts";
import type { ReadContext, StreamRead } from "./read-context.ts";
import type { Reader, Slice } from "./readers/reader.ts";
import { Group, runQueue, type WorkItem } from "./scheduler/work-queue.ts";

/**
 * Reads one stream to its end, and saves its state.
 * @throws ApiError, ConnectorError or StoppedError when the stream is not complete. What was read is written by then.
 */
export async function readStream<Position>(
  progress: Progress<Position>,
  reader: Reader<Position>,
  loop: Loop,
  context: ReadContext,
): Promise<void> {
  const unmet = await readPasses(progress, reader, loop, context);
  loop.output.saveState(progress.endState(unmet === undefined));
  if (unmet !== undefined) throw unmet;
}

/**
 * Makes a stream's passes: in each, work items are taken from a queue and yield further ones, until there are none.
 * @returns the error for what the user asked for and could not have, all else being read
 * @throws as `readStream` does
 */
export async function readPasses<Position>(
  progress: Progress<Position>,
  reader: Reader<Position>,
  loop: Loop,
  context: ReadContext,
): Promise<Error | undefined> {
  let unmet: Error | undefined;
  while (progress.nextPass()) {
    const list = await context.router.parentsOf(loop.stream, loop.caller);
    logEmpty(list, loop, context.config);
    const pass = new Pass(progress, reader, loop, context);
    const parents = progress.begin(list.parents);
    await runQueue(
      parents.map((parent) => () => pass.discover(parent)),
      loop.maxOpen,
    );
    const rejected = pass.end();
    progress.endPass(list.missing !== undefined, list.isPartial === true);
    logSkippedParents(list, loop, reader);
    unmet ??= rejected ?? list.missing ?? loop.skips.unmet;
  }
  return unmet;
}

/** Tells the user why there is nothing to read, where that is so. */
function logEmpty({ noCatalog: hasNoCatalog, found }: ParentList, { stream, log }: StreamRead, config: Config): void {
  if (hasNoCatalog) {
    log("INFO", noCatalog);
  } else if (found?.partitions === 0) {
    for (const { parent } of childPartitionsOf(stream)) {
      if (parent.whenNone !== undefined) log("INFO", parent.whenNone(config));
    }
  }
}

/** Tells the user of parents that have no children to read, and what that saved. */
function logSkippedParents(
  { found }: ParentList,
  { stream, log }: StreamRead,
  { requestsFor }: Pick<Reader<unknown>, "requestsFor">,
): void {
  const [whenSkipped] = childPartitionsOf(stream).flatMap(({ parent }) => parent.whenSkipped ?? []);
  if (whenSkipped === undefined || found === undefined || requestsFor === undefined) return;
  const { parents, partitions } = found;
  if (parents === partitions) return;
  const saved = requestsFor(parents) - requestsFor(partitions);
  log("INFO", `${whenSkipped(parents - partitions, parents)} That saved ${saved} calls.`);
}

/** What to tell where the account has no catalog. */
export const noCatalog = "no catalog in this account; 0 records";

/** What the loop needs besides a reader and a progress. */
export interface Loop extends StreamRead {
  readonly output: Output;
  readonly skips: Skips;
  /** Of the run. */
  readonly signal: AbortSignal;
  /** Keeps the stream's other work items from being begun. */
  readonly halt: () => void;
  /** So many work items are under way at once. */
  readonly maxOpen: number;
  /** Reads a slice when one more may be open. */
  readonly whenOpen: (read: () => Promise<void>) => Promise<void>;
}

/** One pass through a stream's partitions: what its work items do, and what becomes of those that fail. */
export class Pass<Position> {
  readonly #progress: Progress<Position>;
  readonly #reader: Reader<Position>;
  readonly #loop: Loop;
  readonly #context: ReadContext;
  readonly #outcomes: Outcomes;
  readonly #hasParents: boolean;

  constructor(progress: Progress<Position>, reader: Reader<Position>, loop: Loop, context: ReadContext) {
    this.#progress = progress;
    this.#reader = reader;
    this.#loop = loop;
    this.#context = context;
    this.#outcomes = new Outcomes(loop.stream);
    this.#hasParents = childPartitionsOf(loop.stream).length > 0;
  }

  /** Finds the partitions that a parent partition leads to. Yields what is left of them. */
  async discover(parent: ParentPartition): Promise<readonly WorkItem[]> {
    if (this.#loop.caller.signal.aborted) return [];
    let partitions: readonly Partition[];
    try {
      partitions = await parent.discover();
    } catch (error) {
      this.#note(error, dispositionOf(error, "discovery"), (skipped) => {
        this.#outcomes.skipParent(skipped);
        this.#loop.skips.deny(skipped, parent.parameters);
      });
      return [];
    }
    const { slices, readBefore } = this.#progress.open(parent, partitions);
    this.#outcomes.found(partitions, readBefore);
    const group = new Group(slices.length, (ends) => {
      if (!ends.has("skipped") && !ends.has("failed")) this.#progress.close(parent, partitions);
    });
    return this.#items(slices, group);
  }

  /** Reads a slice. Yields what takes its place where it fails, or itself where more has come meanwhile. */
  async #read(slice: Slice, group: Group): Promise<readonly WorkItem[]> {
    const { output, caller, whenOpen } = this.#loop;
    if (caller.signal.aborted) return [];
    const members = slice.members.filter((member) => !this.#outcomes.isSkippedMember(member));
    const [first, ...more] =
      members.length === 0 ? [] : (this.#reader.cut?.({ ...slice, members }) ?? [{ ...slice, members }]);
    if (first === undefined) {
      group.end("skipped");
      return [];
    }
    if (more.length > 0) {
      group.replace(1 + more.length);
      return this.#items([first, ...more], group);
    }
    try {
      await whenOpen(async () => {
        if (caller.signal.aborted) throw new StoppedError();
        const from = first.isPart === true ? undefined : this.#progress.positionOf(first);
        for await (const page of this.#reader.read(first, from)) await output.commit(this.#progress, first, page);
      });
    } catch (error) {
      return this.#failed(error, first, group);
    }
    const [partition = singlePartition] = members;
    this.#outcomes.read(partition);
    if (this.#progress.isLeft(first)) return this.#items([first], group);
    group.end("read");
    return [];
  }

  /** What takes the place of a slice that failed. */
  #failed(error: unknown, slice: Slice, group: Group): readonly WorkItem[] {
    const { skips } = this.#loop;
    const [partition = singlePartition] = slice.members;
    if (error instanceof ApiError && this.#context.rejectedValues.isConclusive(error)) {
      this.#outcomes.skipValues(error);
      group.end("skipped");
      return [];
    }
    const isOfAdAccount =
      error instanceof ApiError && this.#context.client.isAdAccountDenied(error.operation, partition.parameters);
    const smaller = isOfAdAccount || slice.isPart === true ? [] : (this.#reader.split?.(slice) ?? []);
    const disposition = dispositionOf(
      error,
      this.#situationOf(isOfAdAccount, smaller.length > 0),
      this.#outcomes.isDoubtful,
    );
    const parts =
      disposition === "split"
        ? smaller
        : disposition === "fall_back" && error instanceof ApiError
          ? (this.#reader.fallBack?.(slice, error) ?? [])
          : [];
    if (parts.length > 0) return this.#replaced(parts, slice, error, group);
    const about = (isOfAdAccount ? undefined : this.#reader.about?.(slice)) ?? partition.parameters;
    const isSkipped = this.#note(error, disposition, (skipped) => {
      if (disposition === "judge") return this.#outcomes.reject(partition, skipped);
      if (disposition === "suspect") this.#outcomes.suspect(skipped, about);
      else this.#outcomes.skip(skipped);
      if (this.#reader.namesIds === true && !isOfAdAccount) this.#outcomes.skipMember(partition);
      skips.tell(skipped, about);
      if (disposition === "skip") skips.deny(skipped, partition.parameters);
    });
    group.end(isSkipped ? "skipped" : "failed");
    return [];
  }

  #situationOf(isOfAdAccount: boolean, isBatch: boolean): Situation {
    if (!this.#hasParents) return "single";
    if (isOfAdAccount) return "child";
    return isBatch ? "batch" : this.#reader.namesIds === true ? "member" : "child";
  }

  /** Notes an error. Returns whether it only costs what it is about. @param skip notes that that is left out */
  #note(error: unknown, disposition: Disposition, skip: (error: ApiError) => void): boolean {
    const isSkip = disposition === "skip" || disposition === "judge" || disposition === "suspect";
    if (disposition === "none") {
      this.#loop.log("INFO", noCatalog);
      this.#outcomes.none();
    } else if (isSkip && error instanceof ApiError) {
      skip(error);
    } else {
      this.#outcomes.fail(error);
    }
    if (disposition === "stop" || this.#outcomes.isHopeless) this.#loop.halt();
    return isSkip || disposition === "none";
  }

  #items(slices: readonly Slice[], group: Group): readonly WorkItem[] {
    return slices.map((slice) => () => this.#read(slice, group));
  }

  #replaced(parts: readonly Slice[], slice: Slice, error: unknown, group: Group): readonly WorkItem[] {
    if (parts[0]?.isPart !== true) {
      group.replace(parts.length);
      return this.#items(parts, group);
    }
    if (error instanceof ApiError) this.#loop.log("INFO", `${error.message}; requesting one at a time instead`);
    const [partition = singlePartition] = slice.members;
    const together = new Group(parts.length, (ends) => {
      const isRead = ends.has("read") && !ends.has("failed");
      const isPartial = ends.has("skipped");
      if (isRead) this.#progress.advance(slice, { records: [], closed: [partition], isPartial });
      group.end(isRead ? "read" : ends.has("failed") ? "failed" : "skipped");
    });
    return this.#items(parts, together);
  }

  /**
   * Says what was skipped.
   * @returns the error for IDs whose requests were rejected, all else being read
   * @throws why the pass did not come to its end, once all that could be read is read and its state is saved
   */
  end(): Error | undefined {
    const { skips, output, stream, signal } = this.#loop;
    const dimensions = dimensionsOf(stream);
    const { ofValues, others } = this.#outcomes.settleRejections();
    for (const { partition, error } of others) skips.tell(error, partition.parameters);
    for (const { partition, error } of ofValues) {
      const values = Object.entries(partition.parameters).filter(([name]) => dimensions.has(name));
      skips.reject(error, Object.fromEntries(values));
    }
    skips.sumUp();
    const failure = signal.aborted ? new StoppedError() : this.#outcomes.failure;
    if (failure === undefined) return this.#outcomes.errorOfSuspects;
    output.saveState(this.#progress.toState());
    throw (
      (this.#outcomes.isSkip(failure) && stream.accessRequirement === undefined ? skips.unmet : undefined) ?? failure
    );
  }
}

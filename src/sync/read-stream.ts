import type { Config } from "../config/config.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import { StoppedError } from "../signals.ts";
import { countOf } from "../text/count-of.ts";
import { type Disposition, dispositionOf, type Situation } from "./access/disposition.ts";
import { Outcomes } from "./access/outcomes.ts";
import { describeParameters } from "./access/resource.ts";
import type { Skips } from "./access/skips.ts";
import type { PageOutput } from "./output/output.ts";
import { singlePartition } from "./partitions/partition.ts";
import type { Discovery, ParentList, ParentPartition } from "./partitions/partition-router.ts";
import { childPartitionsOf, dimensionsOf } from "./partitions/stream-partitions.ts";
import type { Progress } from "./progress/progress.ts";
import type { ReadContext, StreamRead } from "./read-context.ts";
import type { Reader, Slice } from "./readers/reader.ts";
import { Group, runQueue, type WorkItem } from "./scheduler/work-queue.ts";

/**
 * Reads one stream to its end and saves its state.
 * @throws ApiError, ConnectorError or StoppedError if the stream is incomplete; records read so far are written
 */
export async function readStream<Position>(
  progress: Progress<Position>,
  reader: Reader<Position>,
  loop: Loop,
  context: ReadContext,
): Promise<void> {
  const unavailable = await readPasses(progress, reader, loop, context);
  loop.output.saveState(progress.endState(unavailable === undefined));
  if (unavailable !== undefined) throw unavailable;
}

/**
 * Runs the passes of a stream, each as a queue of work items that yield further work items.
 * @returns the error for resources or values that the user named and that are unavailable; everything else was read
 * @throws the same errors as `readStream`
 */
export async function readPasses<Position>(
  progress: Progress<Position>,
  reader: Reader<Position>,
  loop: Loop,
  context: ReadContext,
): Promise<Error | undefined> {
  let unavailable: Error | undefined;
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
    unavailable ??= rejected ?? list.missing ?? loop.skips.unavailable;
  }
  return unavailable;
}

/** Logs why a stream has nothing to read. */
function logEmpty({ noCatalog: hasNoCatalog, found }: ParentList, { stream, log }: StreamRead, config: Config): void {
  if (hasNoCatalog) {
    log("INFO", noCatalog);
  } else if (found?.partitions === 0) {
    for (const { parent } of childPartitionsOf(stream)) {
      if (parent.whenNone !== undefined) log("INFO", parent.whenNone(config));
    }
  }
}

/** Logs how many parents were skipped and, if the reader knows, how many API calls that saved. */
function logSkippedParents(
  { found }: ParentList,
  { stream, log }: StreamRead,
  { requestsFor }: Pick<Reader<unknown>, "requestsFor">,
): void {
  const [whenSkipped] = childPartitionsOf(stream).flatMap(({ parent }) => parent.whenSkipped ?? []);
  if (whenSkipped === undefined || found === undefined || found.parents === found.partitions) return;
  const { parents, partitions } = found;
  const saved = requestsFor && countOf(requestsFor(parents) - requestsFor(partitions), "API call");
  log("INFO", whenSkipped(parents - partitions, parents) + (saved === undefined ? "" : ` This saved ${saved}.`));
}

const noCatalog = "no catalog in this account; 0 records";

/** The dependencies of reading one stream, besides its reader and progress. */
export interface Loop extends StreamRead {
  readonly output: PageOutput;
  readonly skips: Skips;
  /** Aborts with the run. */
  readonly signal: AbortSignal;
  /** Prevents the stream's other work items from starting. */
  readonly halt: () => void;
  /** The maximum number of concurrent work items. */
  readonly maxOpen: number;
  /** Reads a slice as soon as the limit on open slices allows. */
  readonly whenSlotFree: <Result>(read: () => Promise<Result>) => Promise<Result>;
}

/** One pass through a stream's partitions: runs its work items and handles their errors. */
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

  /** Discovers the partitions of a parent partition and returns their remaining slices as work items. */
  async discover(parent: ParentPartition): Promise<readonly WorkItem[]> {
    if (this.#loop.caller.signal.aborted) return [];
    let found: Discovery;
    try {
      found = await parent.discover();
    } catch (error) {
      this.#record(error, dispositionOf(error, "discovery"), parent.parameters, (skipped) => {
        this.#outcomes.skipParent(skipped);
        this.#loop.skips.deny(skipped, parent.parameters);
      });
      return [];
    }
    const { partitions, isPartial } = found;
    const { slices, readBefore } = this.#progress.open(parent, partitions, isPartial);
    this.#outcomes.found(partitions, readBefore);
    const group = new Group(slices.length, (ends) => {
      if (!ends.has("skipped") && !ends.has("failed")) this.#progress.close(parent, partitions);
    });
    return this.#items(slices, group);
  }

  /** Reads a slice, or returns its replacements. */
  async #read(slice: Slice, group: Group): Promise<readonly WorkItem[]> {
    const { output, caller, whenSlotFree } = this.#loop;
    if (caller.signal.aborted) return [];
    let current = slice;
    try {
      const replacements = await whenSlotFree(async () => {
        if (caller.signal.aborted) throw new StoppedError();
        // Only now, because other slices can change both while this one waits for the slot.
        current = { ...slice, members: slice.members.filter((member) => !this.#outcomes.isSkippedMember(member)) };
        const others = this.#reader.replace?.(current, "begin") ?? [];
        if (others.length > 0 || current.members.length === 0) return others;
        const from = current.isPart === true ? undefined : this.#progress.positionOf(current);
        for await (const page of this.#reader.read(current, from)) {
          // From the first page on, the cause of other rejections isn't the request.
          this.#outcomes.read(current.members[0] ?? singlePartition);
          await output.commit(this.#progress, current, page);
        }
        return [];
      });
      if (replacements.length > 0) return this.#items(replacements, group.replace(replacements.length));
    } catch (error) {
      return this.#failed(error, current, group);
    }
    group.end(current.members.length === 0 ? "skipped" : "read");
    return [];
  }

  /** Records the error of a slice, or returns the slices that replace it. */
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
    const smaller = isOfAdAccount ? [] : (this.#reader.replace?.(slice, "split") ?? []);
    const disposition = dispositionOf(
      error,
      this.#situationOf(isOfAdAccount, smaller.length > 0),
      this.#outcomes.canBeOneId,
    );
    const replacements =
      disposition === "split"
        ? smaller
        : disposition === "fall_back" && error instanceof ApiError
          ? (this.#reader.replace?.(slice, "fall_back", error) ?? [])
          : [];
    if (replacements.length > 0) return this.#replaced(replacements, slice, error, group);
    const resource = (isOfAdAccount ? undefined : this.#reader.resourceOf?.(slice)) ?? partition.parameters;
    const named = slice.members.length > 1 ? {} : resource;
    const isSkipped = this.#record(error, disposition, named, (skipped) => {
      if (disposition === "judge") return this.#outcomes.reject(partition, skipped);
      if (disposition === "suspect") this.#outcomes.suspect(skipped, resource);
      else this.#outcomes.skip(skipped);
      if (this.#reader.requestsIds === true && !isOfAdAccount) this.#outcomes.skipMember(partition);
      skips.warn(skipped, resource);
      if (disposition === "skip") skips.deny(skipped, partition.parameters);
    });
    group.end(isSkipped ? "skipped" : "failed");
    return [];
  }

  #situationOf(isOfAdAccount: boolean, isBatch: boolean): Situation {
    if (!this.#hasParents) return "single";
    if (isOfAdAccount) return "child";
    return isBatch ? "batch" : this.#reader.requestsIds === true ? "member" : "child";
  }

  /**
   * Records an error.
   * @param resource the parameters that identify the failed resource
   * @param skip records what is skipped
   * @returns whether the other work items are unaffected
   */
  #record(error: unknown, disposition: Disposition, resource: Parameters, skip: (error: ApiError) => void): boolean {
    const isSkip = disposition === "skip" || disposition === "judge" || disposition === "suspect";
    if (disposition === "none") {
      this.#loop.log("INFO", noCatalog);
      this.#outcomes.noCatalog();
    } else if (isSkip && error instanceof ApiError) {
      skip(error);
    } else {
      const isNamed = disposition === "fail" && error instanceof ApiError && Object.keys(resource).length > 0;
      this.#outcomes.fail(isNamed ? error.noting(describeParameters(resource)) : error);
    }
    if (disposition === "stop" || this.#outcomes.shouldStop) this.#loop.halt();
    return isSkip || disposition === "none";
  }

  #items(slices: readonly Slice[], group: Group): readonly WorkItem[] {
    return slices.map((slice) => () => this.#read(slice, group));
  }

  #replaced(replacements: readonly Slice[], slice: Slice, error: unknown, group: Group): readonly WorkItem[] {
    if (replacements[0]?.isPart !== true) return this.#items(replacements, group.replace(replacements.length));
    if (error instanceof ApiError) this.#loop.log("INFO", `${error.message}; requesting one at a time instead`);
    const [partition = singlePartition] = slice.members;
    const parts = new Group(replacements.length, (ends) => {
      const isRead = ends.has("read") && !ends.has("failed");
      const isPartial = ends.has("skipped");
      if (isRead) this.#progress.advance(slice, { records: [], closed: [partition], isPartial });
      group.end(isRead ? "read" : ends.has("failed") ? "failed" : "skipped");
    });
    return this.#items(replacements, parts);
  }

  /**
   * Logs what was skipped.
   * @returns the error for IDs whose requests were rejected; everything else was read
   * @throws the error that made the pass incomplete, after the state is saved
   */
  end(): Error | undefined {
    const { skips, output, stream, signal } = this.#loop;
    const dimensions = dimensionsOf(stream);
    const { ofValues, others } = this.#outcomes.settleRejections();
    for (const { partition, error } of others) skips.warn(error, partition.parameters);
    for (const { partition, error } of ofValues) {
      const values = Object.entries(partition.parameters).filter(([name]) => dimensions.has(name));
      skips.reject(error, Object.fromEntries(values));
    }
    skips.logRemaining();
    const failure = signal.aborted ? new StoppedError() : this.#outcomes.failure;
    if (failure === undefined) return this.#outcomes.suspectError;
    output.saveState(this.#progress.toState());
    throw (
      (this.#outcomes.isSkip(failure) && stream.accessRequirement === undefined ? skips.unavailable : undefined) ??
      failure
    );
  }
}

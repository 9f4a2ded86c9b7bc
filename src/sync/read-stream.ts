import type { Config } from "../config/config.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import { StoppedError } from "../signals.ts";
import { countOf } from "../text/count-of.ts";
import type { ExclusionReport } from "./exclusions/report.ts";
import { describeParameters } from "./exclusions/resource.ts";
import { type Disposition, dispositionOf, isDenied, type Situation } from "./failures/disposition.ts";
import { Verdict } from "./failures/verdict.ts";
import type { PageOutput } from "./output/output.ts";
import { singlePartition } from "./partitions/partition.ts";
import type { Discovery, ParentList, ParentPartition } from "./partitions/partition-router.ts";
import { childPartitionsOf, parametersOf } from "./partitions/stream-partitions.ts";
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
    for (let rest = await pass.again(); rest.length > 0; rest = await pass.again()) await runQueue(rest, loop.maxOpen);
    const rejected = pass.end();
    progress.endPass(list.missing !== undefined, list.isPartial === true);
    logSkippedParents(list, loop, reader);
    unavailable ??= rejected ?? list.missing ?? loop.report.unavailable;
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
  readonly report: ExclusionReport;
  /** Aborts with the run. */
  readonly signal: AbortSignal;
  /** Prevents the stream's other work items from starting. */
  readonly halt: () => void;
  /** The maximum number of concurrent work items. */
  readonly maxOpen: number;
  /** Reads a slice as soon as the limit on open slices allows. */
  readonly whenSlotFree: <Result>(read: () => Promise<Result>) => Promise<Result>;
}

/** The time after which rejected requests are repeated, in milliseconds. */
const repeatMs = 10_000;
/** The number of rejections of a request that don't name its values, before it counts as rejected. */
const maxUnnamed = 4;
/** The number of rejected partitions at which the stream stops if none was read. */
const maxRejections = 50;

/** A slice whose requests were rejected. */
interface Rejected {
  readonly slice: Slice;
  readonly group: Group;
  readonly times: number;
}

/** One pass through a stream's partitions: runs its work items and handles their errors. */
export class Pass<Position> {
  readonly #progress: Progress<Position>;
  readonly #reader: Reader<Position>;
  readonly #loop: Loop;
  readonly #context: ReadContext;
  readonly #verdict: Verdict;
  readonly #hasParents: boolean;
  /** Slices to request again. */
  readonly #rejected: Rejected[] = [];

  constructor(progress: Progress<Position>, reader: Reader<Position>, loop: Loop, context: ReadContext) {
    this.#progress = progress;
    this.#reader = reader;
    this.#loop = loop;
    this.#context = context;
    this.#verdict = new Verdict(loop.stream);
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
        this.#verdict.skipParent(skipped);
        this.#loop.report.deny(skipped, parent.parameters);
      });
      return [];
    }
    const { partitions, isPartial } = found;
    const { slices, readBefore } = this.#progress.open(parent, partitions, isPartial);
    this.#verdict.found(partitions, readBefore);
    const group = new Group(slices.length, (ends) => {
      if (!ends.has("skipped") && !ends.has("failed")) this.#progress.close(parent, partitions);
    });
    return this.#items(slices, group);
  }

  /** Returns the slices to request again, after a while, as work items. */
  async again(): Promise<readonly WorkItem[]> {
    const { signal } = this.#loop.caller;
    const rejected = signal.aborted ? [] : this.#rejected.splice(0);
    if (rejected.length > 0) await this.#context.clock.sleep(repeatMs, signal).catch(() => undefined);
    return rejected.map((each) => () => this.#repeat(each));
  }

  /** Requests a rejected slice again, after the first page of one with other values of its dimensions. */
  async #repeat({ slice, group, times }: Rejected): Promise<readonly WorkItem[]> {
    const [partition = singlePartition] = slice.members;
    const other = this.#verdict.readWithOtherValues(partition);
    try {
      if (other !== undefined)
        for await (const _ of this.#reader.read({ ...slice, members: [other] }, undefined)) break;
    } catch (error) {
      this.#verdict.fail(error);
      group.end("failed");
      return [];
    }
    return this.#read(slice, group, times);
  }

  /**
   * Reads a slice, or returns its replacements.
   * @param rejections how often its request was rejected
   */
  async #read(slice: Slice, group: Group, rejections = 0): Promise<readonly WorkItem[]> {
    const { output, caller, whenSlotFree } = this.#loop;
    if (caller.signal.aborted) return [];
    let current = slice;
    try {
      const replacements = await whenSlotFree(async () => {
        if (caller.signal.aborted) throw new StoppedError();
        // Only now, because other slices can change both while this one waits for the slot.
        current = { ...slice, members: slice.members.filter((member) => !this.#verdict.isSkippedMember(member)) };
        const { maxMembers = Number.POSITIVE_INFINITY } = this.#reader;
        if (current.members.length > maxMembers) return this.#reader.divide?.(current, maxMembers) ?? [];
        if (current.members.length === 0) return [];
        const from = current.isPart === true ? undefined : this.#progress.positionOf(current);
        for await (const page of this.#reader.read(current, from)) {
          this.#verdict.read(current.members[0] ?? singlePartition);
          await output.commit(this.#progress, current, page);
        }
        return [];
      });
      if (replacements.length > 0) return this.#items(replacements, group.replace(replacements.length));
    } catch (error) {
      return this.#failed(error, current, group, rejections);
    }
    group.end(current.members.length === 0 ? "skipped" : "read");
    return [];
  }

  /** Records the error of a slice, or returns the slices that replace it. */
  #failed(error: unknown, slice: Slice, group: Group, rejections: number): readonly WorkItem[] {
    const { report } = this.#loop;
    const [partition = singlePartition] = slice.members;
    const isBatch = (this.#reader.divide?.(slice, 1) ?? []).length > 0;
    const isOfAccount = error instanceof ApiError && this.#isAccountDenied(error, slice, isBatch);
    const situation = this.#situationOf(isOfAccount, isBatch);
    const disposition = dispositionOf(error, situation, this.#verdict.canBeOneId);
    const smaller = this.#smaller(slice, disposition, error);
    if (smaller.length > 0) return this.#replaced(smaller, slice, error, group, disposition === "first_alone");
    if (disposition === "again" && error instanceof ApiError) return this.#reject(error, slice, group, rejections + 1);
    const resource = (isOfAccount ? undefined : this.#reader.resourceOf?.(slice)) ?? partition.parameters;
    const named = slice.members.length > 1 ? {} : resource;
    const isSkipped = this.#record(error, disposition, named, (skipped) => {
      if (disposition === "suspect") this.#verdict.suspect(skipped, resource);
      else this.#verdict.skip(skipped);
      if (this.#reader.requestsIds === true && !isOfAccount) this.#verdict.skipMember(partition);
      if (skipped.kind === "rejected_value") return;
      report.skip(skipped, resource);
      if (disposition === "skip") report.deny(skipped, partition.parameters);
    });
    group.end(isSkipped ? "skipped" : "failed");
    return [];
  }

  /**
   * Decides about a slice whose request was rejected. The values of its dimensions count as rejected only if their request was
   * rejected, one with other values succeeded after that, and theirs was rejected again.
   */
  #reject(error: ApiError, slice: Slice, group: Group, times: number): readonly WorkItem[] {
    const { report } = this.#loop;
    const [partition = singlePartition] = slice.members;
    const dimensions = this.#verdict.dimensionsOf(partition);
    const isNamed = Object.values(dimensions).some((value) => error.reason.includes(String(value)));
    const isHopeless = !this.#verdict.isAnythingRead && this.#rejected.length >= maxRejections;
    if (times < (isNamed ? 2 : maxUnnamed) && !isHopeless) {
      this.#rejected.push({ slice, group, times });
      return [];
    }
    const isOfValue = !isHopeless && this.#verdict.readWithOtherValues(partition) !== undefined;
    if (isOfValue) {
      this.#verdict.skip(error);
      report.excludeDimensions(error, dimensions, partition.parameters);
    } else {
      this.#verdict.reject(error.noting(describeParameters(partition.parameters)));
      // If nothing was read, the cause isn't this partition.
      if (this.#verdict.isAnythingRead) report.skip(error, partition.parameters);
    }
    if (isHopeless) this.#loop.halt();
    group.end(isOfValue ? "skipped" : "failed");
    return [];
  }

  /** Returns whether the operation is denied for the account: if a request for one ID is denied and none has succeeded. */
  #isAccountDenied(error: ApiError, slice: Slice, isBatch: boolean): boolean {
    const { client, stream } = this.#loop;
    const [partition = singlePartition] = slice.members;
    const parameters = parametersOf(stream, partition, this.#context);
    const isOneId = !isBatch && (this.#reader.requestsIds === true || slice.isPart === true);
    if (isOneId && isDenied(error)) client.denyAccount(error, parameters);
    return client.isAccountDenied(error.operation, parameters);
  }

  #situationOf(isOfAccount: boolean, isBatch: boolean): Situation {
    if (!this.#hasParents) return "single";
    if (isOfAccount) return "child";
    return isBatch ? "batch" : this.#reader.requestsIds === true ? "member" : "child";
  }

  /** Returns the slices to read instead of a failed one; none: there are no smaller ones, or they would fail as well. */
  #smaller(slice: Slice, disposition: Disposition, error: unknown): readonly Slice[] {
    const divided = (whole: Slice, size: number) => this.#reader.divide?.(whole, size) ?? [];
    const halves = (whole: Slice) => divided(whole, Math.ceil(whole.members.length / 2));
    if (disposition === "split") return halves(slice);
    if (disposition === "fall_back")
      return error instanceof ApiError ? (this.#reader.fallBack?.(slice, error) ?? []) : [];
    if (disposition !== "first_alone") return [];
    const [first, ...others] = divided(slice, 1);
    if (first === undefined) return [];
    const isDeniedOfAccount =
      error instanceof ApiError &&
      isDenied(error) &&
      "ad_account_id" in (slice.members[0] ?? singlePartition).parameters;
    if (isDeniedOfAccount || first.isPart === true) return [first, ...others];
    const rest = { ...slice, members: slice.members.slice(1) };
    const [one = rest, ...more] = halves(rest);
    return [first, one, ...more];
  }

  /**
   * Records an error.
   * @param resource the parameters that identify the failed resource
   * @param skip records what is skipped
   * @returns whether the other work items are unaffected
   */
  #record(error: unknown, disposition: Disposition, resource: Parameters, skip: (error: ApiError) => void): boolean {
    const isSkip = disposition === "skip" || disposition === "suspect";
    if (disposition === "none") {
      this.#loop.log("INFO", noCatalog);
      this.#verdict.noCatalog();
    } else if (isSkip && error instanceof ApiError) {
      skip(error);
    } else {
      const isNamed = disposition === "fail" && error instanceof ApiError && Object.keys(resource).length > 0;
      this.#verdict.fail(isNamed ? error.noting(describeParameters(resource)) : error);
    }
    if (disposition === "stop" || this.#verdict.shouldStop) this.#loop.halt();
    return isSkip || disposition === "none";
  }

  #items(slices: readonly Slice[], group: Group): readonly WorkItem[] {
    return slices.map((slice) => () => this.#read(slice, group));
  }

  /** Returns work items for the slices that replace one. @param isFirstAlone whether the others wait for the first */
  #replaced(
    smaller: readonly Slice[],
    slice: Slice,
    error: unknown,
    group: Group,
    isFirstAlone: boolean,
  ): readonly WorkItem[] {
    const [first = slice, ...others] = smaller;
    let own = group;
    if (first.isPart === true) {
      if (error instanceof ApiError) this.#loop.log("INFO", `${error.message}; requesting one at a time instead`);
      const [partition = singlePartition] = slice.members;
      own = new Group(smaller.length, (ends) => {
        const isRead = ends.has("read") && !ends.has("failed");
        const isPartial = ends.has("skipped");
        if (isRead) this.#progress.advance(slice, { records: [], closed: [partition], isPartial });
        group.end(isRead ? "read" : ends.has("failed") ? "failed" : "skipped");
      });
    } else {
      group.replace(smaller.length);
    }
    if (!isFirstAlone) return this.#items(smaller, own);
    return [async () => [...(await this.#read(first, own)), ...this.#items(others, own)]];
  }

  /**
   * Logs what was skipped.
   * @returns the error for IDs whose requests were rejected; everything else was read
   * @throws the error that made the pass incomplete, after the state is saved
   */
  end(): Error | undefined {
    const { report, output, stream, signal } = this.#loop;
    report.logRemaining();
    const failure = signal.aborted ? new StoppedError() : this.#verdict.failure;
    if (failure === undefined) return this.#verdict.suspectError;
    output.saveState(this.#progress.toState());
    throw (
      (this.#verdict.isSkip(failure) && stream.accessRequirement === undefined ? report.unavailable : undefined) ??
      failure
    );
  }
}

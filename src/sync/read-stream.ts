import { countOf } from "../base/count-of.ts";
import { StoppedError } from "../base/signals.ts";
import type { Config } from "../config/config.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { Held } from "../pinterest/network/memory-gate.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import type { ReadContext, StreamRead } from "./context.ts";
import type { ExclusionReport } from "./exclusions/report.ts";
import { describeParameters } from "./exclusions/resource.ts";
import {
  type Disposition,
  dispositionOf,
  isDenied,
  isInaccessible,
  isServerFault,
  type Situation,
} from "./failures/disposition.ts";
import { Verdict } from "./failures/verdict.ts";
import type { Output } from "./output/output.ts";
import { singlePartition } from "./partition.ts";
import { batchOf, divided } from "./partitions/batches.ts";
import type { Discovery, ParentList, ParentPartition } from "./partitions/partition-router.ts";
import type { Progress } from "./progress.ts";
import type { Pages, Reader } from "./readers/reader.ts";
import { Group, runQueue, type WorkItem } from "./schedule/work-queue.ts";
import type { Page, Slice } from "./slice.ts";
import { childPartitionsOf, parametersOf } from "./stream-partitions.ts";

/**
 * Reads one stream to its end and saves its state. Its passes are queues of work items that yield further work items.
 * @throws ApiError, ConnectorError or StoppedError if the stream is incomplete; records read so far are written
 */
export async function readStream(progress: Progress, reader: Reader, loop: Loop, context: ReadContext): Promise<void> {
  /** The error for resources or values that the user named and that are unavailable; everything else was read. */
  let unavailable: Error | undefined;
  while (progress.nextPass()) {
    const list = await context.router.parentsOf(loop.stream, loop.caller);
    logEmpty(list, loop, context.config);
    const pass = new Pass(progress, reader, loop, context);
    const parents = progress.begin(list.parents);
    if (parents.length < list.parents.length) pass.resume();
    await runQueue(
      parents.map((parent) => () => pass.discover(parent)),
      loop.maxOpen,
    );
    for (let rest = await pass.again(); rest.length > 0; rest = await pass.again()) await runQueue(rest, loop.maxOpen);
    const rejected = pass.end();
    loop.output.write(await progress.endPass(list.missing !== undefined, list.isPartial === true));
    logSkippedParents(list, loop, reader);
    unavailable ??= rejected ?? list.missing ?? loop.report.unavailable;
  }
  loop.output.saveState(progress.endState(unavailable === undefined));
  if (unavailable !== undefined) throw unavailable;
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
  { requestsFor }: Pick<Reader, "requestsFor">,
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
  readonly output: Output;
  readonly report: ExclusionReport;
  /** Aborts with the run. */
  readonly signal: AbortSignal;
  /** Prevents the stream's other work items from starting. */
  readonly halt: () => void;
  /** The maximum number of concurrent work items. */
  readonly maxOpen: number;
}

/** The time after which rejected requests are repeated, in milliseconds. */
const repeatMs = 10_000;
/** The number of rejections of a request that don't name its values, before it counts as rejected. */
const maxUnnamed = 4;
/** The number of rejected partitions at which the stream stops if none was read. */
const maxRejections = 50;

/** A slice between two of its pages. */
interface OpenSlice {
  readonly slice: Slice;
  readonly pages: Pages;
  readonly group: Group;
  /** How often its first request was rejected. */
  readonly rejections: number;
  /** The rest is read for child streams only. */
  readonly isRead?: boolean;
}

/** A slice whose requests were rejected. */
interface Rejected {
  readonly slice: Slice;
  readonly group: Group;
  readonly times: number;
}

/** One pass through a stream's partitions: runs its work items and handles their errors. */
class Pass {
  readonly #progress: Progress;
  readonly #reader: Reader;
  readonly #loop: Loop;
  readonly #context: ReadContext;
  readonly #verdict: Verdict;
  readonly #hasParents: boolean;
  /** Slices to request again. */
  readonly #rejected: Rejected[] = [];

  constructor(progress: Progress, reader: Reader, loop: Loop, context: ReadContext) {
    this.#progress = progress;
    this.#reader = reader;
    this.#loop = loop;
    this.#context = context;
    this.#verdict = new Verdict(loop.stream);
    this.#hasParents = childPartitionsOf(loop.stream).length > 0;
  }

  /** Records that an earlier attempt has completed parent partitions. */
  resume(): void {
    this.#verdict.resume();
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
      if (other !== undefined) await this.#reader.open({ ...slice, members: [other] }).next(this.#loop.caller);
    } catch (error) {
      this.#verdict.fail(error);
      group.end("failed");
      return [];
    }
    return this.#read(slice, group, times);
  }

  /**
   * Opens a slice, or returns its replacements.
   * @param rejections how often its request was rejected
   */
  async #read(slice: Slice, group: Group, rejections = 0): Promise<readonly WorkItem[]> {
    // Only now, because other slices can change both while this one waits.
    const current = { ...slice, members: slice.members.filter((member) => !this.#verdict.isSkippedMember(member)) };
    const { maxMembers = Number.POSITIVE_INFINITY } = this.#reader;
    const smaller = divided(current, maxMembers);
    if (smaller.length > 0) return this.#items(smaller, group.replace(smaller.length));
    if (current.members.length > 0) {
      const pages = this.#reader.open(current, this.#progress.bookmarkOf(current));
      return this.#step({ slice: current, pages, group, rejections });
    }
    group.end("skipped");
    return [];
  }

  /** Reads the next page of a slice, and returns the one after it as a work item. */
  async #step(open: OpenSlice): Promise<readonly WorkItem[]> {
    const { slice, pages, group, rejections } = open;
    const { output } = this.#loop;
    const held = new Held();
    const caller = { ...this.#loop.caller, held };
    if (caller.signal.aborted) return [];
    try {
      let page: Page;
      do {
        page = await pages.next(caller);
        this.#verdict.read(slice.members[0] ?? singlePartition);
        const { rest } = open.isRead === true ? {} : await output.commit(this.#progress, slice, page);
        if (rest === "again") return [() => this.#read(slice, group)];
        // Child streams need the rest, which has nothing new.
        if (rest === "known") open = { ...open, isRead: true };
      } while (page.next === "rest");
      if (page.next !== undefined && (open.isRead !== true || pages.isShared === true)) return [() => this.#step(open)];
    } catch (error) {
      return this.#failed(error, slice, group, rejections);
    } finally {
      held.release();
    }
    group.end("read");
    return [];
  }

  /** Records the error of a slice, or returns the slices that replace it. */
  #failed(error: unknown, slice: Slice, group: Group, rejections: number): readonly WorkItem[] {
    const { report, stream } = this.#loop;
    const [partition = singlePartition] = slice.members;
    const requestsIds = batchOf(stream, partition) !== undefined;
    const isOfAccount = error instanceof ApiError && this.#isAccountDenied(error, slice, requestsIds);
    const disposition = dispositionOf(error, this.#situationOf(slice, isOfAccount), this.#verdict.canBeOneId);
    const smaller = this.#smaller(slice, disposition, error);
    if (smaller.length > 0) {
      group.replace(smaller.length);
      const [first = slice, ...others] = smaller;
      // The others depend on the first.
      return disposition === "first_alone"
        ? [async () => [...(await this.#read(first, group)), ...this.#items(others, group)]]
        : this.#items(smaller, group);
    }
    if (disposition === "again" && error instanceof ApiError) return this.#reject(error, slice, group, rejections + 1);
    if (isServerFault(error) && this.#verdict.isSupplement(partition)) {
      this.#verdict.skip(error);
      report.skip(error, this.#verdict.dimensionsOf(partition));
      group.end("skipped");
      return [];
    }
    const resource = (isOfAccount ? undefined : this.#reader.resourceOf?.(slice)) ?? partition.parameters;
    const named = slice.members.length > 1 ? {} : resource;
    const lookup = stream.reading.by === "feed" ? stream.reading.lookup : undefined;
    const isSkipped = this.#record(error, disposition, named, (skipped) => {
      if (lookup !== undefined && isInaccessible(skipped)) {
        this.#progress.miss?.(partition, isDenied(skipped));
        report.miss(skipped, partition.parameters);
        return;
      }
      if (disposition === "skip_id") this.#verdict.rejectId(skipped, resource);
      else this.#verdict.skip(skipped);
      if (requestsIds && !isOfAccount) this.#verdict.skipMember(partition);
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
  #isAccountDenied(error: ApiError, { members }: Slice, requestsIds: boolean): boolean {
    const { client, stream } = this.#loop;
    const [partition = singlePartition] = members;
    const parameters = parametersOf(stream, partition, this.#context);
    if (requestsIds && members.length === 1 && isDenied(error)) client.denyAccount(error, parameters);
    return client.isAccountDenied(error.operation, parameters);
  }

  #situationOf({ members }: Slice, isOfAccount: boolean): Situation {
    const [partition = singlePartition] = members;
    if (!this.#hasParents) return "single";
    if (isOfAccount) return "child";
    return members.length > 1 ? "batch" : batchOf(this.#loop.stream, partition) === undefined ? "child" : "member";
  }

  /** Returns the slices to read instead of a failed one; none: there are no smaller ones, or they would fail as well. */
  #smaller(slice: Slice, disposition: Disposition, error: unknown): readonly Slice[] {
    const { length } = slice.members;
    if (!(error instanceof ApiError)) return [];
    if (disposition === "split") return divided(slice, Math.ceil(length / 2));
    const singles = divided(slice, 1);
    if (disposition === "fall_back") {
      return this.#reader.fallBack?.(error) !== true ? [] : singles.length > 0 ? singles : [slice];
    }
    if (disposition !== "first_alone" || length < 2) return [];
    if (isDenied(error)) return singles;
    const rest = { ...slice, members: slice.members.slice(1) };
    const halves = divided(rest, Math.ceil(rest.members.length / 2));
    return [...singles.slice(0, 1), ...(halves.length > 0 ? halves : [rest])];
  }

  /**
   * Records an error.
   * @param resource the parameters that identify the failed resource
   * @param skip records what is skipped
   * @returns whether the other work items are unaffected
   */
  #record(error: unknown, disposition: Disposition, resource: Parameters, skip: (error: ApiError) => void): boolean {
    const isSkip = disposition === "skip" || disposition === "skip_id";
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

  /**
   * Logs what was skipped.
   * @returns the error for IDs whose requests were rejected; everything else was read
   * @throws the error that made the pass incomplete, after the state is saved
   */
  end(): Error | undefined {
    const { report, output, stream, signal } = this.#loop;
    report.logRemaining();
    const failure = signal.aborted ? new StoppedError() : this.#verdict.failure;
    if (failure === undefined) return this.#verdict.rejectedIdsError;
    output.saveState(this.#progress.toState());
    throw (
      (this.#verdict.isSkip(failure) && stream.accessRequirement === undefined ? report.unavailable : undefined) ??
      failure
    );
  }
}

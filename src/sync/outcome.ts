import { entryOf } from "../base/entry-of.ts";
import { StoppedError } from "../base/signals.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { isDenied, isInaccessible, isRejection } from "../pinterest/errors/error-kinds.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import type { ConnectorError } from "../protocol/errors.ts";
import { childPartitionsOf, hasFormForOne } from "../streams/partitions.ts";
import type { Stream } from "../streams/stream.ts";
import { describeParameters } from "../texts/describe.ts";
import { adviceOn, noLongerListed, unavailable } from "../texts/unavailable.ts";
import type { StreamContext } from "./context.ts";
import { type Requested, type Rule, ruleFor } from "./error-rules.ts";
import { type Partition, type Slice, singlePartition } from "./partition.ts";

/** The number of failures in a row, with nothing read between them, at which the cause isn't a single partition. */
const maxFailures = 20;
/** The number of rejected IDs at which an ad account's part of the stream fails, if nothing of it was read. */
const maxRejected = 20;
/** The number of denied IDs at which an ad account is denied for an operation, if nothing of it was read. */
const maxDenied = 2;
/** The maximum number of skipped resources that a stream names per reason. The others are counted. */
const maxNamed = 10;

/** What was tried of the IDs of one ad account. */
interface Tried {
  isAnythingRead: boolean;
  rejected: number;
  denied: number;
  /** Why nothing further is requested; undefined: it is. */
  failure?: ApiError;
}

/** The outcome of reading one stream: accounts for what was read, failed, and was skipped. */
export class Outcome {
  readonly #context: StreamContext;
  readonly #halt: () => void;
  /** The ad accounts that this run is denied, by ID. */
  readonly #denied: Map<string, ApiError>;
  readonly #failures: unknown[] = [];
  readonly #tried = new Map<string, Tried>();
  /** By reason, with what to do: what was skipped. */
  readonly #skipped = new Map<string, { readonly error: ApiError; readonly all: Set<string> }>();
  /** By parent of which at least a part was skipped: why. */
  readonly #inaccessible = new Map<string, ApiError>();
  /** The parent partitions whose lists failed, were denied, or lacked rows. */
  readonly #unlisted: Partition[] = [];
  #hasFailedList = false;
  /** Whether requests for several IDs are sent in their form for one. */
  isOneByOne = false;
  #failuresInARow = 0;
  #isAnythingRead = false;
  /** Whether parents might be missing, so that partitions might be. */
  #mightMissParents = false;
  #unavailable: ConnectorError | undefined;
  #lacking: ConnectorError | undefined;

  /** @param halt ends all requests of the stream */
  constructor(context: StreamContext, halt: () => void) {
    this.#context = context;
    this.#halt = halt;
    this.#denied = context.denials.of(context.stream, context.config);
  }

  get unlisted(): readonly Partition[] {
    return this.#unlisted;
  }

  /** Whether a list of parents failed, or was denied. */
  get hasFailedList(): boolean {
    return this.#hasFailedList;
  }

  /** Whether all partitions were found, as far as errors tell. */
  get isEverythingFound(): boolean {
    return !this.#mightMissParents && this.#unlisted.length === 0;
  }

  /** The error to report; undefined: the stream is complete. */
  get problem(): unknown {
    // A StoppedError is a consequence of another failure.
    const cause = this.#failures.find((error) => !(error instanceof StoppedError));
    const skipped = this.#isAnythingRead || this.#failures.length > 0 ? undefined : this.#nothingRead();
    const named = this.#context.stream.accessRequirement === undefined ? this.#unavailable : undefined;
    if (skipped !== undefined) return named ?? skipped;
    return cause ?? this.#failures[0] ?? this.#unavailable;
  }

  /** Records that something of a slice was read. */
  read({ members: [first] }: Slice): void {
    this.#isAnythingRead = true;
    this.#failuresInARow = 0;
    this.#triedOf(first).isAnythingRead = true;
  }

  /** Records that there is nothing to read, or that it was read before. */
  complete(): void {
    this.#isAnythingRead = true;
  }

  /** Records that the list below a parent partition was read, and might lack rows. */
  lackRows(parent: Partition): void {
    this.#unlisted.push(parent);
  }

  /** Records parents that the user named and that weren't found. */
  missNamed(error: ConnectorError): void {
    this.#mightMissParents = true;
    this.#unavailable ??= error;
    this.#lacking = error;
  }

  /** Skips a slice whose ad account is denied in this run, or failed in this stream. @returns why; undefined: it is to be requested */
  skipInaccessible({ members: [first] }: Slice): ApiError | undefined {
    const { failure } = this.#triedOf(first);
    if (failure !== undefined) return failure;
    const denial = this.#denied.get(adAccountOf(first));
    if (denial !== undefined) this.#skip(denial, first);
    return denial;
  }

  /**
   * Records the error of a slice, unless it is to be read in another way.
   * @param wasOneByOne whether it was requested in the form for one ID
   * @returns what to do
   */
  fail(error: unknown, { members }: Slice, wasOneByOne: boolean): Rule {
    const { stream, log } = this.#context;
    const [first] = members;
    const tried = this.#triedOf(first);
    const found = ruleFor(error, requestedOf(members, stream));
    // The other parts of the stream might not be restricted.
    const rule = found === "one_by_one" && (wasOneByOne || !hasFormForOne(stream)) ? "fail_account" : found;
    if (error instanceof ApiError) {
      const text = `requesting one ID at a time, since Pinterest rejects several: ${error.response}`;
      if (rule === "one_by_one" && !this.isOneByOne) log("INFO", text);
      this.isOneByOne ||= rule === "one_by_one";
      if (rule === "fail_account") tried.failure = error;
      if (members.length === 1 && isRejection(error, error.operation)) tried.rejected += 1;
      if (!tried.isAnythingRead && tried.rejected >= maxRejected) tried.failure ??= error;
      if (rule === "skip" && isInaccessible(error) && first.isOptional === undefined) this.#deny(error, first, tried);
    }
    if (rule !== "halve" && rule !== "one_by_one") this.#apply(rule, error, first);
    return rule;
  }

  /** Records the error of a list of parents. @param of the stream whose list it is */
  failList(error: unknown, parent: Partition, of: Stream): void {
    this.#unlisted.push(parent);
    this.#hasFailedList = true;
    const isOwn = childPartitionsOf(of).length === 0;
    this.#apply(ruleFor(error, isOwn ? "own" : "list"), error, parent, true);
  }

  /** Records ad accounts or businesses that the stream has read before, and that Pinterest's list lacks. @param parameter that of an ID */
  missContainers(ids: readonly string[], parameter: string): void {
    const { log, summary } = this.#context;
    if (ids.length > 0) summary.skip(ids.length, "partition", "(no longer listed)");
    for (const id of ids) {
      const what = describeParameters({ [parameter]: id });
      log("WARN", `skipped ${what}: ${noLongerListed}`, `missed ${what}`);
      this.#unlisted.push({ ...singlePartition, container: id });
    }
  }

  /** Logs what was skipped, counted by reason, and what the error doesn't say. */
  log(): void {
    const { log, summary } = this.#context;
    if (this.#lacking !== undefined && this.#lacking !== this.problem) log("WARN", this.#lacking.message);
    for (const [reason, { error, all }] of this.#skipped) {
      summary.skip(all.size, "partition", error.codes === "" ? "without a response" : `(${error.codes})`);
      if (all.size > maxNamed) log("WARN", `skipped ${all.size - maxNamed} more: ${reason}`);
    }
  }

  #apply(rule: Rule, error: unknown, partition: Partition, isList = false): void {
    if (rule === "none") this.#lackCatalog();
    else if (rule === "skip" && error instanceof ApiError) this.#skip(error, partition, isList);
    else this.#fail(rule, error, partition);
  }

  #lackCatalog(): void {
    const { log, stream } = this.#context;
    log("INFO", "no catalog in this account; 0 records", `${stream.name} no catalog`);
    this.#mightMissParents = true;
    this.#isAnythingRead = true;
  }

  #fail(rule: Rule, error: unknown, { parameters }: Partition): void {
    const what = rule === "stop" ? "the rest" : describeParameters(parameters);
    const isNamed = error instanceof ApiError && what !== "";
    if (isNamed && this.#failures.length > 0 && (rule === "stop" || this.#failures.length < maxNamed))
      this.#context.log("WARN", `not read: ${what}: ${error.response}`);
    this.#failures.push(isNamed && rule !== "stop" ? error.noting(what) : error);
    if (rule !== "stop") this.#failuresInARow += 1;
    if (rule === "stop" || this.#failuresInARow >= maxFailures) this.#halt();
  }

  #skip(error: ApiError, { parameters, isOptional }: Partition, isList = false): void {
    const { stream, config, log } = this.#context;
    const isLookup = !isList && stream.reading.by === "lookup";
    // An optional part says nothing about access to the others.
    const isAboutAccess = isInaccessible(error) && isOptional === undefined;
    if (isAboutAccess && !isLookup) {
      const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
      const parent = JSON.stringify(names.map((name) => parameters[name] ?? null));
      if (isDenied(error) || !this.#inaccessible.has(parent)) this.#inaccessible.set(parent, error);
    } else if (isOptional === undefined) this.#isAnythingRead = true;
    if (isOptional === "undocumented" && error.kind === "invalid_request") {
      const what = describeParameters(parameters);
      log("INFO", `skipped ${what}, which Pinterest doesn't document, and rejects`, `${stream.name} ${what}`);
      return;
    }
    const { ad_account_id: account } = parameters;
    const isOfAccount = typeof account === "string" && this.#denied.has(account);
    const resource: Parameters = isOfAccount ? { ad_account_id: account } : parameters;
    if (isAboutAccess) this.#unavailable ??= unavailable(error, resource, config);
    const reason = `${error.response}.${adviceOn(error, resource, config)}`;
    const { all } = entryOf(this.#skipped, reason, () => ({ error, all: new Set<string>() }));
    const what = describeParameters(resource);
    if (all.has(what)) return;
    all.add(what);
    if (all.size <= maxNamed) log("WARN", `skipped ${what}: ${reason}`);
  }

  /** Records a denial of the ad account, or of one ID in it. */
  #deny(error: ApiError, partition: Partition, tried: Tried): void {
    const account = adAccountOf(partition);
    if (isDenied(error)) tried.denied += 1;
    const isOfAccount =
      partition.batch === undefined ? account !== "" && namesOnlyAccount(partition) : tried.denied >= maxDenied;
    if (isOfAccount && !tried.isAnythingRead) this.#denied.set(account, error);
  }

  /** Returns the error of a stream of which nothing was read because everything was skipped. */
  #nothingRead(): unknown {
    const errors = [...this.#inaccessible.values()];
    // A single parent that is not found was deleted after it was listed. If all of several are, the endpoint is unavailable.
    return errors.find(isDenied) ?? (errors.length > 1 ? errors[0] : undefined);
  }

  #triedOf(partition: Partition): Tried {
    const key = `${partition.batch?.parameter} ${adAccountOf(partition)}`;
    return entryOf(this.#tried, key, () => ({ isAnythingRead: false, rejected: 0, denied: 0 }));
  }
}

/** Returns what a request for partitions of a stream asks. */
function requestedOf([first, ...others]: Slice["members"], stream: Stream): Requested {
  if (first.isOptional !== undefined) return "optional";
  if (others.length > 0) return "several";
  if (first.batch !== undefined) return "id";
  return childPartitionsOf(stream).length === 0 ? "own" : "one";
}

/** Returns the ad account of a partition; empty: it has none. */
function adAccountOf({ parameters }: Partition): string {
  const { ad_account_id: account } = parameters;
  return typeof account === "string" ? account : "";
}

/** Returns whether a partition is an ad account, or a list of values in it. */
function namesOnlyAccount({ parameters }: Partition): boolean {
  return Object.entries(parameters).every(([name, value]) => name === "ad_account_id" || typeof value === "object");
}

import { entryOf } from "../base/entry-of.ts";
import { asText } from "../base/json.ts";
import { StoppedError } from "../base/signals.ts";
import type { Config } from "../config/config.ts";
import { ApiError, type ApiErrorKind } from "../pinterest/errors/api-error.ts";
import { isDenied, isInaccessible, isRejection } from "../pinterest/errors/error-kinds.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import type { ConnectorError } from "../protocol/errors.ts";
import { childPartitionsOf, hasFormForOne } from "../streams/partitions.ts";
import type { Stream } from "../streams/stream.ts";
import { describeParameters } from "../texts/describe.ts";
import { unavailableError } from "../texts/explain.ts";
import type { StreamContext } from "./context.ts";
import { type Partition, type Slice, singlePartition } from "./partition.ts";

/**
 * What an error means for what was asked:
 * - `none`: there is nothing to read
 * - `skip`: it is skipped with a warning, and the stream is complete without it
 * - `halve`: a batch is read in halves, one at a time
 * - `one_by_one`: the requests for several IDs are sent in their form for one
 * - `fail`: the next sync reads it, and the stream ends INCOMPLETE; everything else is read
 * - `stop`: nothing further is requested, since it would fail as well
 */
type Rule = "none" | "skip" | "halve" | "one_by_one" | "fail" | "stop";

const always = (rule: Rule) => ({ own: rule, several: rule, one: rule, list: rule });
const inaccessible: ReturnType<typeof always> = { own: "fail", several: "halve", one: "skip", list: "skip" };

/**
 * By what was asked:
 * - `own`: a partition without a parent, so that an error concerns the operation
 * - `several`: IDs that share a request, any of which can be the cause
 * - `one`: a partition of a parent, which can be deleted or inaccessible by now
 * - `list`: the parents of partitions
 */
const rules: Readonly<Record<ApiErrorKind, ReturnType<typeof always>>> = {
  permission_denied: inaccessible,
  not_found: inaccessible,
  access_lost: { ...always("fail"), several: "halve" },
  restricted_feature: { ...always("stop"), several: "one_by_one" },
  invalid_request: { ...always("fail"), several: "halve" },
  // The list of the parents of a child shows that the account has a catalog.
  no_catalog: { ...inaccessible, own: "none" },
  network: always("fail"),
  server_fault: always("fail"),
  invalid_body: always("fail"),
  other_dates: always("fail"),
  unsafe_link: always("fail"),
  authentication: always("stop"),
  authorization_grant: always("stop"),
  missing_scope: always("stop"),
  app_without_access: always("stop"),
  rate_limited: always("stop"),
  unexpected: always("stop"),
};

/** The number of failures in a row, with nothing read between them, at which the cause isn't a single partition. */
const maxFailures = 20;
/** The number of rejected IDs at which an ad account's part of the stream fails, if nothing of it was read. */
const maxRejected = 20;
/** The number of denied IDs at which an ad account is denied for an operation, if nothing of it was read. */
const maxDenied = 2;
/** The maximum number of skipped resources that a stream names per reason. The others are counted. */
const maxNamed = 10;

/** Why an ad account, a business, or a profile is missing that was read before. */
export const missed =
  "Pinterest no longer lists it, so its rows are no longer updated. To sync it, ask its owner for a role that can read it.";

/** What was tried of the IDs of one ad account. */
interface Tried {
  isAnythingRead: boolean;
  rejected: number;
  denied: number;
  /** Why nothing further is requested; undefined: it is. */
  failure?: ApiError;
}

/** The outcome of reading one stream: the only owner of what is skipped, and why. */
export class Outcome {
  readonly #context: StreamContext;
  readonly #halt: () => void;
  /** What access depends on besides the ad account: a role can allow one operation, or level of reports, and deny another. */
  readonly #access: string;
  readonly #failures: unknown[] = [];
  readonly #tried = new Map<string, Tried>();
  /** By reason, with what to do: what was skipped. */
  readonly #skipped = new Map<string, { readonly error: ApiError; readonly all: Set<string> }>();
  /** By parent of which at least a part was skipped: why. */
  readonly #inaccessible = new Map<string, ApiError>();
  #failuresInARow = 0;
  #isAnythingRead = false;
  /** Whether parents might be missing, so that partitions might be. */
  #lacksParents = false;
  /** The parent partitions whose lists failed, were denied, or lacked rows. */
  readonly unlisted: Partition[] = [];
  #unavailable: ConnectorError | undefined;
  #lacking: ConnectorError | undefined;
  #isStopped = false;

  /** @param halt ends all requests of the stream */
  constructor(context: StreamContext, halt: () => void) {
    this.#context = context;
    this.#halt = halt;
    this.#access = accessOf(context.stream, context.config);
  }

  /** Whether requests for several IDs are sent in their form for one. */
  isOneByOne = false;

  /** Whether all partitions were found, as far as errors tell. */
  get isEverythingFound(): boolean {
    return !this.#lacksParents && !this.#isStopped && this.unlisted.length === 0;
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

  /** Records parents that the user named and that weren't found. */
  lack(error: ConnectorError): void {
    this.#lacksParents = true;
    this.#unavailable ??= error;
    this.#lacking = error;
  }

  /** Skips a slice whose ad account is denied in this run, or failed in this stream. @returns why; undefined: it is to be requested */
  leaveOut({ members: [first] }: Slice): ApiError | undefined {
    const { failure } = this.#triedOf(first);
    if (failure !== undefined) return failure;
    const denial = this.#context.denied.get(`${this.#access} ${accountOf(first)}`);
    if (denial !== undefined) this.#end(denial, "skip", first);
    return denial;
  }

  /**
   * Records the error of a slice, unless it is to be read in another way.
   * @param wasOneByOne whether it was requested in the form for one ID
   */
  fail(error: unknown, slice: Slice, wasOneByOne: boolean): "halve" | "one_by_one" | "skip" | "over" {
    const [first, ...others] = slice.members;
    const { stream } = this.#context;
    const isBatch = first.batch !== undefined;
    const asked = others.length > 0 ? "several" : childPartitionsOf(stream).length === 0 ? "own" : "one";
    if (!(error instanceof ApiError)) return this.#end(error, "stop", first);
    let rule = rules[error.kind][asked];
    if (rule === "stop" && isBatch && error.kind === "restricted_feature") rule = "one_by_one";
    if (rule === "one_by_one") {
      if (!wasOneByOne && hasFormForOne(stream)) {
        const text = `requesting one ID at a time, since Pinterest rejects several: ${error.response}`;
        if (!this.isOneByOne) this.#context.log("INFO", text);
        this.isOneByOne = true;
        return rule;
      }
      // The other parts of the stream might not be restricted.
      this.#triedOf(first).failure = error;
      rule = "fail";
    }
    if (first.isOptional !== undefined && (rule !== "stop" || error.kind === "restricted_feature")) rule = "skip";
    const tried = this.#triedOf(first);
    if (isRejection(error, error.operation) && others.length === 0) {
      tried.rejected += 1;
      if (!tried.isAnythingRead && tried.rejected >= maxRejected) tried.failure = error;
    }
    if (rule === "halve" && tried.failure === undefined) return rule;
    if (rule === "halve") rule = "fail";
    if (rule === "skip" && isInaccessible(error) && first.isOptional === undefined) this.#deny(error, first, isBatch);
    return this.#end(error, rule, first);
  }

  /** Records the error of a list of parents. @param of the stream whose list it is */
  failList(error: unknown, parent: Partition, of: Stream): void {
    this.unlisted.push(parent);
    const asked = childPartitionsOf(of).length === 0 ? "own" : "list";
    const rule = error instanceof ApiError ? rules[error.kind][asked] : "stop";
    this.#end(error, rule, parent, "list");
  }

  /** Records ad accounts or businesses that the stream has read before, and that Pinterest's list lacks. @param parameter that of an ID */
  miss(ids: readonly string[], parameter: string): void {
    const { log, summary } = this.#context;
    if (ids.length > 0) summary.skip(ids.length, "part", "(no longer listed)");
    for (const id of ids) {
      const what = describeParameters({ [parameter]: id });
      log("WARN", `skipped ${what}: ${missed}`, `missed ${what}`);
      this.unlisted.push({ ...singlePartition, container: id });
    }
  }

  /** Logs what was skipped, counted by reason, and what the error doesn't say. */
  log(): void {
    const { log, summary } = this.#context;
    if (this.#lacking !== undefined && this.#lacking !== this.problem) log("WARN", this.#lacking.message);
    for (const [reason, { error, all }] of this.#skipped) {
      summary.skip(all.size, "part", error.codes === "" ? "without a response" : `(${error.codes})`);
      if (all.size > maxNamed) log("WARN", `skipped ${all.size - maxNamed} more: ${reason}`);
    }
  }

  #end(error: unknown, rule: Rule, partition: Partition, of: "list" | "slice" = "slice"): "over" | "skip" {
    const { parameters } = partition;
    if (rule === "none") {
      this.#context.log("INFO", "no catalog in this account; 0 records", `${this.#context.stream.name} no catalog`);
      this.#lacksParents = true;
      this.#isAnythingRead = true;
    } else if (rule === "skip" && error instanceof ApiError) {
      this.#skip(error, partition, of);
      return "skip";
    } else {
      const what = describeParameters(parameters);
      const isNamed = rule === "fail" && error instanceof ApiError && what !== "";
      if (isNamed && this.#failures.length > 0 && this.#failures.length < maxNamed)
        this.#context.log("WARN", `not read: ${what}: ${error.response}`);
      this.#failures.push(isNamed ? error.noting(what) : error);
      if (rule === "fail") this.#failuresInARow += 1;
      if (rule === "stop" || this.#failuresInARow >= maxFailures) {
        this.#isStopped = true;
        this.#halt();
      }
    }
    return "over";
  }

  #skip(error: ApiError, { parameters, isOptional }: Partition, of: "list" | "slice"): void {
    const { stream, config, log } = this.#context;
    const isLookup = of === "slice" && stream.reading.by === "lookup";
    // An optional part says nothing about access to the others.
    const isAboutAccess = isInaccessible(error) && isOptional === undefined;
    if (isAboutAccess && !isLookup) {
      const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
      const parent = JSON.stringify(names.map((name) => parameters[name] ?? null));
      if (isDenied(error) || !this.#inaccessible.has(parent)) this.#inaccessible.set(parent, error);
    } else if (isOptional === undefined) this.#isAnythingRead = true;
    const { ad_account_id: account } = parameters;
    const isOfAccount =
      typeof account === "string" && this.#context.denied.get(`${this.#access} ${account}`) !== undefined;
    const resource: Parameters = isOfAccount ? { ad_account_id: account } : parameters;
    if (isOptional === "undocumented" && error.kind === "invalid_request") {
      const what = describeParameters(parameters);
      log("INFO", `skipped ${what}, which Pinterest doesn't document, and rejects`, `${stream.name} ${what}`);
      return;
    }
    if (isAboutAccess) this.#unavailable ??= unavailable(error, resource, config);
    const reason = `${error.response}.${adviceOn(error, resource, config)}`;
    const { all } = entryOf(this.#skipped, reason, () => ({ error, all: new Set<string>() }));
    const what = describeParameters(resource);
    if (all.has(what)) return;
    all.add(what);
    if (all.size <= maxNamed) log("WARN", `skipped ${what}: ${reason}`);
  }

  /** Records a denial of the ad account, or of one ID in it. */
  #deny(error: ApiError, partition: Partition, isId: boolean): void {
    const { denied } = this.#context;
    const account = accountOf(partition);
    const tried = this.#triedOf(partition);
    if (isDenied(error)) tried.denied += 1;
    const isOfAccount = isId ? tried.denied >= maxDenied : account !== "" && namesOnlyAccount(partition);
    if (isOfAccount && !tried.isAnythingRead) denied.set(`${this.#access} ${account}`, error);
  }

  /** Returns the error of a stream of which nothing was read because everything was skipped. */
  #nothingRead(): unknown {
    const errors = [...this.#inaccessible.values()];
    // A single parent that is not found was deleted after it was listed. If all of several are, the endpoint is unavailable.
    return errors.find(isDenied) ?? (errors.length > 1 ? errors[0] : undefined);
  }

  #triedOf(partition: Partition): Tried {
    const key = `${partition.batch?.parameter} ${accountOf(partition)}`;
    return entryOf(this.#tried, key, () => ({ isAnythingRead: false, rejected: 0, denied: 0 }));
  }
}

/** Returns what access to a stream depends on besides the ad account. */
function accessOf({ operation, reading }: Stream, config: Config): string {
  return `${operation} ${reading.by === "report" ? asText(reading.body(config).level) : ""}`;
}

/** Returns the ad account of a partition; empty: it has none. */
function accountOf({ parameters }: Partition): string {
  const { ad_account_id: account } = parameters;
  return typeof account === "string" ? account : "";
}

/** Returns whether a partition is an ad account, or a list of values in it. */
function namesOnlyAccount({ parameters }: Partition): boolean {
  return Object.entries(parameters).every(([name, value]) => name === "ad_account_id" || typeof value === "object");
}

/** Returns the config error for an inaccessible resource that the user named; undefined: the user didn't, or only a part of it. */
function unavailable(error: ApiError, parameters: Parameters, config: Config): ConnectorError | undefined {
  const { ad_account_id: account, board_id: board, ...others } = parameters;
  if (Object.keys(others).some((name) => /_ids?$/u.test(name))) return undefined;
  const isAccount = typeof account === "string" && config.adAccountIds.includes(account);
  const id = isAccount ? account : board;
  if (!isAccount && (typeof id !== "string" || !config.boardIds.includes(id))) return undefined;
  const name = config.names.of([isAccount ? "ad_account_ids" : "board_ids"]);
  const text = `${name}: ${String(id)} can't be read. Ask for access to it, or remove it from ${name}.`;
  return unavailableError(text, error);
}

/** Returns what to do about a skipped resource, after a space; empty: nothing. */
function adviceOn({ kind }: ApiError, parameters: Parameters, { names }: Config): string {
  if (kind === "not_found") return "";
  if (kind !== "permission_denied") return " A later sync requests it again.";
  if (!("ad_account_id" in parameters)) return " To sync it, ask its owner for access.";
  const isAccount = Object.keys(parameters).every((name) => name === "ad_account_id" || !name.endsWith("_id"));
  const skip = isAccount ? `; to skip it, list the others in ${names.of(["ad_account_ids"])}` : "";
  return ` To sync it, ask for a role that can read it${skip}.`;
}

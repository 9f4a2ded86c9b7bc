import { setImmediate } from "node:timers/promises";
import { entryOf } from "../../base/entry-of.ts";
import { asText, isEmpty, isObject, isStringArray, type Json, type JsonObject } from "../../base/json.ts";
import { StoppedError } from "../../base/signals.ts";
import type { Caller } from "../../pinterest/caller.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import { rowPathOf } from "../../pinterest/responses/find-rows.ts";
import { maxListedPins } from "../../streams/organic/organic.ts";
import type { Stream } from "../../streams/stream.ts";

/** A response of the API or its error; undefined: the request was aborted. */
type Sample = Promise<unknown>;

/** What is known of an operation. */
interface Samples {
  /** By parameters of the request. */
  readonly all: Map<string, Sample>;
  readonly firstPages: Sample[];
  partitions: number;
}

/** Maximum number of requests per list whose rows lead to further requests, if there are many such lists. */
const perList = 3;
/** The prefix of the bookmarks of made pages. The number of remaining rows follows. */
const madeBookmark = "rehearsal-";
/** The number before the first ID of made rows, which Pinterest doesn't have. */
const beforeMadeIds = 9_000_000_000_000_000;
/** By list: the field with the user's roles, and the roles with access to child partitions (Pinterest's document). */
const rolesOf: Readonly<Record<string, { readonly field: string; readonly sufficient: readonly string[] }>> = {
  "ad_accounts/list": { field: "permissions", sufficient: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"] },
  "get/business_employers": { field: "business_roles", sufficient: ["BIZ_ADMIN"] },
};
/** The name of the board with the catalog's Pins (measured at one shop, 2026-09: 191,632 Pins). */
export const catalogBoard = "Products";
/** The reason of denials that follow from roles, without a request. */
export const presumedDenial = "This user has no role with access.";

/**
 * The client of a rehearsal. It requests a few pages, and makes the other responses from these and from the counters of the
 * account and the boards. The read runs unchanged, so its requests can be counted.
 */
export class Rehearsal {
  readonly hasQuota = false;
  readonly firstResponse = Promise.resolve();
  readonly perMinute = () => undefined;
  /** The number of requests to the API. */
  made = 0;
  /** Operations with partitions of which the plan estimates the length. */
  readonly extrapolated = new Set<string>();
  /** Operations with responses that the rehearsal made, so that the number of their rows is an estimate. */
  readonly estimated = new Set<string>();
  /** Operations with partitions of which the plan doesn't know the length. */
  readonly unknown = new Set<string>();
  /** By name: the number of Pins of boards that Pinterest lists in part, or fills from the catalog. */
  readonly largeBoards = new Map<string, number>();
  #isReached = false;
  #networkError: ApiError | undefined;
  readonly #live: ApiClient;
  readonly #maxRequests: number;
  readonly #streams: readonly Stream[];
  readonly #parents: readonly string[];
  /** By operation. */
  readonly #samples = new Map<string, Samples>();
  /** The reasons of denials, by ID of the ad account or business. */
  readonly #denials = new Map<string, string>();
  /** By ad account that requests act for; the user's own account: empty. */
  readonly #accounts = new Map<string, JsonObject>();
  readonly #pinsOfBoards = new Map<string, Json>();
  readonly #runningJobs = new Set<Json>();
  #lastId = beforeMadeIds;

  /** @param parents the operations of the lists whose rows lead to further requests */
  constructor(live: ApiClient, maxRequests: number, streams: readonly Stream[], parents: readonly string[]) {
    this.#live = live;
    this.#maxRequests = maxRequests;
    this.#streams = streams;
    this.#parents = parents;
  }

  /** The last error, if the API answered no request. */
  get failure(): ApiError | undefined {
    return this.#isReached ? undefined : this.#networkError;
  }

  /** See `PinterestClient.call`. */
  async call<Result>(
    id: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
  ): Promise<Result> {
    // Lets the program receive signals.
    await setImmediate();
    if (caller.signal.aborted) throw new StoppedError();
    const { category, method } = operationNamed(id);
    caller.onCall?.(category);
    const reason = this.#denials.get(accountIn(parameters));
    if (reason !== undefined) throw new ApiError({ kind: "permission_denied", operation: id, reason });
    if (method === "POST") {
      const token = this.#newId();
      this.#runningJobs.add(token);
      return decode({ token });
    }
    if (typeof parameters.token === "string") {
      const status = this.#runningJobs.delete(parameters.token) ? "IN_PROGRESS" : "FINISHED";
      return decode({ report_status: status, url: "https://rehearsal.invalid/" });
    }
    const sample = await this.#samplesOf(id).all.get(JSON.stringify(parameters));
    if (sample instanceof ApiError) throw sample;
    if (sample !== undefined) return decode(structuredClone(sample));
    if (this.#isWorthRequesting(id, parameters)) return this.#request(id, parameters, caller, decode);
    return decode(await this.#make(id, parameters));
  }

  #hasCursor(id: string): boolean {
    const { by } = this.#streamOf(id)?.reading ?? {};
    return by === "compared" || by === "newest_first" || by === "lookup";
  }

  /** Returns whether to send a request. Those for lists that lead to further requests are reserved. */
  #isWorthRequesting(id: string, parameters: Parameters): boolean {
    const samples = this.#samplesOf(id);
    const isFirst = isFirstPage(parameters);
    const index = isFirst ? samples.partitions : 0;
    if (isFirst) samples.partitions += 1;
    if (Object.values(parameters).some((value) => this.#isMadeId(value))) return false;
    const isParent = this.#parents.includes(id);
    const isCounted = this.#countOf(id, parameters) !== undefined;
    if (isFirst ? isCounted && !isParent && !this.#hasCursor(id) : isCounted || !isParent) return false;
    const sent = samples.all.size;
    const allowed = isParent ? Math.max(perList, this.#maxRequests / this.#parents.length) : 1;
    const wanted = isParent ? Math.min(1, sent) : perList;
    const others = this.#parents.filter((parent) => parent !== id);
    const reserved = others.reduce((sum, other) => sum + Math.max(0, wanted - this.#samplesOf(other).all.size), 0);
    // Partitions at growing distances, since the first ones can be unlike the others.
    return sent < allowed && (index & (index - 1)) === 0 && this.made < this.#maxRequests - reserved;
  }

  async #request<Result>(
    id: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
  ): Promise<Result> {
    this.made += 1;
    const onRetry = () => {
      this.made += 1;
    };
    let body: unknown;
    const response = this.#live.call(
      id,
      this.#withoutMadeIds(parameters),
      { signal: caller.signal, onRetry },
      (received) => {
        // The read changes rows.
        body = structuredClone(received);
        return decode(received);
      },
    );
    const sample: Sample = response.then(
      () => {
        this.#isReached = true;
        return this.#note(id, parameters, body);
      },
      (error: unknown) => (error instanceof ApiError ? this.#noteError(error, parameters) : undefined),
    );
    const { all, firstPages } = this.#samplesOf(id);
    all.set(JSON.stringify(parameters), sample);
    if (isFirstPage(parameters)) firstPages.push(sample);
    await sample;
    return response;
  }

  /** Remembers what a response says about other lists. */
  #note(id: string, parameters: Parameters, body: unknown): unknown {
    const rows = rowsIn(body);
    if (id === "user_account/get" && isObject(body)) this.#accounts.set(accountIn(parameters), body);
    if (id === "boards/list")
      for (const { id: board, pin_count: count = null, name } of rows) {
        const listed = typeof count === "number" ? Math.min(count, maxListedPins) : count;
        this.#pinsOfBoards.set(asText(board), listed);
        const isLarge = listed !== count || name === catalogBoard;
        if (typeof count === "number" && isLarge) this.largeBoards.set(asText(name), count);
      }
    const { field, sufficient } = rolesOf[id] ?? { field: "", sufficient: [] };
    const denied = rows.filter(
      ({ [field]: roles }) => isStringArray(roles) && !roles.some((role) => sufficient.includes(role)),
    );
    // If none is sufficient, Pinterest has other roles by now.
    if (denied.length < rows.length) for (const owner of denied) this.#denials.set(asText(owner.id), presumedDenial);
    return body;
  }

  #noteError(error: ApiError, parameters: Parameters): ApiError {
    if (error.kind === "network") this.#networkError = error;
    else this.#isReached = true;
    const owner = accountIn(parameters);
    // Other operations can be denied for a single feature.
    if (error.kind === "permission_denied" && owner !== "" && this.#parents.includes(error.operation))
      this.#denials.set(owner, error.reason);
    return error;
  }

  /** Makes a response like those of other partitions. @throws their error if all have failed */
  async #make(id: string, parameters: Parameters): Promise<unknown> {
    const stream = this.#streamOf(id);
    const firstPages = (await Promise.all(this.#samplesOf(id).firstPages)).filter((each) => each !== undefined);
    const bodies = firstPages.flatMap((each) => (each instanceof ApiError ? [] : [each]));
    const [error] = firstPages;
    if (bodies.length === 0 && error instanceof ApiError) throw error;
    // The median, since few partitions are large: the user's own business, the main feed.
    const typical = bodies.toSorted((one, other) => lengthOf(one) - lengthOf(other))[
      Math.floor((bodies.length - 1) / 2)
    ];
    this.estimated.add(id);
    const count = this.#countOf(id, parameters);
    const rows = rowsIn(typical);
    if (count === undefined) (rows.length === 0 ? this.unknown : this.extrapolated).add(id);
    const isPaged = stream !== undefined && rowPathOf(stream.rows)?.bookmark === "followed";
    if (!isPaged) return structuredClone(typical) ?? emptyBody(stream);
    const { bookmark = "", page_size: pageSize = rows.length } = parameters;
    const size = Number(pageSize);
    const total = count ?? lengthOf(typical);
    const next = count === undefined ? size : Math.max(0, count - size);
    const rest = isFirstPage(parameters) ? total : next;
    const left = isMade(parameters) ? Number(String(bookmark).slice(madeBookmark.length)) : rest;
    const items = Array.from({ length: Math.min(size, left) }, (_, index) =>
      this.#copy(stream, rows, total - left + index, parameters),
    );
    return this.#note(id, parameters, { items, bookmark: left > size ? `${madeBookmark}${left - size}` : null });
  }

  /** Returns the number of rows of a partition if the account or the board contains it. */
  #countOf(id: string, parameters: Parameters): number | undefined {
    const { estimate = "" } = this.#streamOf(id) ?? {};
    const count =
      id === "boards/list_pins"
        ? this.#pinsOfBoards.get(String(parameters.board_id))
        : this.#accounts.get(accountIn(parameters))?.[estimate];
    return typeof count === "number" ? count : undefined;
  }

  /** Returns a copy of a row with new IDs and an earlier time. */
  #copy({ primaryKey }: Stream, rows: readonly JsonObject[], index: number, parameters: Parameters): JsonObject {
    const row = rows[index % rows.length] ?? Object.fromEntries(primaryKey.map((field) => [field, ""]));
    const copy = Math.floor(index / rows.length);
    const oldest = Date.parse(asText(rows.at(-1)?.created_at));
    const fields = Object.entries(structuredClone(row)).map(([field, value]) => {
      if (field === "created_at" && !Number.isNaN(oldest))
        return [field, new Date(oldest - index * 60_000).toISOString().slice(0, 19)];
      if (field.endsWith("_id") && parameters[field] !== undefined) return [field, String(parameters[field])];
      if (field === "id" || primaryKey.includes(field)) return [field, this.#newId()];
      // Further ads have further Pins and campaigns.
      return [field, field.endsWith("_id") && !isEmpty(value) ? `${asText(value)}${copy}` : value];
    });
    return Object.fromEntries(fields);
  }

  /** Whether a value is the ID of a made row, or a list of such IDs. */
  #isMadeId(value: Parameters[string]): boolean {
    if (isStringArray(value)) return value.length > 0 && value.every((each) => this.#isMadeId(each));
    const number = /^\d{16}$/u.test(String(value)) ? Number(value) : 0;
    return number > beforeMadeIds && number <= this.#lastId;
  }

  /** Returns parameters whose lists have no IDs of made rows: with them, Pinterest would find nothing. */
  #withoutMadeIds(parameters: Parameters): Parameters {
    const entries = Object.entries(parameters).map(
      ([name, value]) => [name, isStringArray(value) ? value.filter((each) => !this.#isMadeId(each)) : value] as const,
    );
    return Object.fromEntries(entries);
  }

  #newId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  #samplesOf(id: string): Samples {
    return entryOf(this.#samples, id, () => ({ all: new Map(), firstPages: [], partitions: 0 }));
  }

  #streamOf(id: string): Stream | undefined {
    return this.#streams.find(({ operation }) => operation === id);
  }
}

const accountIn = ({ ad_account_id: adAccount, business_id: business }: Parameters) =>
  String(adAccount ?? business ?? "");
const isFirstPage = ({ bookmark, start_index: index }: Parameters) => bookmark === undefined && index === undefined;
const isMade = ({ bookmark }: Parameters) => String(bookmark).startsWith(madeBookmark);
const rowsIn = (body: unknown) => (isObject(body) && Array.isArray(body.items) ? body.items.filter(isObject) : []);
/** Estimates the number of rows of a partition: twice those of the first page if there are further pages. */
const lengthOf = (body: unknown) => rowsIn(body).length * (isObject(body) && !isEmpty(body.bookmark) ? 2 : 1);

/** Returns a response without rows, or with one if the response is a single row. */
function emptyBody(stream: Stream | undefined): Json {
  const { steps = [] } = (stream && rowPathOf(stream.rows)) ?? {};
  const [step] = steps;
  if (step === undefined) return Object.fromEntries((stream?.primaryKey ?? ["id"]).map((field) => [field, "1"]));
  if (step.into === "items") return [];
  return step.into === "field" ? { [step.name]: [] } : {};
}

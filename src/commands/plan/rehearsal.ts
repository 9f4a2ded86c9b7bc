import type { Clock } from "../../clock.ts";
import { asText, isObject, type Json, type JsonObject } from "../../json.ts";
import type { OpenDownload } from "../../pinterest/network/download.ts";
import type { HttpRequest, HttpResponse, Transport } from "../../pinterest/network/transport.ts";
import { operations } from "../../pinterest/operations/operations.generated.ts";
import { type Operation, operationNamed } from "../../pinterest/operations/operations.ts";
import { type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";
import { StoppedError } from "../../signals.ts";

/** Time that passes only where somebody waits, and then at once. */
export function rehearsalClock(from: number): Clock {
  let now = from;
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted === true) throw new StoppedError();
      now += milliseconds;
      // Others have their turn first.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A link to nowhere: reports of a rehearsal are empty files. */
const noFile = "https://rehearsal.invalid/";

/** Downloads of a rehearsal. */
export const emptyDownload: OpenDownload = () =>
  Promise.resolve({
    status: 200,
    chunks: (async function* () {
      yield await Promise.resolve("{}");
    })(),
  });

/** A report that is not ready at the first poll is ready at the second, in a rehearsal. */
const pollsOfReport = 2;

/** A response of the API, as far as others are made of it. */
interface Sample {
  readonly status: number;
  readonly body: Json;
  /** Rows of the list in it. */
  readonly rows: readonly JsonObject[];
  readonly hasMore: boolean;
}

/** A list that other requests are made of. */
export interface LeadingList {
  /** How many requests each of its rows leads to. */
  readonly fanOut: number;
  /** Its rows say whether what is below them has changed, so that the state may know of each. */
  readonly hasRevisions: boolean;
}

/** How an operation gives rows. */
export interface FormOfRows {
  readonly shape: RowShape;
  /** What tells its rows apart. */
  readonly key: readonly string[];
  /** Rows have a time, by which an incremental read knows where to stop. */
  readonly hasCursor: boolean;
}

/** What the rehearsal is told. */
export interface RehearsalOptions {
  readonly live: Transport;
  readonly baseUrl: string;
  /** So many requests go to the API at most. */
  readonly maxRequests: number;
  /** Operations whose rows others are requested for. */
  readonly leading: ReadonlyMap<string, LeadingList>;
  /** By operation. */
  readonly forms: ReadonlyMap<string, FormOfRows>;
}

/** Where an account says how many rows a list has. */
const countsOfAccount: Readonly<Record<string, string>> = {
  "boards/list": "board_count",
  "pins/list": "pin_count",
  "followers/list": "follower_count",
  "user_following/get": "following_count",
};

/** So many partitions of a list are sampled. */
const maxSamples = 4;
/** So many rows a list may well have that was not seen yet. */
const usualRows = 5;
/** A list with revisions that has so many rows at most is read to its end: the state may know each of them. */
const shortList = 1_000;

/** Lists whose rows say which roles the user has: of each, the field, and the roles of which one opens what is below (Pinterest's document). */
const rolesOf: Readonly<Record<string, { readonly field: string; readonly opening: readonly string[] }>> = {
  "ad_accounts/list": { field: "permissions", opening: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"] },
  "get/business_employers": { field: "business_roles", opening: ["BIZ_ADMIN"] },
};
/** What a rehearsal says of the others, where nobody has asked Pinterest. */
export const presumedDenial = "No role of this user opens what is below.";
/** Whom an address is about: an ad account or a business. */
const ownerIn = /^\/(?:ad_accounts|businesses)\/([^/]+)\//u;
/** Bills are open to further roles. */
const isOfBills = /\/(?:ssio|billing_profiles)\/|\/billing_profiles$|\/ads_credit/u;

/**
 * Stands in for the API while a read is rehearsed: a few requests reach the API, and whatever else the read requests gets a
 * response that is made of theirs. So the read itself counts what it will request, whatever the way it reads in.
 */
export class Rehearsal implements Transport {
  /** How often each operation was requested, those that reached the API included. */
  readonly requests = new Map<string, number>();
  /** Requests that reached the API. */
  live = 0;
  /** Operations whose lists went on behind what was seen, without a count that tells how far. */
  readonly openEnded = new Set<string>();
  readonly #options: RehearsalOptions;
  readonly #routes: readonly { readonly id: string; readonly operation: Operation; readonly pattern: RegExp }[];
  readonly #samples = new Map<string, Promise<Sample>[]>();
  /** What reached the API, by its address, so that it is the same for whoever asks again. */
  readonly #asked = new Map<string, Promise<HttpResponse>>();
  /** How many rows came before the page that a bookmark leads to. */
  readonly #continued = new Map<string, number>();
  /** How many rows the longest sample of a list has. */
  readonly #mostRows = new Map<string, number>();
  readonly #pinsOfBoards = new Map<string, number>();
  readonly #polls = new Map<string, number>();
  /** What the API said of ad accounts and businesses that the token may not read, by their IDs. */
  readonly #denials = new Map<string, HttpResponse>();
  #account: JsonObject = {};
  #ids = 0;

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#routes = Object.entries(operations)
      .map(([id, operation]) => ({
        id,
        operation,
        pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/gu, "([^/]+)")}$`, "u"),
      }))
      // Of several, the one with the fewest parameters is meant.
      .toSorted((one, other) => one.operation.path.split("{").length - other.operation.path.split("{").length);
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const url = new URL(request.url);
    const path = url.pathname.slice(new URL(this.#options.baseUrl).pathname.length);
    const route = this.#routes.find(
      ({ operation, pattern }) => operation.method === request.method && pattern.test(path),
    );
    if (route === undefined) return this.#options.live.send(request, signal);
    const { id, operation } = route;
    this.requests.set(id, (this.requests.get(id) ?? 0) + 1);
    const [, owner = ""] = ownerIn.exec(path) ?? [];
    const denial = this.#denials.get(owner);
    if (denial !== undefined && !isOfBills.test(path)) return denial;
    if (request.method === "POST")
      return answer({ token: `rehearsal-${this.#nextId()}`, report_status: "IN_PROGRESS" });
    const token = url.searchParams.get("token") ?? "";
    if (token.startsWith("rehearsal-")) return answer(this.#poll(token));
    const asked = this.#asked.get(url.href);
    if (asked !== undefined) return asked;
    // What is known of the list decides whether more is worth a request.
    for (let known = -1; known < this.#samplesOf(id).length; ) {
      known = this.#samplesOf(id).length;
      await Promise.all(this.#samplesOf(id));
    }
    if (this.#isWorthIt(id, url)) {
      const response = await this.#ask(id, request, signal);
      // Further features may be closed where what leads to others is not.
      if (response.status === 403 && this.#options.leading.has(id)) this.#denials.set(owner, response);
      return response;
    }
    return this.#made(id, operation, url, path.split("/"));
  }

  #samplesOf(id: string): readonly Promise<Sample>[] {
    return this.#samples.get(id) ?? [];
  }

  #poll(token: string): JsonObject {
    const polls = (this.#polls.get(token) ?? 0) + 1;
    this.#polls.set(token, polls);
    return polls < pollsOfReport
      ? { report_status: "IN_PROGRESS" }
      : { report_status: "FINISHED", url: noFile, size: 2 };
  }

  /**
   * First pages of leading lists, then of further partitions of those that lead to most, and what is left over for the first
   * pages of others. Lists whose length the account tells are not needed, where no time in their rows is.
   */
  #isWorthIt(id: string, url: URL): boolean {
    const { leading, forms, maxRequests } = this.#options;
    const left = maxRequests - this.live;
    if (left <= 0) return false;
    const own = leading.get(id);
    const count = this.#account[countsOfAccount[id] ?? ""];
    const bookmark = url.searchParams.get("bookmark");
    if (bookmark !== null) {
      const isRead = this.#samples.has(id) && !bookmark.startsWith("rehearsal-");
      return isRead && own?.hasRevisions === true && typeof count === "number" && count <= shortList;
    }
    if (typeof count === "number" && own === undefined && forms.get(id)?.hasCursor !== true) return false;
    if (own !== undefined && !this.#samples.has(id)) return true;
    const stake = this.#stakeOf(id);
    if (this.#samples.has(id) && stake === 0) return false;
    const others = [...leading.keys()].filter((other) => other !== id);
    const unseen = others.filter((other) => !this.#samples.has(other)).length;
    return left > unseen + others.filter((other) => this.#stakeOf(other) > stake).length;
  }

  /**
   * What another sample of a list could change, after its first: requests that a partition leads to, by what is known, the
   * fewer the more is known.
   */
  #stakeOf(id: string): number {
    const taken = this.#samplesOf(id).length;
    const fanOut = this.#options.leading.get(id)?.fanOut ?? 0;
    if (taken >= maxSamples || !operationNamed(id).path.includes("{")) return 0;
    return (fanOut * (this.#mostRows.get(id) ?? usualRows)) / Math.max(1, taken) ** 2;
  }

  #ask(id: string, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.live += 1;
    const response = this.#options.live.send(request, signal);
    this.#asked.set(request.url, response);
    const before = this.#continued.get(new URL(request.url).searchParams.get("bookmark") ?? "") ?? 0;
    const sample = response.then(({ status, body: text }) => this.#sampleOf(id, status, parsed(text), before));
    this.#samples.set(id, [...this.#samplesOf(id), sample]);
    // The limits of the API are not those of the rehearsal.
    return sample.then(() => response).then((each) => ({ ...each, headers: withoutLimits(each.headers) }));
  }

  #sampleOf(id: string, status: number, body: Json, before: number): Sample {
    const rows = isObject(body) && Array.isArray(body.items) ? body.items.filter(isObject) : [];
    if (isObject(body)) this.#continued.set(asText(body.bookmark), before + rows.length);
    this.#noteRoles(id, rows);
    if (id === "user_account/get" && isObject(body)) this.#account = body;
    this.#mostRows.set(id, Math.max(this.#mostRows.get(id) ?? 0, rows.length));
    this.#noteBoards(id, rows);
    const shape = this.#options.forms.get(id)?.shape;
    const isPaged = shape !== undefined && rowPathOf(shape)?.paged === true;
    return { status, body, rows, hasMore: isPaged && isObject(body) && typeof body.bookmark === "string" };
  }

  /**
   * What a partition holds that was not sampled. Few partitions are large (an own business, a main feed), so the geometric
   * mean of the samples' lengths tells more of the others than their mean does.
   */
  async #typicalOf(id: string): Promise<Sample | undefined> {
    const all = await Promise.all(this.#samplesOf(id));
    const good = all.filter(({ status }) => status < 400);
    const [shortest = all[0], ...others] = good.toSorted((one, other) => one.rows.length - other.rows.length);
    const longest = others.at(-1) ?? shortest;
    if (longest === undefined) return undefined;
    const logs = good.map(({ rows }) => Math.log1p(rows.length));
    const length = Math.round(Math.expm1(logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length)));
    if (length === 0) return shortest;
    const rows = longest.rows.slice(0, length);
    return { ...longest, rows, hasMore: longest.hasMore && length === longest.rows.length };
  }

  async #made(id: string, { pageSize, path }: Operation, url: URL, parts: readonly string[]): Promise<HttpResponse> {
    const sample = await this.#typicalOf(id);
    const form = this.#options.forms.get(id);
    const rows = sample?.rows ?? this.#counted(id, form?.key ?? []);
    if (sample === undefined && rows.length === 0) return answer(emptyBody(form?.shape, form?.key ?? []));
    if (sample !== undefined && sample.status >= 400)
      return { status: sample.status, headers: {}, body: JSON.stringify(sample.body) };
    if (sample !== undefined && rows.length === 0) return answer(sample.body);
    const size = Number(url.searchParams.get("page_size") ?? pageSize ?? rows.length);
    const bookmark = url.searchParams.get("bookmark");
    const seen = bookmark === null ? 0 : (this.#continued.get(bookmark) ?? size);
    const total = this.#totalOf(id, parts[2] ?? "", rows.length, sample?.hasMore ?? false, size);
    const count = Math.min(size, Math.max(0, total - seen));
    // Rows that say whose they are belong to what is in the address.
    const owners = path
      .split("/")
      .flatMap((part, index) => (part.startsWith("{") ? [[part.slice(1, -1), parts[index] ?? ""]] : []));
    const items = Array.from({ length: count }, (_, index) => {
      const row = this.#clone(rows, seen + index, form?.key ?? []);
      return { ...row, ...Object.fromEntries(owners.filter(([name = ""]) => row[name] !== undefined)) };
    });
    this.#noteBoards(id, items);
    if (total <= seen + count) return answer({ items, bookmark: null });
    const next = `rehearsal-${this.#nextId()}`;
    this.#continued.set(next, seen + count);
    return answer({ items, bookmark: next });
  }

  /** A row of a list of which the account tells the length, with nothing in it but what tells it apart. */
  #counted(id: string, key: readonly string[]): readonly JsonObject[] {
    const count = this.#account[countsOfAccount[id] ?? ""];
    return typeof count === "number" && count > 0 ? [Object.fromEntries(key.map((field) => [field, "1"]))] : [];
  }

  /** Of several ad accounts or businesses, those without a role that opens what is below are as good as denied. */
  #noteRoles(id: string, owners: readonly JsonObject[]): void {
    const { field, opening } = rolesOf[id] ?? { field: "", opening: [] };
    const isDenied = ({ [field]: roles }: JsonObject) =>
      Array.isArray(roles) && !roles.some((role) => opening.includes(asText(role)));
    if (owners.every(isDenied)) return;
    const body = JSON.stringify({ code: 29, message: presumedDenial });
    for (const owner of owners.filter(isDenied))
      this.#denials.set(asText(owner.id), { status: 403, headers: {}, body });
  }

  /** How many rows a list has: what is told somewhere, or as many as were seen, or twice as many where there were more. */
  #totalOf(id: string, parent: string, found: number, hasMore: boolean, size: number): number {
    const count = this.#account[countsOfAccount[id] ?? ""];
    if (typeof count === "number") return count;
    const ofBoard = id === "boards/list_pins" ? this.#pinsOfBoards.get(parent) : undefined;
    if (ofBoard !== undefined) return ofBoard;
    if (!hasMore) return found;
    this.openEnded.add(id);
    return 2 * size;
  }

  #noteBoards(id: string, boards: readonly JsonObject[]): void {
    if (id !== "boards/list") return;
    for (const { id: board, pin_count: count } of boards) {
      if (typeof count === "number") this.#pinsOfBoards.set(asText(board), count);
    }
  }

  /** A row like others, with an ID of its own, and older than they are. */
  #clone(rows: readonly JsonObject[], index: number, key: readonly string[]): JsonObject {
    const row = rows[index % rows.length] ?? {};
    const oldest = Date.parse(asText(rows.at(-1)?.created_at));
    return {
      ...row,
      ...Object.fromEntries(
        ["id", ...key].flatMap((field) => (row[field] === undefined ? [] : [[field, this.#nextId()]])),
      ),
      ...(Number.isNaN(oldest) ? {} : { created_at: new Date(oldest - index * 60_000).toISOString().slice(0, 19) }),
    };
  }

  #nextId(): string {
    this.#ids += 1;
    return String(9_000_000_000_000_000 + this.#ids);
  }
}

function answer(body: Json): HttpResponse {
  return { status: 200, headers: {}, body: JSON.stringify(body) };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function withoutLimits(headers: HttpResponse["headers"]): HttpResponse["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("x-ratelimit-")));
}

/** A response without rows, in the form that the operation's have; where it is one row, that row. */
function emptyBody(shape: RowShape | undefined, key: readonly string[]): Json {
  if (shape === "object") return { ...Object.fromEntries(key.map((field) => [field, "1"])), rehearsed: true };
  const steps = (shape === undefined ? undefined : rowPathOf(shape))?.steps ?? [];
  return steps.reduceRight<Json>((inner, step) => {
    if (step.into === "items") return [];
    return step.into === "field" || step.into === "optional_field" || step.into === "wrapped"
      ? { [step.name]: inner }
      : {};
  }, {});
}

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

/** What the rehearsal is told. */
export interface RehearsalOptions {
  readonly live: Transport;
  readonly baseUrl: string;
  /** So many requests go to the API at most. */
  readonly maxRequests: number;
  /** Operations whose rows others are requested for, in the order in which they are needed. */
  readonly leading: readonly string[];
  /** The form of each operation's responses, and what tells their rows apart. */
  readonly forms: ReadonlyMap<string, { readonly shape: RowShape; readonly key: readonly string[] }>;
}

/** Where an account says how many rows a list has. */
const countsOfAccount: Readonly<Record<string, string>> = {
  "boards/list": "board_count",
  "pins/list": "pin_count",
  "followers/list": "follower_count",
  "user_following/get": "following_count",
};

const leadingSamples = 2;
/** A list with so many rows at most is read to its end: the state may know each of them. */
const shortList = 1_000;

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
  readonly #pinsOfBoards = new Map<string, number>();
  readonly #polls = new Map<string, number>();
  /** What the API said of ad accounts that the token may not read: of each, the start of its addresses. */
  readonly #denials = new Map<string, HttpResponse>();
  #account: JsonObject = {};
  #ids = 0;
  #turn = 0;

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
    const [account = ""] = /^\/ad_accounts\/[^/]+\//u.exec(path) ?? [];
    const denial = this.#denials.get(account);
    if (denial !== undefined) return denial;
    if (request.method === "POST")
      return answer({ token: `rehearsal-${this.#nextId()}`, report_status: "IN_PROGRESS" });
    const token = url.searchParams.get("token") ?? "";
    if (token.startsWith("rehearsal-")) return answer(this.#poll(token));
    const asked = this.#asked.get(url.href);
    if (asked !== undefined) return asked;
    if (this.#isWorthIt(id, url)) {
      const response = await this.#ask(id, request, signal);
      if (response.status === 403 && account !== "") this.#denials.set(account, response);
      return response;
    }
    return this.#made(id, operation, url, route.pattern.exec(path)?.[1] ?? "");
  }

  #poll(token: string): JsonObject {
    const polls = (this.#polls.get(token) ?? 0) + 1;
    this.#polls.set(token, polls);
    return polls < pollsOfReport
      ? { report_status: "IN_PROGRESS" }
      : { report_status: "FINISHED", url: noFile, size: 2 };
  }

  /** First pages of leading operations, and what is left over for the first pages of others. */
  #isWorthIt(id: string, url: URL): boolean {
    const { leading, maxRequests } = this.#options;
    if (this.live >= maxRequests) return false;
    const bookmark = url.searchParams.get("bookmark");
    if (bookmark !== null) {
      const count = this.#account[countsOfAccount[id] ?? ""];
      return !bookmark.startsWith("rehearsal-") && typeof count === "number" && count <= shortList;
    }
    const missing = (each: string) => {
      const isOfParent = operationNamed(each).path.includes("{");
      return Math.max(0, (isOfParent ? leadingSamples : 1) - (this.#samples.get(each)?.length ?? 0));
    };
    if (leading.includes(id)) {
      // One of each comes before a second one of any.
      const unseen = leading.filter((each) => each !== id && !this.#samples.has(each)).length;
      return missing(id) > 0 && (!this.#samples.has(id) || this.live + unseen < maxRequests);
    }
    const reserved = leading.reduce((sum, each) => sum + missing(each), 0);
    return !this.#samples.has(id) && this.live + reserved < maxRequests;
  }

  #ask(id: string, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.live += 1;
    const response = this.#options.live.send(request, signal);
    this.#asked.set(request.url, response);
    const sample = response.then(({ status, body: text }) => this.#sampleOf(id, status, parsed(text)));
    this.#samples.set(id, [...(this.#samples.get(id) ?? []), sample]);
    // The limits of the API are not those of the rehearsal.
    return sample.then(() => response).then((each) => ({ ...each, headers: withoutLimits(each.headers) }));
  }

  #sampleOf(id: string, status: number, body: Json): Sample {
    const rows = isObject(body) && Array.isArray(body.items) ? body.items.filter(isObject) : [];
    if (id === "user_account/get" && isObject(body)) this.#account = body;
    this.#noteBoards(id, rows);
    const shape = this.#options.forms.get(id)?.shape;
    const isPaged = shape !== undefined && rowPathOf(shape)?.paged === true;
    return { status, body, rows, hasMore: isPaged && isObject(body) && typeof body.bookmark === "string" };
  }

  /** One of the samples in turn. One that failed stands only for itself, unless they all did. */
  async #sampleFor(id: string): Promise<Sample | undefined> {
    const all = await Promise.all(this.#samples.get(id) ?? []);
    const good = all.filter(({ status }) => status < 400);
    const some = good.length === 0 ? all : good;
    this.#turn += 1;
    return some[this.#turn % Math.max(1, some.length)];
  }

  async #made(id: string, { pageSize }: Operation, url: URL, parent: string): Promise<HttpResponse> {
    const sample = await this.#sampleFor(id);
    const form = this.#options.forms.get(id);
    if (sample === undefined) return answer(emptyBody(form?.shape, form?.key ?? []));
    if (sample.status >= 400) return { status: sample.status, headers: {}, body: JSON.stringify(sample.body) };
    if (sample.rows.length === 0) return answer(sample.body);
    const size = Number(url.searchParams.get("page_size") ?? pageSize ?? sample.rows.length);
    const [, done = "0"] = /^rehearsal-(\d+)$/u.exec(url.searchParams.get("bookmark") ?? "") ?? [];
    const seen = url.searchParams.has("bookmark") ? Math.max(Number(done), size) : 0;
    const total = this.#totalOf(id, parent, sample, size);
    const count = Math.min(size, Math.max(0, total - seen));
    const items = Array.from({ length: count }, (_, index) => this.#clone(sample.rows, seen + index, form?.key ?? []));
    this.#noteBoards(id, items);
    const rest = total - seen - count;
    return answer({ items, bookmark: rest > 0 ? `rehearsal-${seen + count}` : null });
  }

  /** How many rows a list has: what is told somewhere, or as many as were seen, or twice as many where there were more. */
  #totalOf(id: string, parent: string, { rows, hasMore }: Sample, size: number): number {
    const count = this.#account[countsOfAccount[id] ?? ""];
    if (typeof count === "number") return count;
    const ofBoard = id === "boards/list_pins" ? this.#pinsOfBoards.get(parent) : undefined;
    if (ofBoard !== undefined) return ofBoard;
    if (!hasMore) return rows.length;
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

import { asText, isObject, type Json, type JsonObject } from "../../json.ts";
import type { HttpRequest, HttpResponse, Transport } from "../../pinterest/network/transport.ts";
import { operations } from "../../pinterest/operations/operations.generated.ts";
import type { Operation } from "../../pinterest/operations/operations.ts";
import { type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";
import type { LeadingList } from "./leading-lists.ts";
import { lengthOf, type Sample, Samples } from "./samples.ts";

/** A link to nowhere: reports of a rehearsal are empty files. */
const noFile = "https://rehearsal.invalid/";
/** A report that is not ready at the first poll is ready at the second, in a rehearsal. */
const pollsOfReport = 2;

/** How an operation gives rows. */
export interface FormOfRows {
  readonly shape: RowShape;
  /** What tells its rows apart. */
  readonly key: readonly string[];
  /** Rows have a time, by which an incremental read knows where to stop. */
  readonly hasCursor: boolean;
}

/** What a pass of the rehearsal is for: a sample of each list, further samples where they tell most, or the count. */
export const aims = ["find_lists", "sample", "sample", "count"] as const;
type Aim = (typeof aims)[number];

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

/** Lists that lead to less than this are sampled only if requests are left over. */
const minFanOut = 0.3;
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
  #aim: Aim = "count";
  /** Operations whose lists went on behind what was seen, without a count that tells how far. */
  readonly openEnded = new Set<string>();
  readonly #options: RehearsalOptions;
  readonly #routes: readonly { readonly id: string; readonly operation: Operation; readonly pattern: RegExp }[];
  readonly #samples: Samples;
  /** What reached the API, by its address, so that it is the same for whoever asks again. */
  readonly #asked = new Map<string, Promise<HttpResponse>>();
  /** How many rows came before the page that a bookmark leads to. */
  readonly #continued = new Map<string, number>();
  readonly #polls = new Map<string, number>();
  /** What the API said of ad accounts and businesses that the token may not read, by their IDs. */
  readonly #denials = new Map<string, HttpResponse>();
  #ids = 0;

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#samples = new Samples(options.leading);
    this.#routes = Object.entries(operations)
      .map(([id, operation]) => ({
        id,
        operation,
        pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/gu, "([^/]+)")}$`, "u"),
      }))
      // Of several, the one with the fewest parameters is meant.
      .toSorted((one, other) => one.operation.path.split("{").length - other.operation.path.split("{").length);
  }

  /** Begins a pass, with what the ones before have shown. */
  begin(aim: Aim): void {
    this.#aim = aim;
    this.requests.clear();
    this.openEnded.clear();
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const url = new URL(request.url);
    const path = this.#pathOf(url);
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
    await this.#samples.settle(id);
    if (this.#isWorthIt(id, url)) {
      const response = await this.#ask(id, owner, request, signal);
      // Further features may be closed where what leads to others is not.
      if (response.status === 403 && this.#options.leading.has(id)) this.#denials.set(owner, response);
      return response;
    }
    return this.#made(id, owner, operation, url);
  }

  /** Returns whether rows of a list can be made like those of a sample. */
  #isKnowable(id: string): boolean {
    const shape = this.#options.forms.get(id)?.shape;
    return shape === "object" || (shape !== undefined && rowPathOf(shape)?.paged === true);
  }

  #pathOf(url: URL): string {
    return url.pathname.slice(new URL(this.#options.baseUrl).pathname.length);
  }

  #poll(token: string): JsonObject {
    const polls = (this.#polls.get(token) ?? 0) + 1;
    this.#polls.set(token, polls);
    return polls < pollsOfReport
      ? { report_status: "IN_PROGRESS" }
      : { report_status: "FINISHED", url: noFile, size: 2 };
  }

  /**
   * Lists whose length the account tells are not needed, where no time in their rows is. Further pages are, of lists that are
   * read to the end.
   */
  #isWorthIt(id: string, url: URL): boolean {
    const { leading, forms, maxRequests } = this.#options;
    const left = maxRequests - this.live;
    if (left <= 0) return false;
    const own = leading.get(id);
    const count = this.#samples.told(id);
    const bookmark = url.searchParams.get("bookmark");
    if (bookmark?.startsWith("rehearsal-") === true) return false;
    if (bookmark !== null && count !== undefined) return own?.hasRevisions === true && count <= shortList;
    if (count !== undefined && own === undefined && forms.get(id)?.hasCursor !== true) return false;
    // What is left over in the end goes to first pages of other lists.
    if (this.#aim === "count") return own === undefined && this.#samples.isFirst(id);
    if (this.#aim === "find_lists")
      return own !== undefined && own.fanOut >= minFanOut && this.#samples.isFirst(id) && this.#isKnowable(id);
    return this.#samples.isWorthIt(id, left, this.#continued.get(bookmark ?? "") ?? 0);
  }

  #ask(id: string, owner: string, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.live += 1;
    const response = this.#options.live.send(request, signal);
    this.#asked.set(request.url, response);
    const before = this.#continued.get(new URL(request.url).searchParams.get("bookmark") ?? "") ?? 0;
    const sample = response.then(({ status, body: text }) => this.#sampleOf(id, owner, status, parsed(text), before));
    this.#samples.add(id, partitionOf(request.url), sample);
    // The limits of the API are not those of the rehearsal.
    return sample.then(() => response).then((each) => ({ ...each, headers: withoutLimits(each.headers) }));
  }

  #sampleOf(id: string, owner: string, status: number, body: Json, before: number): Sample {
    const rows = isObject(body) && Array.isArray(body.items) ? body.items.filter(isObject) : [];
    if (isObject(body) && typeof body.bookmark === "string") this.#continued.set(body.bookmark, before + rows.length);
    this.#noteRoles(id, rows);
    const shape = this.#options.forms.get(id)?.shape;
    const isPaged = shape !== undefined && rowPathOf(shape)?.paged === true;
    return { status, body, rows, hasMore: isPaged && isObject(body) && typeof body.bookmark === "string", owner };
  }

  #made(id: string, owner: string, { pageSize, path }: Operation, url: URL): HttpResponse {
    const parts = this.#pathOf(url).split("/");
    const own = this.#samples.get(id, partitionOf(url.href));
    const sample = own ?? this.#samples.typical(id);
    const form = this.#options.forms.get(id);
    const told = this.#samples.told(id, parts[2]);
    // Of a list of which the account tells the length, a row needs nothing in it but what tells it apart.
    const counted =
      told === undefined || told === 0 ? [] : [Object.fromEntries((form?.key ?? []).map((field) => [field, "1"]))];
    const rows = sample?.rows ?? counted;
    if (sample === undefined && rows.length === 0) return answer(emptyBody(form?.shape, form?.key ?? []));
    if (sample !== undefined && sample.status >= 400)
      return { status: sample.status, headers: {}, body: JSON.stringify(sample.body) };
    if (sample !== undefined && rows.length === 0) return answer(sample.body);
    const size = Number(url.searchParams.get("page_size") ?? pageSize ?? rows.length);
    const bookmark = url.searchParams.get("bookmark");
    const seen = bookmark === null ? 0 : (this.#continued.get(bookmark) ?? size);
    const scale = own === undefined ? this.#samples.relativeLength(id, owner) : 1;
    const total = told ?? Math.round(scale * (sample === undefined ? rows.length : lengthOf(sample)));
    if (told === undefined && sample?.hasMore === true) this.openEnded.add(id);
    const count = Math.min(size, Math.max(0, total - seen));
    // Rows that say whose they are belong to what is in the address.
    const owners = path
      .split("/")
      .flatMap((part, index) => (part.startsWith("{") ? [[part.slice(1, -1), parts[index] ?? ""]] : []));
    const items = Array.from({ length: count }, (_, index) => {
      const row = this.#clone(rows, seen + index, form?.key ?? [], this.#samples.grows(id));
      return { ...row, ...Object.fromEntries(owners.filter(([name = ""]) => row[name] !== undefined)) };
    });
    this.#samples.noteBoards(id, items);
    if (total <= seen + count) return answer({ items, bookmark: null });
    const next = `rehearsal-${this.#nextId()}`;
    this.#continued.set(next, seen + count);
    return answer({ items, bookmark: next });
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

  /** A row like others, with an ID of its own, and older than they are. */
  #clone(rows: readonly JsonObject[], index: number, key: readonly string[], grows: boolean): JsonObject {
    const row = rows[index % rows.length] ?? {};
    const round = Math.floor(index / rows.length);
    // More rows than were seen belong to more campaigns, too.
    const references = grows && round > 0 ? Object.entries(row).filter(([field]) => field.endsWith("_id")) : [];
    const oldest = Date.parse(asText(rows.at(-1)?.created_at));
    return {
      ...row,
      ...Object.fromEntries(references.map(([field, value]) => [field, `${asText(value)}${round}`])),
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

/** Returns an address without its bookmark. */
function partitionOf(address: string): string {
  const url = new URL(address);
  url.searchParams.delete("bookmark");
  return url.href;
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

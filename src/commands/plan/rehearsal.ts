import { asText, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { HttpRequest, HttpResponse, Transport } from "../../pinterest/network/transport.ts";
import { operations } from "../../pinterest/operations/operations.generated.ts";
import type { Operation } from "../../pinterest/operations/operations.ts";
import { type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";
import type { LeadingList } from "./leading-lists.ts";
import { lengthOf, type Sample, Samples } from "./samples.ts";
import { answer, emptyBody, withoutLimits } from "./surroundings.ts";

/** The URL of every report in a rehearsal. Its file is empty. */
const noFile = "https://rehearsal.invalid/";
/** The number of polls until a report is finished in a rehearsal. */
const pollsOfReport = 2;

/** The format of an operation's rows. */
export interface RowFormat {
  readonly shape: RowShape;
  /** The primary key. */
  readonly key: readonly string[];
  /** Whether rows have a time at which an incremental read stops. */
  readonly hasCursor: boolean;
}

/** The purposes of the passes: one sample per list, further samples where they reduce the error most, the count. */
export const aims = ["find_lists", "sample", "sample", "count"] as const;
type Aim = (typeof aims)[number];

/** The dependencies and limits of a rehearsal. */
export interface RehearsalOptions {
  readonly live: Transport;
  readonly baseUrl: string;
  /** Maximum number of requests to the API. */
  readonly maxRequests: number;
  /** The lists with further requests per row, by operation. */
  readonly leading: ReadonlyMap<string, LeadingList>;
  /** By operation. */
  readonly formats: ReadonlyMap<string, RowFormat>;
}

/** Lists with a smaller fan-out are sampled only if requests remain. */
const minFanOut = 0.3;
/** Maximum length of a list with revisions that is read to its end, because the state might have each of its rows. */
const maxKnownRows = 1_000;

/** By list: the field with the user's roles, and the roles with access to child partitions (Pinterest's document). */
const rolesOf: Readonly<Record<string, { readonly field: string; readonly sufficient: readonly string[] }>> = {
  "ad_accounts/list": { field: "permissions", sufficient: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"] },
  "get/business_employers": { field: "business_roles", sufficient: ["BIZ_ADMIN"] },
};
/** The reason of denials that follow from roles, without a request. */
export const presumedDenial = "This user has no role with access.";
/** Matches the ID of the ad account or business in a path. */
const ownerIn = /^\/(?:ad_accounts|businesses)\/([^/]+)\//u;
/** Matches paths of bills, to which other roles have access too. */
const isOfBills = /\/(?:ssio|billing_profiles)\/|\/billing_profiles$|\/ads_credit/u;

/**
 * A transport that rehearses a read: it sends a few requests to the API and answers all others with responses made from
 * these samples. The read runs unchanged, so its requests can be counted.
 */
export class Rehearsal implements Transport {
  /** The number of requests per operation, including those sent to the API. */
  readonly requests = new Map<string, number>();
  /** The number of requests sent to the API. */
  live = 0;
  #aim: Aim = "count";
  /** Operations with lists of unknown length: those with further pages, and those of partitions without a sample. */
  readonly extrapolated = new Set<string>();
  readonly #options: RehearsalOptions;
  readonly #routes: readonly { readonly id: string; readonly operation: Operation; readonly pattern: RegExp }[];
  readonly #samples: Samples;
  /** The responses of the API by URL, so that a repeated request gets the same response. */
  readonly #responses = new Map<string, Promise<HttpResponse>>();
  /** By bookmark: the number of rows before its page. */
  readonly #rowsBefore = new Map<string, number>();
  readonly #polls = new Map<string, number>();
  /** The API's denials by the ID of the ad account or business. */
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
      // A path can match several operations. The one with the fewest parameters applies.
      .toSorted((one, other) => one.operation.path.split("{").length - other.operation.path.split("{").length);
  }

  /** Begins a pass. Keeps the samples of earlier passes. */
  begin(aim: Aim): void {
    this.#aim = aim;
    this.requests.clear();
    this.extrapolated.clear();
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
    const response = this.#responses.get(url.href);
    if (response !== undefined) return response;
    // The samples so far decide whether a further one is worth a request.
    await this.#samples.settle(id);
    if (this.#shouldSend(id, url)) {
      const sampled = await this.#sample(id, owner, request, signal);
      // Other operations can be denied for a single feature.
      if (sampled.status === 403 && this.#options.leading.has(id)) this.#denials.set(owner, sampled);
      return sampled;
    }
    return this.#madeResponse(id, owner, operation, url);
  }

  /** Returns the API's successful responses by URL. */
  async responses(): Promise<Map<string, HttpResponse>> {
    const all = [...this.#responses].map(async ([url, response]) => [url, await response] as const);
    return new Map((await Promise.all(all)).filter(([, { status }]) => status === 200));
  }

  /** Returns whether the number of rows of a list is known or sampled, not assumed. */
  knowsLengthOf(id: string): boolean {
    return this.#samples.knowsLengthOf(id);
  }

  /** Returns whether rows of a list can be made from a sample. */
  #canBeMade(id: string): boolean {
    return this.#options.formats.get(id)?.shape === "object" || this.#isPaged(id);
  }

  #isPaged(id: string): boolean {
    const shape = this.#options.formats.get(id)?.shape;
    return shape !== undefined && rowPathOf(shape)?.bookmark === "followed";
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
   * Returns whether to send a request to the API. A list of known length needs none, unless its rows have a cursor or it is
   * short and has revisions.
   */
  #shouldSend(id: string, url: URL): boolean {
    const { leading, formats, maxRequests } = this.#options;
    const left = maxRequests - this.live;
    if (left <= 0) return false;
    const list = leading.get(id);
    const count = this.#samples.knownLength(id);
    const bookmark = url.searchParams.get("bookmark");
    if (bookmark?.startsWith("rehearsal-") === true) return false;
    if (bookmark !== null && count !== undefined) return list?.hasRevisions === true && count <= maxKnownRows;
    if (count !== undefined && list === undefined && formats.get(id)?.hasCursor !== true) return false;
    // The remaining requests go to first pages of other lists.
    if (this.#aim === "count") return list === undefined && this.#samples.isFirst(id);
    if (this.#aim === "find_lists")
      return list !== undefined && list.fanOut >= minFanOut && this.#samples.isFirst(id) && this.#canBeMade(id);
    return this.#samples.isWorthSampling(id, left, this.#rowsBefore.get(bookmark ?? "") ?? 0);
  }

  #sample(id: string, owner: string, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.live += 1;
    const response = this.#options.live.send(request, signal);
    this.#responses.set(request.url, response);
    // The caller gets the error, and can retry.
    response.catch(() => this.#responses.delete(request.url));
    const before = this.#rowsBefore.get(new URL(request.url).searchParams.get("bookmark") ?? "") ?? 0;
    const sample = response.then(({ status, body: text }) => this.#sampleOf(id, owner, status, parsed(text), before));
    this.#samples.add(id, partitionOf(request.url), sample);
    return sample.then(() => response).then((each) => ({ ...each, headers: withoutLimits(each.headers) }));
  }

  #sampleOf(id: string, owner: string, status: number, body: Json, before: number): Sample {
    const rows = isObject(body) && Array.isArray(body.items) ? body.items.filter(isObject) : [];
    if (isObject(body) && typeof body.bookmark === "string") this.#rowsBefore.set(body.bookmark, before + rows.length);
    this.#denyByRoles(id, rows);
    const hasMore = this.#isPaged(id) && isObject(body) && typeof body.bookmark === "string";
    return { status, body, rows, hasMore, owner };
  }

  #madeResponse(id: string, owner: string, { pageSize, path }: Operation, url: URL): HttpResponse {
    const parts = this.#pathOf(url).split("/");
    const ofPartition = this.#samples.get(id, partitionOf(url.href));
    const sample = ofPartition ?? this.#samples.typical(id);
    const form = this.#options.formats.get(id);
    const known = this.#samples.knownLength(id, parts[2]);
    // Rows of a list of known length need only a primary key.
    const counted =
      known === undefined || known === 0 ? [] : [Object.fromEntries((form?.key ?? []).map((field) => [field, "1"]))];
    const rows = sample?.rows ?? counted;
    if (
      known === undefined &&
      this.#isPaged(id) &&
      sample !== undefined &&
      (sample.hasMore || ofPartition === undefined)
    )
      this.extrapolated.add(id);
    if (ofPartition === undefined && known === undefined && rows.length === 0) this.#samples.assumeEmpty(id);
    if (sample === undefined && rows.length === 0) return answer(emptyBody(form?.shape, form?.key ?? []));
    if (sample !== undefined && sample.status >= 400)
      return { status: sample.status, headers: {}, body: JSON.stringify(sample.body) };
    if (sample !== undefined && rows.length === 0) return answer(sample.body);
    const size = Number(url.searchParams.get("page_size") ?? pageSize ?? rows.length);
    const bookmark = url.searchParams.get("bookmark");
    const seen = bookmark === null ? 0 : (this.#rowsBefore.get(bookmark) ?? size);
    const scale = ofPartition === undefined ? this.#samples.relativeLength(id, owner) : 1;
    const total = known ?? Math.round(scale * (sample === undefined ? rows.length : lengthOf(sample)));
    const count = Math.min(size, Math.max(0, total - seen));
    // Rows that contain a parameter of the path belong to it.
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
    this.#rowsBefore.set(next, seen + count);
    return answer({ items, bookmark: next });
  }

  /** Denies ad accounts or businesses without a sufficient role, unless all lack one. */
  #denyByRoles(id: string, owners: readonly JsonObject[]): void {
    const { field, sufficient } = rolesOf[id] ?? { field: "", sufficient: [] };
    const isDenied = ({ [field]: roles }: JsonObject) =>
      Array.isArray(roles) && !roles.some((role) => sufficient.includes(asText(role)));
    if (owners.every(isDenied)) return;
    const body = JSON.stringify({ code: 29, message: presumedDenial });
    for (const owner of owners.filter(isDenied))
      this.#denials.set(asText(owner.id), { status: 403, headers: {}, body });
  }

  /** Returns a copy of a row with a new ID and an earlier time. */
  #clone(rows: readonly JsonObject[], index: number, key: readonly string[], grows: boolean): JsonObject {
    const row = rows[index % rows.length] ?? {};
    const copy = Math.floor(index / rows.length);
    // Further ads belong to further campaigns.
    const references = grows && copy > 0 ? Object.entries(row).filter(([field]) => field.endsWith("_id")) : [];
    const oldest = Date.parse(asText(rows.at(-1)?.created_at));
    return {
      ...row,
      ...Object.fromEntries(references.map(([field, value]) => [field, `${asText(value)}${copy}`])),
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

/** Returns a URL without its bookmark. */
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

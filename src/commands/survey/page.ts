import { asText, isObject, type JsonObject } from "../../base/json.ts";
import { errorEnvelopeOf } from "../../pinterest/errors/error-envelope.ts";
import type { HttpRequest, HttpResponse, Transport } from "../../pinterest/network/transport.ts";
import { type OperationId, operationNamed } from "../../pinterest/operations/operations.ts";
import { type FoundRows, pageOf, type RowShape } from "../../pinterest/responses/find-rows.ts";
import { parseBody } from "../../pinterest/responses/parse-body.ts";
import { streams } from "../../streams/all.ts";

/** The streams whose rows the judges look at. */
export const surveyed: readonly string[] = `account boards board_sections board_pins board_section_pins pins followers
  user_account_analytics pin_analytics ad_accounts campaigns ad_groups ads campaign_analytics
  campaign_targeting_report`.split(/\s+/u);

/** The operations that the judges know, and where their rows are: those of the streams, of single objects, and of mistakes. */
export const shapes = new Map<OperationId, RowShape>([
  ...streams.filter(({ name }) => surveyed.includes(name)).map(({ operation, rows }) => [operation, rows] as const),
  ["pins/analytics", "daily_metrics"],
  ["ad_account/analytics", "array"],
  ["boards/get", "object"],
  ["product_group_promotions/list", "wrapped_items"],
  ["product_groups/analytics", "array"],
  // After multi_pins/analytics, whose path it would match.
  ["pins/get", "object"],
]);

/** A request and its response, as far as judges know them. */
export interface Page extends FoundRows {
  readonly operation: OperationId;
  /** The parameters in the path and the query. Commas join the values of lists. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The HTTP status; 0 for a success that is an error or has no rows where they should be. */
  readonly status: number;
  /** Code and message of an error. */
  readonly code: string;
  readonly message: string;
  readonly body: unknown;
  readonly headers: HttpResponse["headers"];
}

/** Returns the operation and the parameters of a request; undefined for operations that no judge knows. */
function requestOf({ url, method }: HttpRequest) {
  const { pathname, searchParams } = new URL(url);
  for (const [operation, shape] of shapes) {
    const declared = operationNamed(operation);
    const template = declared.path.replaceAll(/\{(\w+)\}/gu, "(?<$1>[^/]+)");
    const match = new RegExp(`(?:/v\\d+|^)${template}$`, "u").exec(pathname);
    // A split has several rows per day, which no judge knows.
    if (method !== declared.method || match === null || searchParams.has("split_field")) continue;
    return { operation, shape, parameters: { ...Object.fromEntries(searchParams), ...match.groups } };
  }
  return undefined;
}

function contentOf({ status, body: text }: HttpResponse, shape: RowShape) {
  const none = { rows: [], bookmark: null, code: "", message: "" };
  try {
    const body = parseBody(text);
    const { code, message }: JsonObject = isObject(body) ? body : {};
    if (status !== 200) return { ...none, status, body, code: asText(code), message: asText(message) };
    if (errorEnvelopeOf(body) === undefined) return { ...none, status, body, ...pageOf(body, shape) };
  } catch {
    // It is no answer. Reads report it.
  }
  return { ...none, status: status === 200 ? 0 : status, body: undefined };
}

/** The maximum number of pages per operation. A large account has many more, and they hold memory. */
const maxPages = 20;

/** Keeps the pages that pass a transport. */
export class Recorder {
  readonly pages: Page[] = [];

  /** Adds a request with its response, if a judge knows the operation and there is room. */
  add(request: HttpRequest, response: HttpResponse): void {
    const known = requestOf(request);
    const kept = this.pages.filter(({ operation }) => operation === known?.operation);
    if (known === undefined || kept.length >= maxPages) return;
    const { shape, ...sent } = known;
    this.pages.push({ ...sent, headers: response.headers, ...contentOf(response, shape) });
  }

  /** Returns a transport whose responses are recorded. */
  watching(transport: Transport): Transport {
    return {
      send: async (request, signal, onHeaders) => {
        const response = await transport.send(request, signal, onHeaders);
        this.add(request, response);
        return response;
      },
    };
  }
}

/** Returns all strings and numbers of four characters or more in values. */
export function textsIn(values: readonly unknown[], found = new Set<string>()): ReadonlySet<string> {
  for (const value of values)
    if (Array.isArray(value)) textsIn(value, found);
    else if (isObject(value)) textsIn(Object.values(value), found);
    else if ((typeof value === "string" || typeof value === "number") && String(value).length >= 4)
      found.add(String(value));
  return found;
}

/** Returns the IDs of rows. */
export const idsOf = (rows: readonly JsonObject[]) => rows.map(({ id }) => asText(id));

/** Returns the text of a field in an object inside of a row; empty if there is none. */
export function within(row: JsonObject, outer: string, inner: string): string {
  const value = row[outer];
  return isObject(value) ? asText(value[inner]) : "";
}

import { knownCredentials, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/simulator.ts";
import { isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { noon } from "../today.ts";

export type Query = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
  /** Parses a body that must be an object. */
  readonly object: JsonObject;
}

/** Runs a test with a simulator whose clock moves only on request. */
export async function withSimulator(
  options: SimulatorOptions,
  test: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ seed: 7, clock: { now: () => noon }, ...options });
  try {
    await test(simulator);
  } finally {
    await simulator.close();
  }
}

export async function request(simulator: Simulator, path: string, init: RequestInit): Promise<ApiResponse> {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${knownCredentials.access_token}`);
  const response = await fetch(simulator.url + path, { ...init, headers });
  const text = await response.text();
  const body: Json = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, body, object: isObject(body) ? body : {} };
}

export function addressOf(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

export function get(simulator: Simulator, path: string, query: Query = {}, token?: string): Promise<ApiResponse> {
  return request(
    simulator,
    addressOf(path, query),
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );
}

/** Posts a JSON object. */
export function send(simulator: Simulator, path: string, body: Json, token?: string): Promise<ApiResponse> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return request(simulator, path, { method: "POST", body: JSON.stringify(body), headers });
}

/** Returns the rows of synchronous analytics, with IDs as strings. */
export function rowsOf(response: ApiResponse): JsonObject[] {
  const body: Json = JSON.parse(response.text.replaceAll(/("\w+_ID":|"targeting_value":)(\d+)/gu, '$1"$2"'));
  const rows = isObject(body) ? body.data : body;
  if (!Array.isArray(rows)) throw new TypeError(`No rows: ${response.text.slice(0, 300)}`);
  return rows.filter(isObject);
}

/** Returns the items of a page. */
export function itemsOf({ object, text }: ApiResponse): JsonObject[] {
  if (!Array.isArray(object.items)) throw new TypeError(`Not a page: ${text}`);
  return object.items.filter(isObject);
}

interface Page {
  readonly items: readonly JsonObject[];
  readonly bookmark: string | null;
}

export async function page(simulator: Simulator, path: string, query: Query = {}): Promise<Page> {
  const response = await get(simulator, path, query);
  const { bookmark } = response.object;
  return { items: itemsOf(response), bookmark: typeof bookmark === "string" ? bookmark : null };
}

/** Returns all pages of a list, following bookmarks until one is null. */
export async function pages(simulator: Simulator, path: string, query: Query): Promise<Page[]> {
  const all: Page[] = [];
  let bookmark: string | null = null;
  do {
    const next: Page = await page(simulator, path, bookmark === null ? query : { ...query, bookmark });
    all.push(next);
    bookmark = next.bookmark;
  } while (bookmark !== null);
  return all;
}

export async function walk(simulator: Simulator, path: string, query: Query = {}): Promise<JsonObject[]> {
  return (await pages(simulator, path, query)).flatMap(({ items }) => items);
}

/** Requests a token. */
export function token(simulator: Simulator, form: Record<string, string>): Promise<ApiResponse> {
  const { client_id: id, client_secret: secret } = knownCredentials;
  return request(simulator, "/oauth/token", {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(form).toString(),
  });
}

/** Returns a string field of an object. */
export function textOf(object: JsonObject | undefined, field: string): string {
  const value = object?.[field];
  if (typeof value !== "string") throw new TypeError(`${field} is not a text but ${JSON.stringify(value)}`);
  return value;
}

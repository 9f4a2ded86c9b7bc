import type { IncomingHttpHeaders } from "node:http";
import type { Json, JsonObject } from "../../src/json.ts";
import type { OwnLimit } from "../http/limits.ts";
import type { Listing } from "../http/paging.ts";
import type { Parameters } from "../http/parameters.ts";
import type { RequestScope } from "../request-scope.ts";
import type { Simulation } from "../simulation.ts";
import type { RawJson } from "./write-row.ts";

/** A request that is authorized, within its limits and as the document declares it. */
export interface Call {
  readonly parameters: Parameters;
  readonly scope: RequestScope;
  readonly simulation: Simulation;
  /** The JSON object that was sent with a POST, as the document declares it and with its defaults; empty for a GET. */
  readonly body: JsonObject;
  /** The address of this server as the client knows it, without `/v5`. */
  readonly origin: string;
  /** The page of a list that the request asks for. */
  readonly page: <Item>(listing: Listing<Item>, show: (item: Item) => Json) => JsonObject;
}

/** A request for a token: authorized by the app's ID and secret, its parameters in a form. */
export interface TokenCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly simulation: Simulation;
}

/**
 * One operation that the simulator serves. Its address, what it may be asked, with which scopes and against which limits
 * comes from the document; a record says only what the response is.
 */
export type Operation =
  | {
      readonly id: string;
      readonly access: "bearer";
      readonly limit?: OwnLimit | undefined;
      readonly answer: (call: Call) => Json | RawJson;
    }
  | { readonly id: string; readonly access: "basic"; readonly answer: (call: TokenCall) => Json };

/** An operation whose response is no selection of rows, but computed. */
export function computed(id: string, answer: (call: Call) => Json | RawJson, limit?: OwnLimit): Operation {
  return { id, access: "bearer", answer, limit };
}

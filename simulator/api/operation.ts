import type { IncomingHttpHeaders } from "node:http";
import type { OperationLimit } from "../http/limits/limits.ts";
import type { Parameters } from "../http/parameters.ts";
import type { Json, JsonObject } from "../json.ts";
import type { RequestScope } from "../request-scope.ts";
import type { Simulation } from "../simulation.ts";
import type { RawJson } from "./write-row.ts";

/** An authorized and validated request within its rate limits. */
export interface Call {
  readonly parameters: Parameters;
  readonly scope: RequestScope;
  readonly simulation: Simulation;
  /** The validated JSON body with defaults; empty for a GET. */
  readonly body: JsonObject;
  /** The URL of this server as the client knows it, without `/v5`. */
  readonly origin: string;
  /** The path below `/v5`. */
  readonly address: string;
  /** `x-pinterest-rid`, which bookmarks contain. */
  readonly requestId: string;
}

/** A token request, with the app's ID and secret in the header and parameters in a form. */
export interface TokenCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly simulation: Simulation;
}

/** One operation that the simulator serves. The document defines its request, the record only its response. */
export type Operation =
  | {
      readonly access: "bearer";
      readonly limit?: OperationLimit | undefined;
      readonly respond: (call: Call) => Json | RawJson;
    }
  | { readonly access: "basic"; readonly respond: (call: TokenCall) => Json };

/** Operations by their `operationId`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Creates an operation with a computed response. */
export function computed(respond: (call: Call) => Json | RawJson, limit?: OperationLimit): Operation {
  return { access: "bearer", respond, limit };
}

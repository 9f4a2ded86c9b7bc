import type { IncomingHttpHeaders } from "node:http";
import type { RawJson } from "../api/write-row.ts";
import { contractOf } from "../contract.ts";
import { ApiError, notPermitted, rateLimited, restrictedFeature, scopesMissing, unsupportedApp } from "../errors.ts";
import type { Json } from "../json.ts";
import { requestScope } from "../request-scope.ts";
import type { Simulation } from "../simulation.ts";
import { readBody, readParameters } from "./parameters.ts";
import type { Route } from "./routing.ts";

interface ApiRequest {
  /** The path below `/v5`. */
  readonly address: string;
  /** `x-pinterest-rid` */
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | RawJson;
}

/** Processes one request: authentication, rate limits, authorization, validation, then the operation. */
export function respond(simulation: Simulation, { id, operation, path }: Route, request: ApiRequest): ApiResponse {
  let headers: Readonly<Record<string, string>> = {};
  try {
    const contract = contractOf(id);
    const token =
      operation.access === "bearer" ? simulation.tokens.authenticate(request.headers.authorization) : undefined;
    const allowance = simulation.limits.take(
      contract.category,
      operation.access === "bearer" ? operation.limit : undefined,
    );
    headers = allowance.headers;
    if (!allowance.allowed) {
      headers = { ...headers, "x-envoy-ratelimited": "true" };
      throw rateLimited();
    }
    if (token !== undefined && simulation.settings.app === "pending") throw unsupportedApp();
    if (operation.access === "basic") {
      return { status: 200, headers, body: operation.respond({ ...request, simulation }) };
    }
    const scopes = token === undefined ? [] : simulation.tokens.scopesOf(token);
    const missing = contract.scopes.filter((scope) => !scopes.includes(scope));
    if (missing.length > 0) throw scopesMissing(missing);
    if (simulation.settings.gated.includes(id)) {
      throw simulation.settings.gated_response === "restricted" ? restrictedFeature(id) : notPermitted();
    }
    const parameters = readParameters(contract, path, request.query);
    const adAccountId = path.ad_account_id === undefined ? parameters.text("ad_account_id") : undefined;
    const area = contract.category === "catalogs_read" ? "catalogs" : "content";
    const scope = requestScope(simulation, scopes, adAccountId, area);
    const body = readBody(contract, request.body);
    const origin = `http://${request.headers.host ?? "localhost"}`;
    return {
      status: 200,
      headers,
      body: operation.respond({ ...request, parameters, scope, simulation, body, origin }),
    };
  } catch (error) {
    return failure(error, headers);
  }
}

/** Returns the response of an API error. Rethrows any other error, since that is a bug of the simulator. */
export function failure(error: unknown, headers: Readonly<Record<string, string>>): ApiResponse {
  if (!(error instanceof ApiError)) throw error;
  const envelope = { code: error.code, message: error.message };
  // Only this error has a third field.
  return { status: error.status, headers, body: error.code === 2 ? { ...envelope, status: "failure" } : envelope };
}

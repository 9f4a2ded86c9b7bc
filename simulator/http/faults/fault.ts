import { changeWorld } from "../../changes.ts";
import type { JsonObject } from "../../json.ts";
import type { Settings } from "../../settings.ts";
import type { Simulation } from "../../simulation.ts";

/** A failure of one request, or an event during it. */
export interface Fault {
  /** An error in place of the response; `code` is the status by default. */
  readonly status?: number;
  readonly code?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html?: true;
  /** Resets the connection before the response, or within the body. */
  readonly reset?: "before" | "body";
  /** Resets every connection and refuses new ones for some milliseconds. */
  readonly refuse_ms?: number;
  /** Ends the body after some bytes (negative: from the end), with a contradicting content length or without one. */
  readonly cut?: number;
  readonly short?: number;
  readonly invalid_json?: true;
  /** Never responds. */
  readonly hang?: true;
  readonly delay_ms?: number;
  /** Sends the body in chunks, one per interval. */
  readonly slow?: { readonly bytes: number; readonly ms: number };
  /** Sends half of the body, then one space per interval without end. */
  readonly endless_ms?: number;
  /** Only this one of the values of a repeated query parameter counts. */
  readonly repeated?: "first" | "last";
  /** Returns the bookmark of the request as the next one. */
  readonly repeat_bookmark?: true;
  /** Repeats the first rows at the end of their list. */
  readonly repeat_rows?: number;
  /** Converts ID strings to numbers with all digits. */
  readonly ids_as_numbers?: true;
  /** Overwrites these fields in every row, or in a non-empty response without rows. */
  readonly fields?: JsonObject;
  /** Changes of the world, settings, or tokens just before the response, which reflects them. */
  readonly change?: JsonObject;
  readonly settings?: Partial<Settings>;
  /**
   * - `expired`: all access tokens are invalid
   * - `rotated`: all refresh tokens are invalid, as after a refresh by another client
   * - `revoked`: both
   */
  readonly tokens?: "expired" | "rotated" | "revoked";
}

/** Returns a query without the values of repeated parameters that don't count under a fault. */
export function countedQuery(query: URLSearchParams, { repeated }: Fault): URLSearchParams {
  if (repeated === undefined) return query;
  const position = repeated === "first" ? 0 : -1;
  const counted = new URLSearchParams();
  for (const name of new Set(query.keys())) counted.set(name, query.getAll(name).at(position) ?? "");
  return counted;
}

/** Applies the events of a fault. */
export function applyEvents(simulation: Simulation, { change, settings, tokens }: Fault): void {
  if (change !== undefined) changeWorld(simulation, change);
  Object.assign(simulation.settings, settings);
  if (tokens === "expired") simulation.tokens.expireAll();
  if (tokens === "rotated") simulation.tokens.rotateAll();
  if (tokens === "revoked") simulation.tokens.revokeAll();
}

import type { JsonObject } from "../../json.ts";

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
  /** Ends the body after some bytes (negative: from the end), with a contradicting content length or without one. */
  readonly cut?: number;
  readonly short?: number;
  readonly invalid_json?: true;
  /** Never responds. */
  readonly hang?: true;
  readonly delay_ms?: number;
  /** Changes the world just before the response, which reflects it. */
  readonly change?: JsonObject;
}

import { isEmpty, isObject, type Json, type JsonObject } from "../../json.ts";

/** What a body says when it is an error, whatever the status. */
export interface ErrorEnvelope {
  /** Pinterest's own code, where there is one. */
  readonly code: number | undefined;
  readonly message: string;
}

/** Members that errors are made of (seen live, and in Pinterest's examples). */
const members: ReadonlySet<string> = new Set([
  "code",
  "data",
  "endpoint_name",
  "error",
  "error_code",
  "error_description",
  "error_message",
  "errors",
  "exceptions",
  "message",
  "message_detail",
  "request_id",
  "status",
]);

/** Of these, the ones that tell of an error. */
const complaints = ["message", "error", "error_message", "error_description", "errors", "exceptions"] as const;

/**
 * Reads a response's body as an error. Code 0 is a success, and so is an envelope that holds data (the MMM report's
 * responses, in Pinterest's OpenAPI document).
 * @returns undefined when the body is none
 */
export function errorEnvelopeOf(body: unknown): ErrorEnvelope | undefined {
  if (!isObject(body)) return undefined;
  const code = codeIn(body.code) ?? codeIn(body.error_code);
  if (code === 0 || (isObject(body.data) && !isEmpty(body.data))) return undefined;
  const hasBoth = "code" in body && "message" in body;
  return hasBoth || isBareError(body) ? { code, message: messageIn(body) } : undefined;
}

/** Tells whether an object is made of an error's members alone: rows have others, also where they have a code or a message. */
export function isBareError(object: JsonObject): boolean {
  // The first field of a row tells that it is none.
  for (const name in object) if (!members.has(name)) return false;
  const isSuccess = !isEmpty(object.data) || object.status === "success";
  return !isSuccess && complaints.some((name) => !isEmpty(object[name]));
}

function codeIn(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,9}$/u.test(value) ? Number(value) : undefined;
}

function messageIn(body: JsonObject): string {
  const texts = complaints.map((name) => body[name]).filter((text) => typeof text === "string");
  return texts.find((text) => text !== "") ?? "";
}

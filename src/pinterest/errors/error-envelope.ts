import { isEmpty, isObject, type Json, type JsonObject } from "../../base/json.ts";

/** All members of error bodies (live responses and Pinterest's examples). */
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

/** The members that describe an error. */
const descriptions = ["message", "error", "error_message", "error_description", "errors", "exceptions"] as const;

/** The content of an error body, whatever the status. */
interface ErrorEnvelope {
  /** Pinterest's error code, if any. */
  readonly code: number | undefined;
  readonly message: string;
}

/** Returns Pinterest's error code and message in a body, if any. */
export function codeAndMessageOf(body: unknown): ErrorEnvelope {
  if (!isObject(body)) return { code: undefined, message: "" };
  const texts = descriptions.map((name) => body[name]).filter((text) => typeof text === "string");
  return { code: codeIn(body.code) ?? codeIn(body.error_code), message: texts.find((text) => text !== "") ?? "" };
}

/**
 * Parses a successful response's body as an error. Code 0 is a success, and so is an envelope with data (the responses of the MMM
 * report, in Pinterest's OpenAPI document).
 * @returns undefined if the body isn't an error
 */
export function errorEnvelopeOf(body: unknown): ErrorEnvelope | undefined {
  if (!isObject(body)) return undefined;
  const envelope = codeAndMessageOf(body);
  if (envelope.code === 0 || (isObject(body.data) && !isEmpty(body.data))) return undefined;
  const hasBoth = "code" in body && "message" in body && !(isEmpty(body.code) && isEmpty(body.message));
  return hasBoth || isBareError(body) ? envelope : undefined;
}

/** Returns whether an object has an error's members only. Rows with a code or a message also have other members. */
export function isBareError(object: JsonObject): boolean {
  // Fast for rows: their first field ends the loop.
  for (const name in object) if (!members.has(name)) return false;
  const isSuccess = !isEmpty(object.data) || object.status === "success";
  return !isSuccess && descriptions.some((name) => !isEmpty(object[name]));
}

/** Returns whether a body without rows says that it failed: by a code, a message, or its status. */
export function saysFailure({ code, error_code: errorCode, status, ...others }: JsonObject): boolean {
  if (status === "success" || codeIn(code) === 0) return false;
  const isFailed = typeof status === "string" && /fail|error/iu.test(status);
  return isFailed || ![code, errorCode].every(isEmpty) || descriptions.some((name) => !isEmpty(others[name]));
}

function codeIn(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,9}$/u.test(value) ? Number(value) : undefined;
}

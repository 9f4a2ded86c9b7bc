import { createHash } from "node:crypto";

/** Returns the first `length` characters of the SHA-256 of a string, in base64url (6 bits each). */
export function digestOf(text: string, length: number): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, length);
}

import { hash } from "node:crypto";

/** Returns the first `length` characters of the SHA-256 of a string, in base64url (6 bits each). */
export function digestOf(text: string, length: number): string {
  return hash("sha256", text, "base64url").slice(0, length);
}

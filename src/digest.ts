import { createHash } from "node:crypto";

/** So many characters of the SHA-256 of a text, in base64url: each tells 64 times as many texts apart. */
export function digestOf(text: string, length: number): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, length);
}

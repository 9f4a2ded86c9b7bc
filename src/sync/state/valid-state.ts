import type { JsonObject } from "../../base/json.ts";
import type { Stream } from "../../streams/stream.ts";
import type { StreamRead } from "../context.ts";
import { ownerIn } from "./account-owner.ts";

/*
 * A state is valid for one user account, and for one definition of a custom report: a cursor of daily rows says nothing about
 * weekly ones.
 */

/**
 * Returns a state if the stream can continue from it; undefined, with a warning, if it can't. A state of an earlier release
 * without an owner or a definition is valid.
 * @param owner the digest of the account that owns the stream's records; undefined: unknown or none
 */
export function validState(
  state: JsonObject | undefined,
  owner: string | undefined,
  { stream: { definition }, log }: Pick<StreamRead, "stream" | "log">,
): JsonObject | undefined {
  const before = ownerIn(state);
  if (owner !== undefined && before !== undefined && before !== owner) {
    log(
      "WARN",
      "starting from the beginning, since the saved state belongs to another user account. To remove its records, clear the stream",
    );
    return undefined;
  }
  const earlier = state?.definition;
  if (definition === undefined || typeof earlier !== "string" || earlier === definition) return state;
  log(
    "WARN",
    `starting from the beginning, since the report was changed from ${earlier} to ${definition}. To remove its earlier records, clear the stream`,
  );
  return undefined;
}

/** Returns a state with the stream's definition, if it has one. */
export function definedAs({ definition }: Pick<Stream, "definition">, state: JsonObject): JsonObject {
  return definition === undefined ? state : { ...state, definition };
}

import { createRequire } from "node:module";

/** The globals of Node.js's `fetch`, which is loaded when one of them is read. */
const fetchGlobals = ["FormData", "Request", "Response"] as const;

/**
 * The single-file build of axios. The 60 modules of its ESM build take twice as long to load. It loads without the globals
 * of `fetch`, because its adapter for `fetch`, which the connector doesn't use, takes a quarter of the time.
 */
export const { default: axios } = without(fetchGlobals, (): typeof import("axios") =>
  createRequire(import.meta.url)("axios"),
);

/** Returns the result of a function that runs without some globals. */
function without<Result>(names: readonly string[], run: () => Result): Result {
  const globals = Object.getOwnPropertyDescriptors(globalThis);
  for (const name of names) Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
  try {
    return run();
  } finally {
    for (const name of names) Object.defineProperty(globalThis, name, globals[name] ?? {});
  }
}

import type { Operation, Operations } from "../api/operation.ts";
import { contractOf } from "../contract.ts";
import { type ApiError, methodNotAllowed, unknownAddress } from "../errors.ts";

export interface Route {
  readonly id: string;
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** Maps paths to operations. A literal path segment takes precedence over a parameter. */
export class Routes {
  readonly #routes: readonly (Omit<Route, "path"> & { readonly method: string; readonly pattern: RegExp })[];

  constructor(operations: Operations) {
    const openParts = (id: string) => contractOf(id).path.split("{").length;
    const ids = Object.entries(operations).toSorted(([first], [second]) => openParts(first) - openParts(second));
    this.#routes = ids.map(([id, operation]) => {
      const { method, path } = contractOf(id);
      return { id, operation, method, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/gu, "(?<$1>[^/]+)")}$`, "u") };
    });
  }

  /** Returns the operation of a path, or the error of an unknown path (404) or method (405). */
  find(method: string, address: string): Route | ApiError {
    const found = this.#routes.filter(({ pattern }) => pattern.test(address));
    const route = found.find((one) => one.method === method);
    if (route === undefined) return found.length > 0 ? methodNotAllowed() : unknownAddress();
    const path = Object.entries(route.pattern.exec(address)?.groups ?? {});
    return { ...route, path: Object.fromEntries(path.map(([name, value]) => [name, decodeURIComponent(value)])) };
  }
}

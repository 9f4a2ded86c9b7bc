import type { Operation, Operations } from "../api/operation.ts";
import { contractOf } from "../contract.ts";
import { methodNotAllowed, unknownAddress } from "../errors.ts";

export interface Route {
  readonly id: string;
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

interface Pattern extends Pick<Route, "id" | "operation"> {
  readonly method: string;
  readonly parts: readonly string[];
}

/** Maps paths to operations. A literal path segment takes precedence over a parameter. */
export class Routes {
  readonly #patterns: readonly Pattern[];

  constructor(operations: Operations) {
    const patterns = Object.entries(operations).map(([id, operation]) => {
      const { method, path } = contractOf(id);
      return { id, operation, method, parts: path.split("/") };
    });
    this.#patterns = patterns.sort((first, second) => openParts(first) - openParts(second));
  }

  /** Returns the operation of a path. @throws ApiError 404 for an unknown path, 405 for an unknown method */
  find(method: string, address: string): Route {
    const parts = address.split("/");
    let other = false;
    for (const { id, operation, method: wanted, parts: pattern } of this.#patterns) {
      const path = match(pattern, parts);
      if (path === undefined) continue;
      if (wanted === method) return { id, operation, path };
      other = true;
    }
    throw other ? methodNotAllowed() : unknownAddress();
  }
}

const isOpen = (part: string) => part.startsWith("{");
const openParts = ({ parts }: Pattern) => parts.filter(isOpen).length;

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (isOpen(expected)) {
      if (part === "") return undefined;
      try {
        path[expected.slice(1, -1)] = decodeURIComponent(part);
      } catch {
        return undefined;
      }
    } else if (part !== expected) return undefined;
  }
  return path;
}

import type { Config } from "../../config/config.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import { enabledStreams } from "../../streams/all.ts";
import { scopesFor } from "../scopes.ts";

/** Streams that cannot be read, and the access that they lack. */
export interface ClosedStreams {
  /** A scope, or several of which at least one is missing. */
  readonly lack: string;
  readonly streams: readonly string[];
}

/** What requests have shown about the scopes of a token. */
export class Access {
  readonly #granted = new Set<string>();
  /** Sets of scopes of which at least one is missing, joined. */
  readonly #missing: (readonly string[])[] = [];
  readonly #closed = new Set<string>();
  #firstDenial: ApiError | undefined;

  /** Why the first operation was denied, if any was. */
  get firstDenial(): ApiError | undefined {
    return this.#firstDenial;
  }

  /** Whether an operation was allowed. */
  get isAnyAllowed(): boolean {
    return this.#granted.size > 0;
  }

  /** Whether the token lacks a scope of an operation that was attempted. */
  isClosed(operation: string): boolean {
    return this.#closed.has(operation);
  }

  /**
   * Makes a request, and notes what it shows.
   * @param isForAnother whether it is made for the owner of an ad account: then what is wrong may be that ad account
   * @returns undefined if the token lacks the scope or the account the role
   * @throws ApiError for every other error
   */
  async attempt<Result>(
    operation: string,
    request: () => Promise<Result>,
    isForAnother = false,
  ): Promise<Result | undefined> {
    const { scopes } = operationNamed(operation);
    try {
      const result = await request();
      for (const scope of scopes) this.#granted.add(scope);
      return result;
    } catch (error) {
      if (!(error instanceof ApiError) || !(isDenial(error) || (isForAnother && isAboutThing(error)))) throw error;
      this.#firstDenial ??= error;
      if (error.kind !== "missing_scope") return undefined;
      this.#closed.add(operation);
      this.#missing.push(...missingOf(error.reason, scopes));
      return undefined;
    }
  }

  /** Streams that the configuration enables and the token does not open, by the scopes that are missing. */
  closedStreams(config: Config): readonly ClosedStreams[] {
    const closed = new Map<string, string[]>();
    for (const stream of enabledStreams(config)) {
      const needed = scopesFor(stream);
      for (const all of this.#missing) {
        const scopes = all.filter((scope) => !this.#granted.has(scope));
        if (scopes.length === 0 || !scopes.every((scope) => needed.includes(scope))) continue;
        const lack = orList.format(scopes);
        closed.set(lack, [...(closed.get(lack) ?? []), stream.name]);
        break;
      }
    }
    return [...closed].map(([lack, streams]) => ({ lack, streams }));
  }
}

const orList = new Intl.ListFormat("en-US", { type: "disjunction" });

/** Whether the token or the account lacks access, while the token itself is fine. */
function isDenial({ kind }: ApiError): boolean {
  return kind === "missing_scope" || kind === "restricted_feature" || kind === "permission_denied";
}

/** Whether what was requested is wrong, or not there. */
function isAboutThing({ kind }: ApiError): boolean {
  return kind === "invalid_request" || kind === "not_found";
}

/** Sets of which at least one scope is missing: each that Pinterest names; all that the operation needs, if it names none. */
function missingOf(reason: string, needed: readonly string[]): readonly (readonly string[])[] {
  const [, named = ""] = /missing: \[([^\]]*)\]/iu.exec(reason) ?? [];
  const scopes = needed.filter((scope) => named.includes(`'${scope}'`));
  return scopes.length > 0 ? scopes.map((scope) => [scope]) : [needed];
}

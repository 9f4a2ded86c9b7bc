import { listOf } from "../../base/text/list-of.ts";
import type { Config } from "../../config/config.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { missingScopes } from "../../pinterest/errors/missing-scopes.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import { enabledStreams } from "../../streams/all.ts";
import { scopesFor } from "../scopes.ts";

/** Streams that need a missing scope. */
export interface DeniedStreams {
  /** A scope, or alternatives of which at least one is missing. */
  readonly scope: string;
  readonly streams: readonly string[];
}

/** Scopes of an operation, of which at least one is missing. */
interface Missing {
  readonly needed: readonly string[];
  /** The scopes that Pinterest named, if they are others. */
  readonly named?: readonly string[];
}

/** Records which scopes of a token requests have proved or found missing. */
export class Access {
  readonly #granted = new Set<string>();
  readonly #missing: Missing[] = [];
  readonly #denied = new Set<string>();
  #firstDenial: ApiError | undefined;

  /** The error of the first denied operation, if any. */
  get firstDenial(): ApiError | undefined {
    return this.#firstDenial;
  }

  /** Whether an operation succeeded. */
  get isAnyAllowed(): boolean {
    return this.#granted.size > 0;
  }

  /** Returns whether an attempt has shown that the token lacks a scope of an operation. */
  isDenied(operation: string): boolean {
    return this.#denied.has(operation);
  }

  /**
   * Makes a request and records what it shows about scopes.
   * @param isForAnother whether the request is for the owner of an ad account, which an error might concern
   * @returns undefined if the token lacks the scope or the account the role
   * @throws ApiError for all other errors
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
      if (!(error instanceof ApiError) || !(isDenial(error) || (isForAnother && isAboutResource(error)))) throw error;
      this.#firstDenial ??= error;
      if (error.kind !== "missing_scope") return undefined;
      this.#denied.add(operation);
      this.#missing.push(...missingIn(error.reason, scopes));
      return undefined;
    }
  }

  /** Returns those of some scopes that the token lacks. If one of several is missing, it is one of them for sure, or none. */
  missingOf(scopes: readonly string[]): readonly string[] {
    const missing = this.#missing.flatMap(({ needed, named = needed }) => {
      const possible = named.filter((scope) => !this.#granted.has(scope));
      return possible.every((scope) => scopes.includes(scope)) ? possible : [];
    });
    return scopes.filter((scope) => missing.includes(scope));
  }

  /** Returns the enabled streams that the token can't read, by missing scope. */
  deniedStreams(config: Config): readonly DeniedStreams[] {
    const denied = new Map<string, string[]>();
    for (const stream of enabledStreams(config)) {
      const needed = scopesFor(stream);
      for (const { needed: all, named } of this.#missing) {
        const scopes = all.filter((each) => !this.#granted.has(each));
        if (scopes.length === 0 || !scopes.every((each) => needed.includes(each))) continue;
        const scope = named === undefined ? listOf(scopes, "or") : listOf(named, "and");
        denied.set(scope, [...(denied.get(scope) ?? []), stream.name]);
        break;
      }
    }
    return [...denied].map(([scope, streams]) => ({ scope, streams }));
  }
}

/** Returns whether a valid token, its account, or the app lacks access. */
const isDenial = ({ kind }: ApiError) =>
  ["missing_scope", "app_without_access", "restricted_feature", "permission_denied"].includes(kind);

/** Returns whether the requested resource is invalid or missing. */
const isAboutResource = ({ kind }: ApiError) => kind === "invalid_request" || kind === "not_found";

/** Returns what an error says about missing scopes: those that it names, or else one of those that the operation needs. */
function missingIn(reason: string, needed: readonly string[]): readonly Missing[] {
  const named = missingScopes(reason);
  const scopes = needed.filter((scope) => named.includes(scope));
  if (scopes.length > 0) return scopes.map((scope) => ({ needed: [scope] }));
  return [named.length === 0 ? { needed } : { needed, named }];
}

import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { authenticationFailed, invalidGrant } from "../../errors.ts";
import type { Settings } from "../../settings.ts";

/** The initial app and tokens. They are valid only for a simulator. */
export const knownCredentials = {
  client_id: "1500000",
  client_secret: "simulated-client-secret",
  refresh_token: "pinr.simulated-refresh-token",
  access_token: "pina_SIMULATEDACCESSTOKEN",
} as const;

/** Token lifetimes: 30 and 60 days, as the document states for refreshable tokens. */
export const accessTokenSeconds = 2_592_000;
export const refreshTokenSeconds = 5_184_000;

/** The scopes that the consent page was asked for; undefined: all. A token has those of them that the user grants. */
type Requested = readonly string[] | undefined;

interface AccessToken {
  readonly token: string;
  readonly requested: Requested;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** All valid tokens and their lifecycle. */
export class Tokens {
  readonly #seed: number;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, Requested>();
  /** Authorization codes. */
  readonly #codes = new Map<string, { readonly requested: Requested; readonly redirectUri: string }>();
  #count = 0;

  constructor(seed: number, settings: Settings, clock: Clock) {
    this.#seed = seed;
    this.#settings = settings;
    this.#clock = clock;
    const token = knownCredentials.access_token;
    this.#access.set(token, { token, requested: undefined, expiresAt: Infinity });
    this.#refresh.set(knownCredentials.refresh_token, undefined);
  }

  issue(requested?: Requested, seconds = accessTokenSeconds): AccessToken {
    const token = `pina_${this.#name().toUpperCase()}`;
    const access = { token, requested, expiresAt: this.#clock.now() + seconds * 1000 };
    this.#access.set(token, access);
    return access;
  }

  /** Issues an authorization code for a single exchange. Its tokens have the scopes that the consent page was asked for. */
  authorize(redirectUri: string, requested?: Requested): string {
    const code = this.#name();
    this.#codes.set(code, { redirectUri, requested });
    return code;
  }

  /** Returns the token of a `Bearer` header. @throws ApiError 401 if it is missing, unknown, or expired */
  authenticate(authorization: string | undefined): AccessToken {
    const [, name] = /^Bearer ([^\s]+)$/iu.exec(authorization ?? "") ?? [];
    const token = name === undefined ? undefined : this.#access.get(name);
    if (token === undefined || token.expiresAt <= this.#clock.now()) throw authenticationFailed();
    return token;
  }

  scopesOf({ requested }: AccessToken): readonly string[] {
    return this.#settings.scopes.filter((scope) => requested?.includes(scope) ?? true);
  }

  /** Exchanges an authorization code for tokens and invalidates it. */
  exchange(code: string, redirectUri: string) {
    const consent = this.#codes.get(code);
    this.#codes.delete(code);
    if (consent?.redirectUri !== redirectUri) throw invalidGrant();
    return this.#grant(consent.requested);
  }

  /** Refreshes an access token and rotates the refresh token. */
  refresh(refreshToken: string) {
    const requested = this.#refresh.get(refreshToken);
    if (!this.#refresh.delete(refreshToken)) throw invalidGrant();
    return this.#grant(requested);
  }

  expireAll(): void {
    this.#access.clear();
  }

  /** Invalidates all tokens and codes, as when the user withdraws consent. */
  revokeAll(): void {
    this.#access.clear();
    this.#refresh.clear();
    this.#codes.clear();
  }

  #grant(requested: Requested) {
    const refreshToken = `pinr.${this.#name()}`;
    this.#refresh.set(refreshToken, requested);
    return { access: this.issue(requested), refreshToken };
  }

  #name(): string {
    this.#count += 1;
    return createHash("sha256").update(`${this.#seed} token ${this.#count}`).digest("hex").slice(0, 32);
  }
}

import type { Clock } from "../clock.ts";
import { authenticationFailed, invalidGrant } from "../errors.ts";
import { hash } from "../random.ts";
import type { Settings } from "../settings.ts";

/** The initial app and tokens. They are valid only for a simulator. */
export const knownCredentials = {
  client_id: "1500000",
  client_secret: "simulated-client-secret",
  refresh_token: "pinr.simulated-refresh-token",
  access_token: "pina_SIMULATEDACCESSTOKEN",
  authorization_code: "simulated-authorization-code",
} as const;

/** Token lifetimes: 30 and 60 days, as the document states for refreshable tokens. */
export const accessTokenSeconds = 2_592_000;
export const refreshTokenSeconds = 5_184_000;

export interface AccessToken {
  readonly token: string;
  /** `granted`: the scopes that the user grants at the time of the request. */
  readonly scopes: readonly string[] | "granted";
  /** Whether the token is a user's or the app's own (from `client_credentials`). */
  readonly kind: "user" | "client";
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface RefreshToken {
  readonly scopes: readonly string[] | "granted";
  readonly expiresAt: number;
}

/** All valid tokens and their lifecycle. */
export class Tokens {
  readonly #seed: number;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();
  /** Authorization codes and their redirect URIs, if known. */
  readonly #codes = new Map<string, string | undefined>([[knownCredentials.authorization_code, undefined]]);
  #count = 0;

  constructor(seed: number, settings: Settings, clock: Clock) {
    this.#seed = seed;
    this.#settings = settings;
    this.#clock = clock;
    const token = knownCredentials.access_token;
    this.#access.set(token, { token, scopes: "granted", kind: "user", expiresAt: Infinity });
    this.#refresh.set(knownCredentials.refresh_token, { scopes: "granted", expiresAt: Infinity });
  }

  /** Issues an access token to the user or the app. */
  issue(
    scopes: readonly string[] | "granted",
    kind: AccessToken["kind"] = "user",
    seconds = accessTokenSeconds,
  ): AccessToken {
    const token = this.#name(kind === "user" ? "pina_" : "pinc_")
      .toUpperCase()
      .replace(/^PIN(.)_/u, (start) => start.toLowerCase());
    const access = { token, scopes, kind, expiresAt: this.#clock.now() + seconds * 1000 };
    this.#access.set(token, access);
    return access;
  }

  /** Issues an authorization code for a single exchange. */
  authorize(redirectUri?: string): string {
    const code = this.#name("");
    this.#codes.set(code, redirectUri);
    return code;
  }

  /** Returns the token of a `Bearer` header. @throws ApiError 401 if it is missing, unknown, or expired */
  authenticate(authorization: string | undefined): AccessToken {
    const [, name] = /^Bearer ([^\s]+)$/iu.exec(authorization ?? "") ?? [];
    const token = name === undefined ? undefined : this.#access.get(name);
    if (token === undefined || token.expiresAt <= this.#clock.now()) throw authenticationFailed();
    return token;
  }

  scopesOf({ scopes }: AccessToken): readonly string[] {
    return scopes === "granted" ? this.#settings.scopes : scopes;
  }

  /** Exchanges an authorization code for tokens and invalidates it. */
  exchange(code: string, redirectUri?: string): { readonly access: AccessToken; readonly refreshToken: string } {
    const sentTo = this.#codes.get(code) ?? redirectUri;
    if (!this.#codes.delete(code) || sentTo !== redirectUri) throw invalidGrant();
    return { access: this.issue("granted"), refreshToken: this.#newRefreshToken("granted") };
  }

  /** Refreshes an access token; rotates the refresh token unless the settings say otherwise. */
  refresh(refreshToken: string, scopes: readonly string[] | undefined) {
    const known = this.#refresh.get(refreshToken);
    if (known === undefined || known.expiresAt <= this.#clock.now()) throw invalidGrant();
    const access = this.issue(scopes ?? known.scopes);
    if (this.#settings.rotation === "never") return { access, refreshToken };
    this.#refresh.delete(refreshToken);
    return { access, refreshToken: this.#newRefreshToken(known.scopes) };
  }

  /** Invalidates all access tokens. */
  expireAll(): void {
    this.#access.clear();
  }

  /** Invalidates all refresh tokens. */
  rotateAll(): void {
    this.#refresh.clear();
  }

  /** Invalidates all tokens and codes, as when the user withdraws consent. */
  revokeAll(): void {
    this.#access.clear();
    this.#refresh.clear();
    this.#codes.clear();
  }

  #newRefreshToken(scopes: readonly string[] | "granted"): string {
    const token = this.#name("pinr.");
    const expiresAt = this.#clock.now() + refreshTokenSeconds * 1000;
    this.#refresh.set(token, { scopes, expiresAt });
    return token;
  }

  #name(prefix: string): string {
    this.#count += 1;
    const parts = [1, 2, 3, 4].map((part) =>
      hash(`token ${this.#count} ${part}`, this.#seed).toString(16).padStart(8, "0"),
    );
    return prefix + parts.join("");
  }
}

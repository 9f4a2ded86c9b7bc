import type { Clock } from "../clock.ts";
import { authenticationFailed, invalidGrant } from "../errors.ts";
import { hash } from "../random.ts";
import type { Settings } from "../settings.ts";

/** What a fresh simulator knows: the app, and tokens of its user. They open nothing but a simulator. */
export const knownCredentials = {
  client_id: "1500000",
  client_secret: "simulated-client-secret",
  refresh_token: "pinr.simulated-refresh-token",
  access_token: "pina_SIMULATEDACCESSTOKEN",
  authorization_code: "simulated-authorization-code",
} as const;

export interface AccessToken {
  readonly token: string;
  /** `granted`: whatever the user grants at the moment of the request. */
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

/** Every token there is, and the rules by which they come and go. */
export class Tokens {
  readonly #seed: number;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();
  /** Each with the redirect link that it was sent to, where one is known. */
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

  /** Makes an access token, of the user or of the app itself. */
  issue(scopes: readonly string[] | "granted", kind: AccessToken["kind"] = "user", seconds?: number): AccessToken {
    const life = seconds ?? this.#settings.access_token_seconds;
    const token = this.#name(kind === "user" ? "pina_" : "pinc_")
      .toUpperCase()
      .replace(/^PIN(.)_/u, (start) => start.toLowerCase());
    const access = { token, scopes, kind, expiresAt: this.#clock.now() + life * 1000 };
    this.#access.set(token, access);
    return access;
  }

  /** Makes a code as a user's consent gives it; good for one exchange. */
  authorize(redirectUri?: string): string {
    const code = this.#name("");
    this.#codes.set(code, redirectUri);
    return code;
  }

  /** The token of a request's `Authorization: Bearer`, if it is known and not too old. */
  authenticate(authorization: string | undefined): AccessToken {
    const [, name] = /^Bearer ([^\s]+)$/iu.exec(authorization ?? "") ?? [];
    const token = name === undefined ? undefined : this.#access.get(name);
    if (token === undefined || token.expiresAt <= this.#clock.now()) throw authenticationFailed();
    return token;
  }

  scopesOf({ scopes }: AccessToken): readonly string[] {
    return scopes === "granted" ? this.#settings.scopes : scopes;
  }

  /** Spends an authorization code. */
  exchange(code: string, redirectUri?: string): { readonly access: AccessToken; readonly refreshToken: string } {
    const sentTo = this.#codes.get(code) ?? redirectUri;
    if (!this.#codes.delete(code) || sentTo !== redirectUri) throw invalidGrant();
    return { access: this.issue("granted"), refreshToken: this.#newRefreshToken("granted") };
  }

  /** Spends a refresh token, or keeps it, as the settings say. */
  refresh(refreshToken: string, scopes: readonly string[] | undefined) {
    const known = this.#refresh.get(refreshToken);
    if (known === undefined || known.expiresAt <= this.#clock.now()) throw invalidGrant();
    const access = this.issue(scopes ?? known.scopes);
    if (this.#settings.rotation === "never") return { access, refreshToken };
    this.#refresh.delete(refreshToken);
    return { access, refreshToken: this.#newRefreshToken(known.scopes) };
  }

  /** Makes every access token worthless, as if its time were over. */
  expireAll(): void {
    this.#access.clear();
  }

  /** Makes every refresh token worthless, as when someone else has used it and has its successor. */
  rotateAll(): void {
    this.#refresh.clear();
  }

  /** Makes every token of both kinds worthless, as a user does who withdraws the consent. */
  revokeAll(): void {
    this.#access.clear();
    this.#refresh.clear();
    this.#codes.clear();
  }

  #newRefreshToken(scopes: readonly string[] | "granted"): string {
    const token = this.#name("pinr.");
    const expiresAt = this.#clock.now() + this.#settings.refresh_token_seconds * 1000;
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

import { randomBytes } from "node:crypto";
import { ConnectorError } from "../../protocol/errors.ts";
import { allScopes } from "../scopes.ts";
import { appsPage } from "./app.ts";

/** A request for consent on Pinterest's page. */
export interface Consent {
  /** The URL of the page. */
  readonly url: string;
  /** The redirect URL, exactly as on the app's page. */
  readonly redirectUri: string;
  /** A random value in the redirect, which shows that it belongs to this sign-in. */
  readonly state: string;
}

/**
 * Creates a request for consent to all scopes.
 * @param override the variable PINTEREST_API_BASE_URL, whose host also has the consent page
 */
export function consentFor(clientId: string, redirectUri: string, override: string | undefined): Consent {
  const state = randomBytes(24).toString("base64url");
  const page = override ? new URL("/oauth/", override) : new URL("https://www.pinterest.com/oauth/");
  page.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: allScopes().join(","),
    state,
  }).toString();
  return { url: page.href, redirectUri, state };
}

/** The content of a redirect URL. */
export type Redirect =
  | { readonly kind: "code"; readonly code: string }
  /** The user or Pinterest denied access. */
  | { readonly kind: "denied"; readonly reason: string }
  /** The redirect belongs to another sign-in. */
  | { readonly kind: "other_sign_in" };

/** Parses a redirect URL, absolute or from its path on. */
export function parseRedirect(address: string, { state, redirectUri }: Consent): Redirect {
  if (address === "") return { kind: "denied", reason: "no URL was pasted" };
  const query = URL.canParse(address, redirectUri) ? new URL(address, redirectUri).searchParams : new URLSearchParams();
  if (query.get("state") !== state) return { kind: "other_sign_in" };
  const code = query.get("code") ?? "";
  if (code !== "") return { kind: "code", code };
  return { kind: "denied", reason: query.get("error_description") ?? query.get("error") ?? "the redirect has no code" };
}

/** Returns the code of a redirect. @throws ConnectorError if it has none */
export function codeOf(redirect: Redirect): string {
  if (redirect.kind === "code") return redirect.code;
  throw new ConnectorError(
    "config_error",
    redirect.kind === "denied"
      ? `Pinterest granted no access: ${redirect.reason}. Run authorize again, and select "Give access" on Pinterest's page.`
      : `The URL doesn't belong to this sign-in, because its state differs. Run authorize again, and use only the URL that it shows. If Pinterest's page says that the redirect link is wrong, see your app on ${appsPage}.`,
  );
}

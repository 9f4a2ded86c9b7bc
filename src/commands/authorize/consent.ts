import { randomBytes } from "node:crypto";
import { allScopes } from "../scopes.ts";

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
  /** The user or Pinterest denied access, with a sentence that says so. */
  | { readonly kind: "denied"; readonly problem: string }
  /** A redirect of another sign-in, or another URL. */
  | { readonly kind: "other"; readonly problem: string };

/** Parses a redirect URL, absolute or from its path on. */
export function parseRedirect(address: string, { state, redirectUri }: Consent): Redirect {
  const query = URL.canParse(address, redirectUri) ? new URL(address, redirectUri).searchParams : new URLSearchParams();
  if (query.get("state") !== state)
    return { kind: "other", problem: "This URL doesn't belong to this sign-in, because its parameter state differs." };
  const code = query.get("code") ?? "";
  if (code !== "") return { kind: "code", code };
  const reason = query.get("error_description") ?? query.get("error") ?? "the redirect has no code";
  return { kind: "denied", problem: `Pinterest granted no access: ${reason}.` };
}

/** Parses what a person pasted: a redirect URL, possibly in quotes. Its code alone doesn't show whose sign-in it is of. */
export function parsePasted(line: string, consent: Consent): Redirect {
  const text = unquoted(line);
  if (text.includes("state=")) return parseRedirect(text, consent);
  return {
    kind: "other",
    problem: `This isn't the URL at which the sign-in ended. It begins with ${consent.redirectUri}?.`,
  };
}

/** Removes quotes and brackets around a pasted text. */
export function unquoted(text: string): string {
  return text.replace(/^[\s"'`<“”‘’]+|[\s"'`>“”‘’]+$/gu, "");
}

import { randomBytes } from "node:crypto";
import { ConnectorError } from "../../protocol/errors.ts";
import { allScopes } from "../scopes.ts";
import { appsPage } from "./app.ts";

/** Pinterest's consent page, as it is asked for one sign-in. */
export interface Consent {
  /** The address to open. */
  readonly url: string;
  /** Where Pinterest sends the browser afterwards: to the letter what the app's page has. */
  readonly redirectUri: string;
  /** Comes back with the code, and so shows that the answer belongs to this sign-in. */
  readonly state: string;
}

/** @param override the variable PINTEREST_API_BASE_URL: a stand-in for Pinterest has a consent page of its own */
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

/** What an address says that the browser was sent to. */
export type Answer =
  | { readonly is: "code"; readonly code: string }
  /** The person said no, or Pinterest did. */
  | { readonly is: "denied"; readonly reason: string }
  /** It does not belong to this sign-in. */
  | { readonly is: "foreign" };

/** Reads the address that the browser was sent to, whole or from its path on. */
export function answerIn(address: string, { state, redirectUri }: Consent): Answer {
  if (address === "") return { is: "denied", reason: "no address was pasted" };
  const query = URL.canParse(address, redirectUri) ? new URL(address, redirectUri).searchParams : new URLSearchParams();
  if (query.get("state") !== state) return { is: "foreign" };
  const code = query.get("code") ?? "";
  if (code !== "") return { is: "code", code };
  return { is: "denied", reason: query.get("error_description") ?? query.get("error") ?? "it gave no code" };
}

/** The code of an answer. @throws ConnectorError where there is none */
export function codeOf(answer: Answer): string {
  if (answer.is === "code") return answer.code;
  throw new ConnectorError(
    "config_error",
    answer.is === "denied"
      ? `Pinterest gave no access: ${answer.reason}. Run authorize again, and select "Give access" on Pinterest's page.`
      : `The address doesn't belong to this sign-in: its state isn't the one that was sent. Run authorize again, and use only the address that it shows. If Pinterest's page says that the redirect link is wrong, see your app on ${appsPage}.`,
  );
}

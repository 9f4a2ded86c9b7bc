import type { Simulation } from "../../simulation.ts";
import { knownCredentials } from "./tokens.ts";

/** A page, or a redirect, for the browser. */
export interface ConsentReply {
  readonly status: 200 | 302 | 400;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const html = { "content-type": "text/html; charset=utf-8" };

/**
 * Serves Pinterest's consent page (`GET /oauth/`) and the target of its buttons (`GET /oauth/decision`). Redirects only
 * to the `redirect_uri` of the settings.
 * @returns undefined for any other path
 */
export function consent(
  { tokens, settings }: Simulation,
  address: string,
  query: URLSearchParams,
): ConsentReply | undefined {
  if (address !== "/oauth/" && address !== "/oauth/decision") return undefined;
  const redirect = query.get("redirect_uri") ?? "";
  const problem =
    query.get("client_id") !== knownCredentials.client_id
      ? "Unknown app."
      : redirect !== settings.redirect_uri
        ? "Unknown redirect URI."
        : query.get("response_type") !== "code" || (query.get("scope") ?? "") === ""
          ? "The request is incomplete."
          : undefined;
  if (problem !== undefined) return { status: 400, headers: html, body: `<!doctype html><h1>${problem}</h1>` };
  if (address === "/oauth/") return { status: 200, headers: html, body: pageOf(query) };
  const target = new URL(redirect);
  if (query.get("decision") === "allow")
    target.searchParams.set("code", tokens.authorize(redirect, (query.get("scope") ?? "").split(/[\s,]+/u)));
  else target.searchParams.set("error", "access_denied");
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, body: "" };
}

function pageOf(query: URLSearchParams): string {
  const escaped = (text: string) => text.replace(/[&<>"]/gu, (character) => `&#${character.charCodeAt(0)};`);
  const fields = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<!doctype html><title>Simulated consent</title><h1>An app requests: ${escaped(query.get("scope") ?? "")}</h1>
<form action="/oauth/decision">${fields.join("")}<button name="decision" value="allow">Give access</button>
<button name="decision" value="deny">Cancel</button></form>`;
}

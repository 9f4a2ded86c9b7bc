import type { Simulation } from "../../simulation.ts";
import type { Reply } from "../send.ts";
import { knownCredentials } from "./tokens.ts";

/**
 * Redirects from Pinterest's consent page (`GET /oauth/`) as if the user had given access, or with `decision=deny` had not.
 * Redirects only to the `redirect_uri` of the settings.
 * @returns undefined for any other path
 */
export function consent({ tokens, settings }: Simulation, address: string, query: URLSearchParams): Reply | undefined {
  if (address !== "/oauth/") return undefined;
  const [redirect = "", app, type, scope] = ["redirect_uri", "client_id", "response_type", "scope"].map(
    (name) => query.get(name) ?? "",
  );
  if (redirect !== settings.redirect_uri || app !== knownCredentials.client_id || type !== "code" || !scope)
    return { status: 400, headers: { "content-type": "text/html" }, body: "<!doctype html><h1>Invalid request</h1>" };
  const target = new URL(redirect);
  if (query.get("decision") === "deny") target.searchParams.set("error", "access_denied");
  else target.searchParams.set("code", tokens.authorize(redirect, scope.split(/[\s,]+/u)));
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, body: "" };
}

import type { Simulation } from "../../simulation.ts";
import type { Reply } from "../send.ts";
import { knownCredentials } from "./tokens.ts";

const html = { "content-type": "text/html; charset=utf-8" };

/**
 * Redirects from Pinterest's consent page (`GET /oauth/`) as if the user had given access, or with `decision=deny` had not.
 * Redirects only to the `redirect_uri` of the settings.
 * @returns undefined for any other path
 */
export function consent({ tokens, settings }: Simulation, address: string, query: URLSearchParams): Reply | undefined {
  if (address !== "/oauth/") return undefined;
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
  const target = new URL(redirect);
  if (query.get("decision") === "deny") target.searchParams.set("error", "access_denied");
  else target.searchParams.set("code", tokens.authorize(redirect, (query.get("scope") ?? "").split(/[\s,]+/u)));
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, body: "" };
}

import { trimEnd } from "../trim-end.ts";
import { ConfigError } from "./config-error.ts";

const hosts = { production: "https://api.pinterest.com/v5", sandbox: "https://api-sandbox.pinterest.com/v5" };

/**
 * The address of the API.
 * @param environment the configuration's choice; anything but `sandbox` is production
 * @param override the variable PINTEREST_API_BASE_URL, which leads when it is not blank: a stand-in for the API. Without
 *   a path it means `/v5`, where the API is.
 * @returns the address without a slash at its end
 * @throws ConfigError when the variable is not a plain http(s) address.
 */
export function baseUrlOf(environment: string, override: string | undefined): string {
  const text = override?.trim() ?? "";
  if (text === "") return environment === "sandbox" ? hosts.sandbox : hosts.production;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isPlain(url)) {
    throw new ConfigError([
      "The environment variable PINTEREST_API_BASE_URL must be an http or https address without credentials, query or fragment.",
    ]);
  }
  const path = trimEnd(url.pathname, "/");
  return url.origin + (path === "" ? "/v5" : path);
}

function isPlain({ protocol, username, password, search, hash }: URL): boolean {
  const extras = username + password + search + hash;
  return (protocol === "http:" || protocol === "https:") && extras === "";
}

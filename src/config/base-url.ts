import { ConfigError } from "./config-error.ts";

const hosts = { production: "https://api.pinterest.com/v5", sandbox: "https://api-sandbox.pinterest.com/v5" };

/**
 * Returns the base URL of the API, without a trailing slash.
 * @param environment `sandbox`, or anything else for production
 * @param override the variable PINTEREST_API_BASE_URL, used unless blank, for a server in place of the API. A URL without
 *   a path gets `/v5`.
 * @throws ConfigError if the variable isn't a plain http(s) URL
 */
export function baseUrlOf(environment: string, override: string | undefined): string {
  const text = override?.trim() ?? "";
  if (text === "") return environment === "sandbox" ? hosts.sandbox : hosts.production;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const extras = url && url.username + url.password + url.search + url.hash;
  if (url === undefined || extras !== "" || !/^https?:$/u.test(url.protocol))
    throw new ConfigError([
      "The environment variable PINTEREST_API_BASE_URL must be an http or https address without credentials, query or fragment.",
    ]);
  let path = url.pathname;
  // A regular expression would take quadratic time.
  while (path.endsWith("/")) path = path.slice(0, -1);
  return url.origin + (path === "" ? "/v5" : path);
}

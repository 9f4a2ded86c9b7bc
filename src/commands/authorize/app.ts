import type { Config } from "../../config/config.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import type { Lines } from "./lines.ts";

/** A Pinterest app, as its page shows it. */
export type App = Pick<Extract<Config["credentials"], { method: "oauth2.0" }>, "clientId" | "clientSecret">;

/** The page where apps, their secret keys, and their redirect links are. */
export const appsPage = "https://developers.pinterest.com/apps/";

/**
 * Finds the app ID and the app secret key: in the environment, in a file, or by asking. They are never arguments, which
 * other users of the machine can see.
 * @param files contents of files that may have them, the first one first
 * @throws ConnectorError that names the ways
 */
export async function findApp(
  environment: Readonly<Record<string, string | undefined>>,
  files: readonly unknown[],
  lines: Lines,
): Promise<App> {
  const { PINTEREST_APP_ID: id, PINTEREST_APP_SECRET: secret } = environment;
  if (id && secret) return { clientId: id.trim(), clientSecret: secret.trim() };
  for (const file of files) {
    const app = appIn(file);
    if (app !== undefined) return app;
  }
  const clientId = id?.trim() || (await lines.ask(`App ID (from ${appsPage}): `));
  const clientSecret = secret?.trim() || (await lines.ask("App secret key (not shown): ", { isHidden: true }));
  if (!clientId || !clientSecret) {
    throw new ConnectorError(
      "config_error",
      `The app ID or the app secret key is missing. Set PINTEREST_APP_ID and PINTEREST_APP_SECRET, name a file with --app, or enter them when asked. Both are on ${appsPage}.`,
    );
  }
  return { clientId, clientSecret };
}

/** The app of a configuration, or of a file with nothing but the app. */
function appIn(file: unknown): App | undefined {
  if (!isObject(file)) return undefined;
  const { client_id: id, client_secret: secret }: JsonObject = isObject(file.credentials) ? file.credentials : file;
  const text = (value: Json | undefined) =>
    typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text(id) === "" || text(secret) === "" ? undefined : { clientId: text(id), clientSecret: text(secret) };
}

import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { unquoted } from "./consent.ts";
import type { Lines } from "./lines.ts";

/** The ID and the secret key of a Pinterest app. */
export type App = Pick<Extract<Config["credentials"], { method: "oauth2.0" }>, "clientId" | "clientSecret">;

/** Pinterest's page of the user's apps, with their secret keys and redirect links. */
export const appsPage = "https://developers.pinterest.com/apps/";

/**
 * Gets the app ID and the app secret key from the environment, a file, or the terminal. Not from arguments, which
 * other users of the machine can see.
 * @param files contents of files that might have them, by priority
 * @throws ConnectorError if they are missing
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
  const clientId = id?.trim() || (await answerTo(`App ID (from ${appsPage}): `, lines));
  const clientSecret = secret?.trim() || (await answerTo("App secret key (not shown): ", lines, { isHidden: true }));
  if (!clientId || !clientSecret)
    throw new ConnectorError(
      "config_error",
      `The app ID or the app secret key is missing. Set PINTEREST_APP_ID and PINTEREST_APP_SECRET, name a file with --app, or enter them when asked. Both are on ${appsPage}.`,
    );
  return { clientId, clientSecret };
}

/** Asks until the answer isn't empty. Returns undefined at the end of the input. */
async function answerTo(question: string, lines: Lines, options?: { readonly isHidden: boolean }) {
  for (;;) {
    const line = await lines.ask(question, options);
    const answer = line === undefined ? undefined : unquoted(line);
    if (answer !== "") return answer;
  }
}

/** Returns the app in a configuration, or in a file with only the app. */
function appIn(file: unknown): App | undefined {
  if (!isObject(file)) return undefined;
  const { client_id: id, client_secret: secret }: JsonObject = isObject(file.credentials) ? file.credentials : file;
  const text = (value: Json | undefined) =>
    typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text(id) === "" || text(secret) === "" ? undefined : { clientId: text(id), clientSecret: text(secret) };
}

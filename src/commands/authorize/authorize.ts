import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { parseConfig } from "../../config/parse-config.ts";
import { withRotatedTokens } from "../../config/rotation.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { RateLimiter } from "../../pinterest/limits/rate-limiter.ts";
import { exchangeAuthorizationCode } from "../../pinterest/token-exchange.ts";
import type { TokenGrant } from "../../pinterest/token-grant.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { prepareFolderOf, readJsonFile } from "../../protocol/files.ts";
import { anySignal } from "../../signals.ts";
import { countOf } from "../../text/count-of.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { OptionValues } from "../command-line/option-values.ts";
import { writeKeptConfig } from "../kept-tokens.ts";
import { type App, appsPage, findApp } from "./app.ts";
import { type Consent, codeOf, consentFor, parseRedirect } from "./consent.ts";
import { describeGrant } from "./granted.ts";
import { Lines } from "./lines.ts";
import { Loopback } from "./loopback.ts";

/** Defaults of the options. */
export const defaults = { port: "8085", config: "config.json", wait: "300" } as const;

/** Signs the user in to Pinterest, and writes a configuration for the other commands. */
export async function runAuthorize(options: OptionValues, context: CommandContext): Promise<boolean> {
  const path = options.text("config") ?? defaults.config;
  const port = numberOf(options, "port", 65_535);
  const appFile = options.text("app");
  // Before the sign-in, whose tokens would be lost.
  await prepareFolderOf(path, "config");
  const earlier: unknown = existsSync(path) ? await readJsonFile(path, "config") : {};
  const files = [...(appFile === undefined ? [] : [await readJsonFile(appFile, "app")]), earlier];
  const lines = new Lines(process.stdin, context.stderr);
  try {
    const app = await findApp(context.environment, files, lines);
    const { clientId, clientSecret } = app;
    context.redactor.add([clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString("base64")]);
    const consent = consentFor(clientId, `http://localhost:${port}/`, context.environment.PINTEREST_API_BASE_URL);
    const code = options.has("no-browser")
      ? await pastedCode(consent, lines, context)
      : await receivedCode(consent, port, numberOf(options, "wait", 86_400), context);
    const grant = await exchange(code, consent, app, earlier, context);
    await save(path, grant, app, isObject(earlier) ? earlier : {}, context);
    return true;
  } finally {
    lines.close();
  }
}

/** Opens the consent page, and waits for its redirect. */
async function receivedCode(consent: Consent, port: number, seconds: number, context: CommandContext): Promise<string> {
  const { stderr, clock, signal, environment } = context;
  const loopback = await Loopback.open(port);
  const timeout = new AbortController();
  try {
    stderr.write(`Your app on ${appsPage} must have the redirect link ${consent.redirectUri}\n`);
    stderr.write(`Sign in to Pinterest here, and select "Give access":\n\n  ${consent.url}\n\n`);
    openBrowser(consent.url, environment);
    const redirect = await Promise.race([
      loopback.receive(consent, () =>
        context.writer.log(
          "WARN",
          "Ignored a response with the wrong state: it belongs to another sign-in. Still waiting for this one.",
        ),
      ),
      clock.sleep(seconds * 1000, anySignal(signal, timeout.signal)).then(() => undefined),
    ]);
    if (redirect === undefined) {
      throw new ConnectorError(
        "config_error",
        `No response from Pinterest within ${countOf(seconds, "second")}. Run authorize again. If Pinterest's page shows an error, check that the redirect link ${consent.redirectUri} is on your app's page, ${appsPage}; on a machine without a browser, add --no-browser.`,
      );
    }
    return codeOf(redirect);
  } finally {
    timeout.abort();
    await loopback.close();
  }
}

/** For a machine without a browser: the user pastes the redirect URL. */
async function pastedCode(consent: Consent, lines: Lines, { stderr }: CommandContext): Promise<string> {
  stderr.write(`Your app on ${appsPage} must have the redirect link ${consent.redirectUri}\n`);
  stderr.write(`Open this on any machine, and select "Give access":\n\n  ${consent.url}\n\n`);
  stderr.write(
    `The browser then shows an error, because no server runs at ${consent.redirectUri}. This is expected.\n`,
  );
  return codeOf(parseRedirect(await lines.ask("Paste the URL from its address bar: "), consent));
}

async function exchange(
  code: string,
  { redirectUri }: Consent,
  app: App,
  earlier: unknown,
  context: CommandContext,
): Promise<TokenGrant> {
  const { clock, random, environment, signal, writer, redactor } = context;
  const { baseUrl } = parseConfig(configOf(isObject(earlier) ? earlier : {}, app), environment);
  const { transport } = await context.network(baseUrl);
  const dependencies = { baseUrl, transport, limiter: new RateLimiter(clock), clock, random };
  redactor.add([code]);
  try {
    return await exchangeAuthorizationCode(
      dependencies,
      app,
      { code, redirectUri },
      {
        signal,
        onRetry: (error) => writer.log("WARN", `${error.message}; retrying`),
      },
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== "authorization_grant") throw error;
    throw new ConnectorError(
      "config_error",
      `Pinterest rejected the app ID, the app secret key, or the redirect link: ${error.reason} Compare all three with ${appsPage}, and run authorize again.`,
      { internalMessage: error.message },
    );
  }
}

async function save(
  path: string,
  grant: TokenGrant,
  app: App,
  earlier: JsonObject,
  context: CommandContext,
): Promise<void> {
  const { stdout, environment, redactor } = context;
  const { accessToken, refreshToken, expiresAt, scopes } = grant;
  redactor.add([accessToken, ...(refreshToken === undefined ? [] : [refreshToken])]);
  if (refreshToken === undefined) {
    throw new ConnectorError(
      "config_error",
      `Pinterest returned no refresh token. Check the access level of your app on ${appsPage}.`,
    );
  }
  const config = withRotatedTokens(configOf(earlier, app), { refreshToken, accessToken, expiresAt });
  const sentences = describeGrant(scopes, parseConfig(config, environment));
  await writeKeptConfig(path, config, grant);
  stdout.write(`Signed in to Pinterest.\n${sentences.join("\n")}\n`);
  stdout.write(`Saved ${path}, readable only by you. Commands that use this file save renewed tokens in it.\n`);
  stdout.write(`Next, test the connection with the command check and --config ${path}.\n`);
}

/** Sets the app in a configuration. Keeps all other members. */
function configOf(earlier: JsonObject, { clientId, clientSecret }: App): JsonObject {
  return {
    ...earlier,
    credentials: {
      auth_method: "oauth2.0",
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: "none yet",
    },
  };
}

/** Opens a URL in the browser. Ignores errors, because the terminal also shows the URL. */
function openBrowser(
  url: string,
  { BROWSER: configured, DISPLAY: x11, WAYLAND_DISPLAY: wayland }: CommandContext["environment"],
): void {
  const isDesktop = process.platform !== "linux" || x11 !== undefined || wayland !== undefined;
  if (configured === undefined && !isDesktop) return;
  const opener = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  const browser = spawn(configured ?? opener, [url], { detached: true, stdio: "ignore" });
  browser.on("error", () => undefined);
  browser.unref();
}

function numberOf(options: OptionValues, name: "port" | "wait", max: number): number {
  const text = options.text(name) ?? defaults[name];
  const number = Number(text);
  if (!/^\d+$/u.test(text) || number < 1 || number > max) {
    throw new ConnectorError("config_error", `--${name} must be a number from 1 to ${max}.`);
  }
  return number;
}

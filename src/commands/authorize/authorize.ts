import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { isObject, type JsonObject } from "../../base/json.ts";
import { anySignal } from "../../base/signals.ts";
import { countOf } from "../../base/text/count-of.ts";
import { parseConfig } from "../../config/parse-config.ts";
import { withRotatedTokens } from "../../config/rotation.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { RateLimiter } from "../../pinterest/limits/rate-limiter.ts";
import { exchangeForTokens } from "../../pinterest/token-exchange.ts";
import type { TokenGrant } from "../../pinterest/token-grant.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { prepareFolderOf, readJsonFile } from "../../protocol/files.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { OptionValues } from "../command-line/option-values.ts";
import { prepareConfig } from "../configuration.ts";
import { redactingTransport } from "../connect.ts";
import { writeSignInFile } from "../sign-in-file.ts";
import { type App, appsPage, findApp } from "./app.ts";
import { type Consent, consentFor, parsePasted } from "./consent.ts";
import { describeGrant } from "./granted.ts";
import { Lines } from "./lines.ts";
import { Loopback } from "./loopback.ts";
import { showSignIn } from "./status.ts";

/** Defaults of the options. */
const optionDefaults = { port: "8085", config: "config.json", wait: "300" } as const;
/** After so many rejected codes, a wrong secret key or redirect link is more likely than a used code. */
const maxRejectedCodes = 3;

/** Signs the user in to Pinterest, and writes a configuration for the other commands. */
export async function runAuthorize(options: OptionValues, context: CommandContext): Promise<boolean> {
  const path = options.text("config") ?? optionDefaults.config;
  if (options.has("status")) return showSignIn(path, context);
  const port = Number(options.text("port") ?? optionDefaults.port);
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
    const raw = configOf(isObject(earlier) ? earlier : {}, app);
    const { config } = prepareConfig(raw, path, context);
    const consent = consentFor(clientId, `http://localhost:${port}/`, context.environment.PINTEREST_API_BASE_URL);
    const signIn = async (code: string) =>
      save(path, await exchange(code, consent, app, config.baseUrl, context), raw, context);
    if (options.has("no-browser")) await signInByPasting(consent, lines, signIn, context);
    else await signInByBrowser(consent, port, Number(options.text("wait") ?? optionDefaults.wait), signIn, context);
    return true;
  } finally {
    lines.close();
  }
}

/** Opens the consent page, waits for its redirect, and signs in with its code. */
async function signInByBrowser(
  consent: Consent,
  port: number,
  seconds: number,
  signIn: (code: string) => Promise<void>,
  context: CommandContext,
): Promise<void> {
  const { stderr, clock, signal, environment } = context;
  const loopback = await Loopback.open(port);
  const timeout = new AbortController();
  try {
    stderr.write(`Your app on ${appsPage} must have the redirect link ${consent.redirectUri}\n`);
    stderr.write('Sign in to Pinterest here, and select "Give access":\n\n');
    // The app ID in it is a secret of the configuration, but Pinterest's page needs it.
    stderr.writeUnchanged(`  ${consent.url}\n\n`);
    openBrowser(consent.url, environment);
    const received = await Promise.race([
      loopback.receive(consent, () =>
        context.writer.log("WARN", "Ignored a response of another sign-in. Still waiting for this one."),
      ),
      clock.sleep(seconds * 1000, anySignal(signal, timeout.signal)).then(() => undefined),
    ]);
    if (received === undefined)
      throw new ConnectorError(
        "config_error",
        `No response from Pinterest within ${countOf(seconds, "second")}. Run authorize again. If Pinterest's page shows an error, check that the redirect link ${consent.redirectUri} is on your app's page, ${appsPage}; on a machine without a browser, add --no-browser.`,
      );
    const { redirect, answer } = received;
    if (redirect.kind !== "code") {
      await answer("Pinterest granted no access. You can close this page; the terminal says what to do.");
      throw new ConnectorError(
        "config_error",
        `${redirect.problem} Run authorize again, and select "Give access" on Pinterest's page.`,
      );
    }
    try {
      await signIn(redirect.code);
    } catch (error) {
      await answer("The sign-in failed. You can close this page; the terminal says why.");
      throw error instanceof RejectedCodeError ? error.with(["Run authorize again."]) : error;
    }
    await answer("Signed in. You can close this page and go back to the terminal.");
  } finally {
    timeout.abort();
    await loopback.close();
  }
}

/** For a machine without a browser: asks for the redirect URL until a sign-in with its code succeeds. */
async function signInByPasting(
  consent: Consent,
  lines: Lines,
  signIn: (code: string) => Promise<void>,
  { stderr }: CommandContext,
): Promise<void> {
  stderr.write(`Your app on ${appsPage} must have the redirect link ${consent.redirectUri}\n`);
  stderr.write('Open this on any machine, and select "Give access":\n\n');
  stderr.writeUnchanged(`  ${consent.url}\n\n`);
  stderr.write(
    `The browser then shows an error, because no server runs at ${consent.redirectUri}. This is expected.\n`,
  );
  let rejected = 0;
  for (;;) {
    const line = await lines.ask("Paste the URL from its address bar: ");
    if (line === undefined)
      throw new ConnectorError("config_error", "The input ended before the sign-in was complete. Run authorize again.");
    const redirect = parsePasted(line, consent);
    let problem = "";
    if (redirect.kind === "code")
      try {
        return await signIn(redirect.code);
      } catch (error) {
        if (!(error instanceof RejectedCodeError)) throw error;
        rejected += 1;
        if (rejected === maxRejectedCodes) throw error.with(["Then run authorize again."]);
        problem = error.message;
      }
    else problem = redirect.problem;
    stderr.write(`${problem} Open the URL above again, or correct what you pasted.\n`);
  }
}

/** Pinterest rejected an authorization code. Another code might be accepted. */
class RejectedCodeError extends ConnectorError {}

async function exchange(
  code: string,
  { redirectUri }: Consent,
  app: App,
  baseUrl: string,
  context: CommandContext,
): Promise<TokenGrant> {
  const { clock, random, signal, writer, redactor } = context;
  const { transport } = await context.network(baseUrl);
  const redacting = redactingTransport(transport, redactor);
  const dependencies = { baseUrl, transport: redacting, limiter: new RateLimiter(clock), clock, random };
  redactor.add([code]);
  try {
    return await exchangeForTokens(
      dependencies,
      app,
      { code, redirectUri },
      {
        signal,
        onRetry: (error) => writer.log("WARN", `request failed: ${error.response}; retrying`),
      },
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== "authorization_grant") throw error;
    throw new RejectedCodeError(
      "config_error",
      `Pinterest rejected the code, the redirect link, or the app. A code works once and only for a short time. Compare the app ID, the app secret key, and the redirect link ${redirectUri} with ${appsPage}.`,
      { internalMessage: error.message },
    );
  }
}

async function save(path: string, grant: TokenGrant, raw: JsonObject, context: CommandContext): Promise<void> {
  const { stdout, redactor } = context;
  const { accessToken, refreshToken, expiresAt, scopes } = grant;
  redactor.add([accessToken, ...(refreshToken === undefined ? [] : [refreshToken])]);
  if (refreshToken === undefined)
    throw new ConnectorError(
      "config_error",
      `Pinterest returned no refresh token. Check the access level of your app on ${appsPage}.`,
    );
  const config = withRotatedTokens(raw, { refreshToken, accessToken, expiresAt });
  const sentences = describeGrant(scopes, parseConfig(config, context.environment));
  await writeSignInFile(path, config, grant);
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

const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: "open", win32: "explorer" };

/** Opens a URL in the browser. Ignores errors, because the terminal also shows the URL. */
function openBrowser(
  url: string,
  { BROWSER: configured, DISPLAY: x11, WAYLAND_DISPLAY: wayland }: CommandContext["environment"],
): void {
  const isDesktop = process.platform !== "linux" || x11 !== undefined || wayland !== undefined;
  if (configured === undefined && !isDesktop) return;
  const opener = openers[process.platform] ?? "xdg-open";
  const browser = spawn(configured ?? opener, [url], { detached: true, stdio: "ignore" });
  browser.on("error", () => undefined);
  browser.unref();
}

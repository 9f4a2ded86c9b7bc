import { dayOf } from "../base/dates.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import { minuteOf } from "../base/text/minute-of.ts";
import { withRotatedTokens } from "../config/rotation.ts";
import { type Authorization, fixedToken, type RefreshGrant, refreshingToken } from "../pinterest/access-token.ts";
import type { Caller } from "../pinterest/caller.ts";
import { PinterestClient } from "../pinterest/client.ts";
import { RateLimiter } from "../pinterest/limits/rate-limiter.ts";
import { SlotsByCategory } from "../pinterest/limits/slots.ts";
import type { Transport } from "../pinterest/network/transport.ts";
import type { ClientDependencies } from "../pinterest/send-request.ts";
import { exchangeForTokens } from "../pinterest/token-exchange.ts";
import { tokensIn } from "../pinterest/token-grant.ts";
import type { Redactor } from "../protocol/redaction.ts";
import { explain } from "../texts/explain.ts";
import { retryText } from "../texts/retry.ts";
import type { CommandContext } from "./command-line/command.ts";
import type { LoadedConfig } from "./configuration.ts";
import { expectRenewable, isSignInFile, saveRenewedTokens, signInOf } from "./sign-in-file.ts";

/** Callbacks for token requests. */
export interface ConnectionEvents extends Pick<Caller, "onCall" | "onRetry"> {
  /** Called with the scopes of a renewed token. */
  readonly onScopes?: (scopes: readonly string[]) => void;
}

/** Creates a client with the credentials of the configuration. Sends no request yet. */
export function connect(
  loaded: LoadedConfig,
  transport: Transport,
  context: CommandContext,
  events: ConnectionEvents = {},
): PinterestClient {
  const { clock, random } = context;
  const dependencies: ClientDependencies = {
    baseUrl: loaded.config.baseUrl,
    transport,
    limiter: new RateLimiter(clock),
    slots: SlotsByCategory.ofRequests(loaded.config.numWorkers),
    clock,
    random,
  };
  return new PinterestClient(dependencies, authorize(loaded, dependencies, context, events));
}

function authorize(
  loaded: LoadedConfig,
  dependencies: ClientDependencies,
  context: CommandContext,
  events: ConnectionEvents,
): Authorization {
  const { credentials } = loaded.config;
  if (credentials.method === "access_token") return fixedToken(credentials.accessToken);
  const { writer, redactor, clock } = context;
  // Token requests contain both in this form.
  redactor.add([Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString("base64")]);
  const transport = redactingTransport(dependencies.transport, redactor);
  return refreshingToken(
    credentials,
    clock,
    async (refreshToken, signal) => {
      await expectRenewable(loaded.path, loaded.raw, context.audience);
      return exchangeForTokens(
        { ...dependencies, transport },
        credentials,
        { refreshToken },
        {
          signal,
          onRetry: (error, delayMs) => writer.log("WARN", retryText(error, delayMs)),
          ...events,
        },
      );
    },
    async (grant) => {
      events.onScopes?.(grant.scopes);
      const renewed = withRotatedTokens(loaded.raw, grant);
      await keep(loaded, renewed, grant, context);
      if (!grant.rotated) {
        writer.log("WARN", endOfSignIn(loaded, grant));
        return;
      }
      writer.message({
        type: "CONTROL",
        control: {
          type: "CONNECTOR_CONFIG",
          emitted_at: clock.now(),
          connectorConfig: { config: renewed },
        },
      });
      // The old token might be invalid already, so the platform must receive the new one first.
      await writer.flush();
    },
    (error, until) =>
      writer.log(
        "WARN",
        `The access token could not be renewed ahead of time; it is used until it expires at ${minuteOf(until)}. ${explain(error, { names: loaded.config.names }).message}`,
      ),
  );
}

/** Returns the warning that a refresh brought no new refresh token: the old one can't be used beyond its own time. */
function endOfSignIn({ raw, config: { names } }: LoadedConfig, { renewableUntil }: RefreshGrant): string {
  const until = renewableUntil ?? Date.parse(signInOf(raw).renewableUntil ?? "");
  const day = Number.isNaN(until) ? "on a day that Pinterest didn't name" : `on ${dayOf(until)}`;
  return `Pinterest returned no new refresh token, so the sign-in ends ${day}, however often you sync. Before then, ${names.signIn}.`;
}

/** Returns a transport for token requests. All later messages hide the tokens in its responses, also in errors. */
export function redactingTransport(transport: Transport, redactor: Redactor): Transport {
  return {
    async send(request, signal, onHeaders) {
      const response = await transport.send(request, signal, onHeaders);
      redactor.add(tokensIn(response.body));
      return response;
    },
  };
}

/** Saves renewed tokens if the file keeps them. Logs a failure as a warning, unless the old refresh token stays valid. */
async function keep(
  { path, raw }: LoadedConfig,
  { credentials }: JsonObject,
  grant: RefreshGrant,
  { writer }: CommandContext,
): Promise<void> {
  // The file of a platform can be a pipe, or deleted by now.
  if (!isSignInFile(raw)) return;
  try {
    if (isObject(credentials) && (await saveRenewedTokens(path, credentials, grant)))
      writer.log("INFO", `saved renewed tokens in ${path}`);
  } catch (error) {
    if (!grant.rotated) return;
    const reason = error instanceof Error ? error.message : String(error);
    writer.log(
      "WARN",
      `The renewed tokens could not be saved in ${path}: ${reason}. Fix this, and run authorize again.`,
    );
  }
}

/**
 * Verifies that a configuration can be used until the end of a read, as far as this is known before the first request.
 * @throws ConnectorError (config_error) if the access token has expired, and nobody would keep its successor
 */
export async function expectUsable({ path, raw, config }: LoadedConfig, context: CommandContext): Promise<void> {
  const { credentials } = config;
  if (credentials.method === "access_token") return;
  const isValid = credentials.access !== undefined && credentials.access.expiresAt > context.clock.now();
  if (!isValid) await expectRenewable(path, raw, context.audience);
}

import { withRotatedTokens } from "../config/rotation.ts";
import { isObject, type Json } from "../json.ts";
import { type Authorization, fixedToken, refreshingToken } from "../pinterest/access-token.ts";
import { PinterestClient } from "../pinterest/client.ts";
import type { ApiError } from "../pinterest/errors/api-error.ts";
import { RateLimiter } from "../pinterest/limits/rate-limiter.ts";
import type { Transport } from "../pinterest/network/transport.ts";
import type { ClientDependencies } from "../pinterest/send-request.ts";
import { exchangeRefreshToken } from "../pinterest/token-exchange.ts";
import { tokensIn } from "../pinterest/token-grant.ts";
import { SlotsByCategory } from "../slots.ts";
import { explain } from "../sync/explain.ts";
import type { CommandContext } from "./command.ts";
import type { LoadedConfig } from "./configuration.ts";
import { keepTokens } from "./kept-tokens.ts";

/** What somebody wants to know of the requests for tokens. */
export interface ConnectionEvents {
  readonly onCall?: () => void;
  readonly onRetry?: (error: ApiError, delayMs: number) => void;
}

/** A client of the API that is authorized as the configuration says. No request is made yet. */
export function connect(
  loaded: LoadedConfig,
  transport: Transport,
  context: CommandContext,
  events: ConnectionEvents = {},
): PinterestClient {
  const { clock, random } = context;
  const parts: ClientDependencies = {
    baseUrl: loaded.config.baseUrl,
    transport,
    limiter: new RateLimiter(clock),
    slots: SlotsByCategory.ofRequests(loaded.config.numWorkers),
    clock,
    random,
  };
  return new PinterestClient(parts, authorize(loaded, parts, context, events));
}

function authorize(
  loaded: LoadedConfig,
  parts: ClientDependencies,
  context: CommandContext,
  events: ConnectionEvents,
): Authorization {
  const { credentials } = loaded.config;
  if (credentials.method === "access_token") return fixedToken(credentials.accessToken);
  const { writer, redactor, clock } = context;
  // As the two travel together.
  redactor.add([Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString("base64")]);
  const { transport } = parts;
  const overheard: Transport = {
    async send(request, signal) {
      const response = await transport.send(request, signal);
      // Before anything is said of it: an error may hold tokens too.
      redactor.add(tokensIn(response.body));
      return response;
    },
  };
  return refreshingToken(
    credentials,
    clock,
    (refreshToken, signal) =>
      exchangeRefreshToken({ ...parts, transport: overheard }, credentials, refreshToken, {
        signal,
        onRetry: (error, delayMs) =>
          writer.log("WARN", `${error.message}; retrying in ${(delayMs / 1000).toFixed(1)} s`),
        ...events,
      }),
    async ({ accessToken, refreshToken, expiresAt, rotated }) => {
      if (!rotated || refreshToken === undefined) return;
      const renewed = withRotatedTokens(loaded.raw, { refreshToken, accessToken, expiresAt });
      await keep(loaded, renewed.credentials, context);
      writer.message({
        type: "CONTROL",
        control: {
          type: "CONNECTOR_CONFIG",
          emitted_at: clock.now(),
          connectorConfig: { config: renewed },
        },
      });
      // The old token may be dead already: the platform must hold the new one before anything else happens.
      await writer.flush();
    },
    (error, until) =>
      writer.log(
        "WARN",
        `The access token could not be renewed ahead of time; it is used until it ends, at ${new Date(until).toISOString()}. ${explain(error).message}`,
      ),
  );
}

/** Puts renewed tokens into the file of a person, before anything uses them. Where that fails, the read goes on. */
async function keep({ path }: LoadedConfig, credentials: Json | undefined, { writer }: CommandContext): Promise<void> {
  try {
    if (isObject(credentials) && (await keepTokens(path, credentials)))
      writer.log("INFO", `saved renewed tokens in ${path}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    writer.log(
      "WARN",
      `The renewed tokens could not be saved in ${path}: ${reason}. Mend that, and run authorize again.`,
    );
  }
}

import { operations } from "../../simulator/api/all.ts";
import { BrokenConnectionError, inProcessApi } from "../../simulator/http/in-process.ts";
import { Routes } from "../../simulator/http/routing.ts";
import type { Simulation } from "../../simulator/simulation.ts";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { StoppedError } from "../../src/base/signals.ts";
import type { Network } from "../../src/commands/command-line/command.ts";
import { type HttpRequest, type HttpResponse, TransportError } from "../../src/pinterest/network/transport.ts";

const routes = new Routes(operations);

export const origin = "http://simulator.test";

/** The operation whose responses have Pins by ID. */
export const pinAnalytics = "multi_pins/analytics";

/** What a response loses or changes on its way. @returns undefined if nothing */
type Alteration = (operation: string, url: string, body: JsonObject) => JsonObject | undefined;

/**
 * Returns a network whose requests and downloads are calls of a simulation.
 * @param onRequest called before each request, which waits for it
 */
export function networkOf(
  simulation: Simulation,
  alter: Alteration,
  onRequest: (signal: AbortSignal) => Promise<void> | undefined,
): Network {
  const api = inProcessApi(simulation);
  const { host } = new URL(origin);
  const send = async ({ method, url, headers, body = "" }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    await onRequest(signal);
    if (signal.aborted) throw new StoppedError();
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    try {
      const response = await api({ method, url: url.slice(origin.length), headers: { ...named, host }, body });
      if (response.status === 599) throw new Error(response.body);
      return response;
    } catch (error) {
      if (signal.aborted) throw new StoppedError();
      throw error instanceof BrokenConnectionError ? new TransportError(error.message) : error;
    }
  };
  return {
    transport: {
      send: async (request, signal, onHeaders) => {
        const response = await send(request, signal);
        onHeaders?.(response.headers);
        const route = routes.find(request.method, new URL(request.url).pathname.slice("/v5".length));
        const operation = "id" in route ? route.id : "";
        // A fault can damage a body at its end.
        const isList = response.body.startsWith('{"items"') || (operation === pinAnalytics && response.status === 200);
        const parsed: unknown = isList && response.body.endsWith("}") ? JSON.parse(response.body) : undefined;
        const altered = isObject(parsed) ? alter(operation, request.url, parsed) : undefined;
        return altered === undefined ? response : { ...response, body: JSON.stringify(altered) };
      },
    },
    download: async (url, signal) => {
      const { status, body } = await send({ method: "GET", url, headers: {} }, signal);
      return { status, chunks: chunksOf(body) };
    },
  };
}

// oxlint-disable-next-line typescript/require-await
async function* chunksOf(text: string): AsyncGenerator<string> {
  yield text;
}

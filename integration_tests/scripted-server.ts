import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { catalogEntry } from "../src/catalog.ts";
import type { JsonObject } from "../src/json.ts";
import { axiosNetwork } from "../src/pinterest/network/axios-network.ts";
import { streams } from "../src/streams/all.ts";
import { FakeClock } from "../test/fake-clock.ts";
import { type Files, type Outcome, run } from "./connector.ts";
import { runInProcess } from "./in-process.ts";
import { configure } from "./messages.ts";

/** What a script answers: a status, headers, and a body that is sent as JSON unless it is a text. An empty list, where it says nothing. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers a request. `path` is the one behind `/v5`, `sent` the request's body. */
export type Script = (path: string, url: URL, request: IncomingMessage, sent: string) => Answer | undefined;

/** A server that answers as a function says: for whatever the simulator would never say. */
export interface ScriptedServer {
  readonly origin: string;
  readonly close: () => Promise<void>;
  /** Runs a command of the connector against it: in this process, or the built program. */
  readonly run: (command: string, files: Files, by?: "program") => Promise<Outcome>;
}

export async function openScriptedServer(script: Script): Promise<ScriptedServer> {
  const server = createServer((request, response) => {
    void text(request).then((sent) => {
      const url = new URL(request.url ?? "/", origin);
      const answer = script(url.pathname.replace(/^\/v5/u, ""), url, request, sent);
      const { status = 200, headers = {}, body = { items: [] } } = answer ?? {};
      response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const origin = `http://127.0.0.1:${address.port}`;
  const environment = { PINTEREST_API_BASE_URL: `${origin}/v5` };
  const args = ["--debug"];
  return {
    origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    run: (command, files, by) =>
      by === "program"
        ? run(command, files, { environment, args })
        : runInProcess(command, files, { network: axiosNetwork, clock: new FakeClock(Date.now()), environment, args }),
  };
}

/** A configured catalog of the streams of these names, as `discover` offers them. */
export async function catalogOf(names: readonly string[], mode?: "full_refresh"): Promise<JsonObject> {
  const entries = await Promise.all(streams.filter(({ name }) => names.includes(name)).map(catalogEntry));
  assert.equal(entries.length, names.length);
  const offered: readonly JsonObject[] = entries.map((entry) => ({ ...entry }));
  return configure(offered, mode);
}

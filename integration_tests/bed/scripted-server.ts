import assert from "node:assert/strict";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { JsonObject } from "../../src/base/json.ts";
import { catalogEntry } from "../../src/commands/catalog.ts";
import { axiosNetwork } from "../../src/pinterest/network/axios-network.ts";
import { streams } from "../../src/streams/all.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { type Script, ScriptedApi } from "../../test/scripted-api.ts";
import { noon } from "../../test/today.ts";
import { type Files, type Outcome, run } from "./connector.ts";
import { runInProcess } from "./in-process.ts";
import { configure } from "./messages.ts";
import { fastClock, programSpeed } from "./program-clock.ts";

/** A server with scripted responses that the simulator doesn't have. */
export interface ScriptedServer {
  readonly origin: string;
  readonly close: () => Promise<void>;
  /** Runs a command against it, in this process or as the built program. */
  readonly run: (command: string, files: Files, by?: "program") => Promise<Outcome>;
}

/** @param now the time of the runs, in epoch milliseconds */
export async function openScriptedServer(script: Script, now = noon): Promise<ScriptedServer> {
  const api = new ScriptedApi(new FakeClock(now), script);
  const never = new AbortController().signal;
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const method = request.method === "POST" ? "POST" : "GET";
      const answer = await api.send({ method, url: `${origin}${request.url}`, headers, body }, never);
      response.writeHead(answer.status, answer.headers).end(answer.body);
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
        ? run(command, files, { environment: { ...environment, ...fastClock(now, programSpeed) }, args })
        : runInProcess(command, files, { network: axiosNetwork, clock: new FakeClock(now), environment, args }),
  };
}

/** Returns a configured catalog of the named streams, as `discover` offers them. */
export async function catalogOf(names: readonly string[]): Promise<JsonObject> {
  const entries = await Promise.all(streams.filter(({ name }) => names.includes(name)).map(catalogEntry));
  assert.equal(entries.length, names.length);
  const offered: readonly JsonObject[] = entries.map((entry) => ({ ...entry }));
  return configure(offered);
}

import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Servers of a suite, each on a free port; they are closed after each test. Called in the suite. */
export function serversOfSuite() {
  const servers: Server[] = [];
  const closed = () => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  afterEach(async () => {
    for (const server of servers) server.closeAllConnections();
    await closed();
  });
  return {
    /** Returns the server's origin. `onConnect` handles CONNECT requests to a proxy. */
    serve: async (
      listener: RequestListener,
      onConnect?: (request: IncomingMessage, socket: Duplex) => void,
    ): Promise<string> => {
      const server = createServer(listener);
      if (onConnect !== undefined) server.on("connect", onConnect);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      assert(typeof address === "object" && address !== null);
      return `http://127.0.0.1:${address.port}`;
    },
    /** Resolves when all connections to the servers are closed. */
    lettingGo: closed,
  };
}

/** Sends one byte every other millisecond until the connection is closed. */
export function trickle(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(" "), 2);
  response.on("close", () => clearInterval(timer));
}

/** Returns a promise and the function that resolves it. */
export function occurrence() {
  let notify: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => {
    notify = resolve;
  });
  return { notify, happened };
}

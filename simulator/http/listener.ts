import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A local server that can be unavailable for a while. */
export class Listener {
  readonly #server: Server;
  #address: AddressInfo | undefined;
  #return: NodeJS.Timeout | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Starts listening. @param port 0 takes any free port @returns the port */
  async open(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The simulator listens on no port");
    this.#address = address;
    return address.port;
  }

  /** Resets every connection and refuses new ones for the given time. */
  pause(milliseconds: number): void {
    if (this.#return !== undefined) return;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#return = setTimeout(() => {
      this.#return = undefined;
      // The port can be in use briefly.
      this.open(this.#address?.port ?? 0).catch(() => this.pause(10));
    }, milliseconds);
  }

  /** Stops listening and drops every connection, including hanging ones. */
  close(): Promise<void> {
    clearTimeout(this.#return);
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on a port of this machine, which may go away for a while. */
export class Listener {
  readonly #server: Server;
  #address: AddressInfo | undefined;
  #return: NodeJS.Timeout | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  /**
   * Begins to listen.
   * @param port 0 takes any that is free
   * @returns the port
   */
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

  /** Resets every connection and refuses new ones for so many milliseconds. */
  pause(milliseconds: number): void {
    if (this.#return !== undefined) return;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#return = setTimeout(() => {
      this.#return = undefined;
      // The port may be in use for a moment.
      this.open(this.#address?.port ?? 0).catch(() => this.pause(10));
    }, milliseconds);
  }

  /** Stops listening and drops every connection, the hanging ones too. */
  close(): Promise<void> {
    clearTimeout(this.#return);
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { FirstRequest } from "../../../src/sync/access/first-request.ts";

/** Requests by name, each of which ends when the test says so. */
class Requests {
  readonly #first = new FirstRequest();
  readonly #ends = new Map<string, (error?: Error) => void>();
  readonly sent: string[] = [];
  readonly ended: string[] = [];

  start(...names: readonly string[]): void {
    for (const name of names) {
      const send = () => {
        this.sent.push(name);
        return new Promise<void>((resolve, reject) => {
          this.#ends.set(name, (error) => (error === undefined ? resolve() : reject(error)));
        });
      };
      const saysNothing = (error: unknown) => error instanceof RangeError;
      this.#first.run(send, saysNothing).then(
        () => this.ended.push(name),
        (error: unknown) => this.ended.push(`${name}: ${String(error)}`),
      );
    }
  }

  async end(name: string, error?: Error): Promise<void> {
    this.#ends.get(name)?.(error);
    await turn();
  }
}

describe("FirstRequest", () => {
  it("sends the others, also later ones, after the first success", async () => {
    const requests = new Requests();
    requests.start("a", "b", "c");
    assert.deepEqual(requests.sent, ["a"]);
    await requests.end("a");
    assert.deepEqual(requests.sent, ["a", "b", "c"]);
    requests.start("d");
    assert.deepEqual(requests.sent, ["a", "b", "c", "d"]);
    assert.deepEqual(requests.ended, ["a"]);
  });

  it("sends the newest after an error that says nothing, and all after one that says something", async () => {
    const requests = new Requests();
    requests.start("a", "b", "c");
    await requests.end("a", new RangeError());
    assert.deepEqual(requests.sent, ["a", "c"]);
    requests.start("d");
    assert.deepEqual(requests.sent, ["a", "c"], "one at a time");
    await requests.end("c", new RangeError());
    assert.deepEqual(requests.sent, ["a", "c", "d"]);
    await requests.end("d", new TypeError());
    assert.deepEqual(requests.sent, ["a", "c", "d", "b"]);
    assert.deepEqual(requests.ended, ["a: RangeError", "c: RangeError", "d: TypeError"]);
  });

  it("sends the next of later requests alone if nothing is known", async () => {
    const requests = new Requests();
    requests.start("a");
    await requests.end("a", new RangeError());
    requests.start("b", "c");
    assert.deepEqual(requests.sent, ["a", "b"]);
    await requests.end("b");
    assert.deepEqual(requests.sent, ["a", "b", "c"]);
  });
});

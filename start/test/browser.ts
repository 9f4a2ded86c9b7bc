import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import type { Requirement } from "../../test/requirements.ts";

/** The command of Chromium. */
export const chromium: Requirement<string> = {
  value: [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].find(
    (name) => name !== undefined && spawnSync(name, ["--version"]).status === 0,
  ),
  missing: "Chromium isn't installed",
};

type Listener = (parameters: JsonObject) => void;

/** A headless browser with one open page, controlled through the DevTools protocol over a pipe. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #pipe: Writable;
  readonly #folder: string;
  readonly #answers = new Map<number, { resolve: (result: JsonObject) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #session: Json | undefined;
  #count = 0;

  private constructor(process: ChildProcess, sent: Writable, received: Readable, folder: string) {
    this.#process = process;
    this.#pipe = sent;
    this.#folder = folder;
    let rest = "";
    received.setEncoding("utf8").on("data", (chunk: string) => {
      const messages = `${rest}${chunk}`.split("\0");
      rest = messages.pop() ?? "";
      for (const message of messages) this.#take(JSON.parse(message));
    });
    process.on("exit", () => {
      for (const { reject } of this.#answers.values()) reject(new Error("the browser has ended"));
    });
  }

  static async open(): Promise<Browser> {
    const { value: command, missing } = chromium;
    if (command === undefined) throw new Error(missing);
    const folder = await mkdtemp(join(tmpdir(), "browser-"));
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
    const process = spawn(
      command,
      [...flags, "--no-first-run", `--user-data-dir=${folder}`, "--remote-debugging-pipe", "about:blank"],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    const [, , , sent, received] = process.stdio;
    if (sent === null || sent === undefined || !("write" in sent)) throw new Error("the browser accepts no commands");
    if (received === null || received === undefined || !("read" in received)) throw new Error("the browser is silent");
    const browser = new Browser(process, sent, received, folder);
    await browser.#openPage();
    return browser;
  }

  async #openPage(): Promise<void> {
    const { targetId = "" } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    this.#session = sessionId;
    for (const domain of ["Page", "Network", "Runtime"]) await this.send(`${domain}.enable`);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.#process.once("exit", resolve);
    });
    this.#process.kill("SIGKILL");
    await ended;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Sends a DevTools command. */
  send(method: string, params: JsonObject = {}): Promise<JsonObject> {
    this.#count += 1;
    const id = this.#count;
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    this.#pipe.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
    });
  }

  /** Subscribes to a DevTools event. */
  on(event: string, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
  }

  /** Resolves at the next page load. */
  async loaded(act: () => Promise<unknown>): Promise<void> {
    const load = new Promise<void>((resolve) => {
      this.on("Page.loadEventFired", () => resolve());
    });
    await act();
    await load;
  }

  visit(url: string): Promise<void> {
    return this.loaded(() => this.send("Page.navigate", { url }));
  }

  /** Evaluates a JavaScript expression in the page. */
  async evaluate(expression: string): Promise<Json | undefined> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return isObject(result) ? result.value : undefined;
  }

  /** Emulates a screen width and a light or dark theme. */
  async resemble(width: number, theme: "light" | "dark"): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: width < 500,
    });
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: theme }] });
  }

  /** Takes a screenshot of the entire page or of its upper part. @param format WebP is about half as large as PNG, and lossy */
  async picture(
    part?: { readonly width: number; readonly height: number },
    format: "png" | "webp" = "png",
  ): Promise<Buffer> {
    const clip = part === undefined ? {} : { clip: { x: 0, y: 0, scale: 1, ...part } };
    const quality = format === "webp" ? { quality: 75 } : {};
    const { data } = await this.send("Page.captureScreenshot", {
      captureBeyondViewport: true,
      format,
      ...quality,
      ...clip,
    });
    return Buffer.from(asText(data), "base64");
  }

  #take(message: unknown): void {
    if (!isObject(message)) return;
    const { id, method, params, result, error } = message;
    if (typeof id === "number") {
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      if (error === undefined) answer?.resolve(isObject(result) ? result : {});
      else answer?.reject(new Error(JSON.stringify(error)));
    } else {
      for (const listener of this.#listeners.get(asText(method)) ?? []) listener(isObject(params) ? params : {});
    }
  }
}

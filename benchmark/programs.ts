import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { streams } from "../src/streams/all.ts";
import type { Program } from "./process.ts";
import type { Journal } from "./server.ts";

/** The measured release of the official connector on PyPI. */
export const officialRelease = "2.1.12";

/** The input of a read. */
export interface Read {
  readonly streams: readonly string[];
  /** STATE lines of an earlier read; none for a first read. */
  readonly states?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

const folder = mkdtempSync(join(tmpdir(), "source-pinterest-benchmark-"));
let files = 0;

function file(content: unknown): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const config = {
  credentials: {
    auth_method: "oauth2.0",
    client_id: "1",
    client_secret: "benchmark-secret-of-no-use",
    refresh_token: "benchmark-refresh-token",
    access_token: "benchmark-access-token",
    token_expiry_date: "2099-01-01T00:00:00Z",
  },
};

function filesOf({ streams: names, states, settings = {} }: Read): readonly string[] {
  const catalog = {
    streams: names.map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] },
      sync_mode: streams.find((stream) => stream.name === name)?.reading.by === "list" ? "full_refresh" : "incremental",
      destination_sync_mode: "append",
    })),
  };
  const state = states?.map((line) => /^\{"type":\s*"STATE",\s*"state":\s*(.*)\}$/su.exec(line)?.[1] ?? "{}");
  const stateArguments = state === undefined ? [] : ["--state", file(`[${state.join()}]`)];
  return ["--config", file({ ...config, ...settings }), "--catalog", file(catalog), ...stateArguments];
}

function argumentsOf(command: string, read: Read | undefined): readonly string[] {
  if (read !== undefined) return filesOf(read);
  return command === "spec" ? [] : ["--config", file(config)];
}

/** The limit of the space for new objects in the image, in MB. */
const newSpace = "--max-semi-space-size=8";

/** This connector's latest build, with the image's limit on memory for new objects. */
export function ours(url: string, command: string, read?: Read): Program {
  return {
    command: process.execPath,
    args: [join(packageRoot, "dist/src/main.js"), command, ...argumentsOf(command, read)],
    environment: { PINTEREST_API_BASE_URL: `${url}/v5`, NODE_OPTIONS: newSpace },
  };
}

/**
 * The official connector, which sometimes ends with exit code 1 after it has read everything.
 * @param python the Python of its environment
 */
export function official(python: string, url: string, command: string, read?: Read): Program {
  return {
    command: python,
    args: [join(packageRoot, "benchmark/official.py"), command, ...argumentsOf(command, read)],
    environment: { BENCHMARK_API: url },
    attempts: 3,
  };
}

/** The floor for the requests of a read. */
export function floor(url: string, { requests, maxInFlight }: Journal): Program {
  const addresses = requests
    .filter((request) => !/[?&](?:bookmark|start_index)=/u.test(request) && !/\/reports\b/u.test(request))
    .map((request) => `${url}${request.replace(/^GET /u, "")}`);
  return {
    command: process.execPath,
    args: [join(packageRoot, "benchmark/floor.mjs"), String(maxInFlight), file(addresses.join("\n"))],
  };
}

/** Returns the Python of a cached environment with the official connector; undefined if it can't be installed. */
export function installOfficial(): string | undefined {
  const environment = join(packageRoot, ".cache/benchmark-official");
  const python = join(environment, "bin/python");
  if (existsSync(join(environment, "bin/source-pinterest"))) return python;
  try {
    mkdirSync(join(packageRoot, ".cache"), { recursive: true });
    execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
    execFileSync(python, ["-m", "pip", "install", "--quiet", `airbyte-source-pinterest==${officialRelease}`], {
      stdio: "inherit",
    });
    return python;
  } catch {
    return undefined;
  }
}

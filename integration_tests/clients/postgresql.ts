import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../test/free-port.ts";

/** A temporary database server on the loopback interface. */
export interface PostgreSql {
  /** Arguments of PyAirbyte's `PostgresCache`. */
  readonly connection: Readonly<Record<string, string | number>>;
  /** Runs commands of psql and returns what they print: rows without headings. */
  readonly run: (commands: string) => string;
  close(): Promise<void>;
}

/** Whether PostgreSQL is installed and can run, which as root takes another user. */
export const hasPostgreSql = () =>
  programFolder() !== undefined && (process.getuid?.() !== 0 || ownerOfServer() !== undefined);

/** Starts an empty server in a temporary folder; returns undefined if PostgreSQL isn't installed, or can't run. */
export async function startPostgreSql(): Promise<PostgreSql | undefined> {
  const programs = programFolder();
  if (programs === undefined || !hasPostgreSql()) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "source-pinterest-postgresql-"));
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(folder, "password");
  const data = join(folder, "data");
  const owner = ownerOfServer();
  writeFileSync(passwordFile, password);
  if (owner !== undefined) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const port = await freePort();
  execFileSync(
    join(programs, "initdb"),
    ["--pgdata", data, "--username=airbyte", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--no-sync"],
    { ...owner, cwd: folder, stdio: "pipe", env: { ...process.env, LC_ALL: "C.UTF-8" } },
  );
  const server = spawn(
    join(programs, "postgres"),
    ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"],
    { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  await untilReady(server);
  const environment = { PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "airbyte", PGPASSWORD: password };
  return {
    connection: { host: "127.0.0.1", port, username: "airbyte", password, database: "postgres" },
    run: (input) =>
      execFileSync(join(programs, "psql"), ["-XqAt", "-v", "ON_ERROR_STOP=1", "-d", "postgres"], {
        input,
        env: { ...process.env, ...environment, PGTZ: "UTC" },
        encoding: "utf8",
        maxBuffer: 100_000_000,
        stdio: "pipe",
      }),
    close: async () => {
      server.kill("SIGINT");
      await once(server, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian has a folder per version, which isn't in PATH. */
function programFolder(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ].find((folder) => ["initdb", "postgres", "psql"].every((program) => existsSync(join(folder, program))));
}

/** PostgreSQL doesn't run as root, so it runs as its own user or nobody. */
function ownerOfServer(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string, user: string) =>
    Number(execFileSync("id", [option, user], { stdio: "pipe" }).toString());
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: idOf("-u", user), gid: idOf("-g", user) };
    } catch {}
  }
  return undefined;
}

async function untilReady(server: ChildProcess): Promise<void> {
  const lines: string[] = [];
  if (server.stderr === null) throw new Error("PostgreSQL has no stderr");
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line);
    if (line.includes("database system is ready to accept connections")) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start: ${lines.join("\n")}`);
}

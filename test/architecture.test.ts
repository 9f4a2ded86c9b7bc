import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { packageRoot } from "../src/base/package.ts";

interface Import {
  /** The path below `src/`, such as `sync/state/list-state.ts`, or the name of a package. */
  readonly target: string;
  readonly typesOnly: boolean;
}

interface SourceFile {
  readonly path: string;
  /** Returns the first segment of the path, or "." for a top-level file. */
  readonly folder: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** Returns the top-level folder of a path, or "." for a top-level file. */
function folderOf(path: string): string {
  const [first = ".", ...more] = path.split("/");
  return more.length === 0 ? "." : first;
}

const files = readSources("src");

function readSources(name: string): readonly SourceFile[] {
  const root = join(packageRoot, name);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, folder: folderOf(path), lines: text.split("\n").length - 1, imports: importsOf(path, text) };
    });
}

/** Returns every `import` and `export ... from` at the start of a line, and every dynamic import. */
function importsOf(path: string, text: string): readonly Import[] {
  const statements = [
    ...text.matchAll(/^(?:import\b|export(?=\s+(?:type\s+)?[{*]))([^;"]*?)(?:\bfrom\s*)?"([^"]+)"/gmu),
  ];
  const dynamic = [...text.matchAll(/\bimport\(\s*"([^"]+)"/gu)].map(([, target = ""]) => ["", "", target] as const);
  return [...statements, ...dynamic].map(([, clause = "", target = ""]) => ({
    target: target.startsWith(".") ? posix.normalize(posix.join(dirname(path), target)) : target,
    typesOnly: isOfTypesOnly(clause),
  }));
}

function isOfTypesOnly(clause: string): boolean {
  if (/^\s*type\b/u.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/u.exec(clause)?.[1]?.split(",") ?? [""];
  return (
    names.every((name) => name.trim() === "" || name.trim().startsWith("type ")) &&
    names.some((name) => name.trim() !== "")
  );
}

const inFolder = (folder: string) => files.filter((file) => file.folder === folder);
const isOwn = ({ target }: Import) => target.endsWith(".ts");

/** Returns the forbidden imports of a folder as `file -> import`. */
function offences(folder: string, allowed: (imported: Import) => boolean): readonly string[] {
  return inFolder(folder).flatMap(({ path, imports }) =>
    imports
      .filter((imported) => isOwn(imported) && folderOf(imported.target) !== folder && !allowed(imported))
      .map(({ target }) => `${path} -> ${target}`),
  );
}

const isShared = ({ target }: Import) => folderOf(target) === "base";
const isIn =
  (...folders: readonly string[]) =>
  (imported: Import) =>
    isShared(imported) || folders.includes(folderOf(imported.target));

/** Returns the files of a cycle in the order of their imports; undefined if there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...way, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

describe("the architecture", () => {
  it("has files that match the rules below", () => {
    assert.ok(files.length > 50);
    assert.deepEqual(
      importsOf(
        "a/b.ts",
        'import { type A, type B } from "./c.ts";\nimport {\n  type D,\n  e,\n} from "../f.ts";\nimport "g";\nexport * from "./h.ts";\nawait import("./i.ts");\nexport const j = "./k.ts";',
      ),
      [
        { target: "a/c.ts", typesOnly: true },
        { target: "f.ts", typesOnly: false },
        { target: "g", typesOnly: false },
        { target: "a/h.ts", typesOnly: false },
        { target: "a/i.ts", typesOnly: false },
      ],
    );
    assert.deepEqual(["a.ts", "a/b.ts", "a/b/c.ts"].map(folderOf), [".", "a", "a"]);
  });

  it("keeps protocol/ and pinterest/ apart from each other and from the layers above", () => {
    assert.deepEqual([...offences("protocol", isShared), ...offences("pinterest", isShared)], []);
  });

  it("keeps streams/ to data: types, generated tables, and base/json.ts", () => {
    assert.deepEqual(
      offences(
        "streams",
        ({ target, typesOnly }) => typesOnly || target === "base/json.ts" || target.endsWith(".generated.ts"),
      ),
      [],
    );
    for (const { path, imports } of inFolder("streams")) assert.ok(imports.every(isOwn), `${path} imports a package`);
  });

  it("lets records/ import pinterest/ and streams/, and texts/ what it describes", () => {
    assert.deepEqual(offences("records", isIn("pinterest", "streams")), []);
    assert.deepEqual(offences("texts", isIn("config", "pinterest", "protocol", "streams")), []);
  });

  it("lets sync/ import protocol/, pinterest/, streams/, records/, texts/, and of config/ types and the names of settings", () => {
    assert.deepEqual(
      offences(
        "sync",
        (imported) =>
          isIn("protocol", "pinterest", "streams", "records", "texts")(imported) ||
          (folderOf(imported.target) === "config" &&
            (imported.typesOnly || imported.target === "config/setting-names.ts")),
      ),
      [],
    );
  });

  it("keeps config/ apart from streams and syncs", () => {
    assert.deepEqual(offences("config", isIn("protocol")), []);
  });

  it("lets only program.ts import commands/", () => {
    const users = files.filter(
      ({ folder, imports }) => folder !== "commands" && imports.some(({ target }) => folderOf(target) === "commands"),
    );
    assert.deepEqual(
      users.map(({ path }) => path),
      ["program.ts"],
    );
  });

  it("keeps base/ apart from all other folders, and the domain out of the top level", () => {
    const none = () => false;
    assert.deepEqual(offences("base", none), []);
    const top = inFolder(".").map(({ path }) => path);
    assert.deepEqual(top, ["main.ts", "program.ts", "stack-traces.ts"]);
  });

  it("imports nothing from outside src/ but declared dependencies", () => {
    const known = new Set(files.map(({ path }) => path));
    const manifest = readFileSync(join(packageRoot, "package.json"), "utf8");
    const dependencies = /"dependencies": \{([^}]*)\}/u.exec(manifest)?.[1] ?? "";
    for (const { path, imports } of files) {
      for (const { target } of imports.filter((imported) => !imported.target.startsWith("node:"))) {
        const isPackage = !/^\.|\.[jt]s$/u.test(target);
        assert.ok(isPackage ? dependencies.includes(`"${target}"`) : known.has(target), `${path} imports ${target}`);
      }
    }
  });

  it("has no cycle", () => {
    const graph = new Map(files.map(({ path, imports }) => [path, imports.filter(isOwn).map(({ target }) => target)]));
    assert.equal(findCycle(graph)?.join(" -> "), undefined);
    const circle = Object.entries({ a: ["b"], b: ["c"], c: ["b"] });
    assert.deepEqual(findCycle(new Map(circle)), ["b", "c", "b"]);
  });

  it("has no cycle of rooms in sync/, whose nouns import none", () => {
    const roomOf = (path: string) => path.split("/").slice(0, 2).join("/");
    const rooms = new Map<string, Set<string>>();
    for (const { path, imports } of inFolder("sync")) {
      const room = roomOf(path);
      const targets = imports.map(({ target }) => roomOf(target));
      const others = targets.filter((target) => target.startsWith("sync/") && target !== room);
      rooms.set(room, new Set([...(rooms.get(room) ?? []), ...others]));
    }
    assert.ok(rooms.get("sync/readers")?.has("sync/books"));
    assert.equal(findCycle(new Map([...rooms].map(([room, others]) => [room, [...others]])))?.join(" -> "), undefined);
    const nouns = ["partition", "slice"].map((noun) => `sync/${noun}.ts`);
    for (const noun of nouns)
      for (const other of rooms.get(noun) ?? [noun]) assert.ok(nouns.includes(other), `${noun} -> ${other}`);
  });

  it("has files of readable size, named in kebab-case", () => {
    const written = files.filter(({ path }) => !path.endsWith(".generated.ts"));
    for (const { path, lines } of written) assert.ok(lines <= 400, `${path} has ${lines} lines`);
    const long = written.filter(({ lines }) => lines > 300);
    assert.ok(long.length * 20 < written.length, `${long.map(({ path }) => path).join(", ")} are long`);
    for (const { path } of files) assert.match(basename(path), /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.generated)?\.ts$/u);
  });
});

describe("the simulator's architecture", () => {
  const simulator = readSources("simulator");

  /** Returns the forbidden imports between folders as `file -> import`, except imports of types. */
  const crossing = (from: string, forbidden: (folder: string) => boolean) =>
    simulator
      .filter(({ folder }) => folder === from)
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target, typesOnly }) => isOwn({ target, typesOnly }) && !typesOnly && forbidden(folderOf(target)))
          .map(({ target }) => `${path} -> ${target}`),
      );

  it("keeps expected/ apart from operations: it imports tables, views, and metrics", () => {
    const known = ["expected", "world", "views", "metrics", ".", ".."];
    assert.ok(simulator.some(({ folder }) => folder === "expected"));
    assert.deepEqual(
      crossing("expected", (folder) => !known.includes(folder)),
      [],
    );
    assert.deepEqual(
      ["api", "reports", "views", "world", "metrics"].flatMap((from) =>
        crossing(from, (folder) => folder === "expected"),
      ),
      [],
    );
  });

  it("lets expected/ import only the form of a row from views", () => {
    for (const { path } of simulator.filter(({ folder }) => folder === "expected")) {
      const text = readFileSync(join(packageRoot, "simulator", path), "utf8");
      const taken = [...text.matchAll(/import \{([^}]*)\} from "\.\.\/views\//gu)].flatMap(([, names = ""]) =>
        names.split(","),
      );
      for (const name of taken.map((one) => one.trim()).filter((one) => one !== ""))
        assert.match(name, /^show[A-Z]/u, path);
    }
  });

  it("lets no text reach a terminal but by textOutput, logLines, and the writer of messages", () => {
    // integration_tests/control-characters.test.ts runs all of them.
    const uses = ["src", "start"].flatMap((folder) =>
      readSources(folder).flatMap(({ path }) => {
        const text = readFileSync(join(packageRoot, folder, path), "utf8");
        const wrapped = text.replaceAll(/(?:textOutput|logLines)\(process\.std(?:out|err)/gu, "");
        return (wrapped.match(/console\.|.*process\.std(?:out|err).*/gu) ?? []).map((use) => `${path}: ${use.trim()}`);
      }),
    );
    assert.deepEqual(uses, [
      "program.ts: const reader = outputAudienceOf(request.command, process.stdout, process.stderr);",
      'program.ts: const output = reader.audience === "platform" ? process.stdout : );',
    ]);
  });
});

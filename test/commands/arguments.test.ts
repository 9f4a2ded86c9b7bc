import assert from "node:assert/strict";
import fc from "fast-check";
import { parseArguments, UsageError, usage } from "../../src/commands/arguments.ts";

const parse = (line: string) => parseArguments(line.split(" ").filter((word) => word !== ""));

describe("parseArguments", () => {
  it("reads each command", () => {
    assert.deepEqual(parse("spec"), { invocation: { command: "spec" }, debug: false });
    for (const command of ["check", "discover"] as const) {
      assert.deepEqual(parse(`${command} --config c.json`), {
        invocation: { command, config: "c.json" },
        debug: false,
      });
    }
    assert.deepEqual(parse("read --config c.json --catalog k.json --state s.txt"), {
      invocation: { command: "read", config: "c.json", catalog: "k.json", state: "s.txt" },
      debug: false,
    });
  });

  it("takes flags in any order, before and after the command, in both forms", () => {
    const flags = [
      fc.constantFrom(["--config", "c.json"], ["--config=c.json"]),
      fc.constantFrom(["--catalog", "k.json"], ["--catalog=k.json"]),
      fc.constantFrom(["--state", "s.json"], ["--state=s.json"]),
      fc.constant(["--debug"]),
      fc.constant(["read"]),
    ] as const;
    const shuffled = fc
      .tuple(...flags)
      .chain((words) => fc.shuffledSubarray([...words], { minLength: words.length, maxLength: words.length }));
    fc.assert(
      fc.property(shuffled, (words) => {
        assert.deepEqual(parseArguments(words.flat()), {
          invocation: { command: "read", config: "c.json", catalog: "k.json", state: "s.json" },
          debug: true,
        });
      }),
    );
  });

  it("takes --debug with every command", () => {
    assert.equal(parse("spec --debug").debug, true);
    assert.equal(parse("--debug check --config c.json").debug, true);
    assert.equal(parse("discover --config c.json --debug").debug, true);
  });

  it("reads without a state when there is none", () => {
    for (const line of ["read --config c --catalog k", "read --config c --catalog k --state="]) {
      assert.deepEqual(parse(line).invocation, { command: "read", config: "c", catalog: "k", state: undefined });
    }
  });

  it("keeps paths as they are", () => {
    const config = "/a folder/=c.json";
    const { invocation } = parseArguments(["check", `--config=${config}`]);
    assert.deepEqual(invocation, { command: "check", config });
  });

  it("lets the last of several flags count", () => {
    assert.deepEqual(parse("check --config a --config b").invocation, { command: "check", config: "b" });
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ["", /^A command is missing\.$/u],
    ["--debug", /^A command is missing\.$/u],
    ["--config c.json", /^A command is missing\.$/u],
    ["wirte", /no command "wirte"/u],
    ["toString", /no command "toString"/u],
    ["check", /command check needs --config FILE/u],
    ["check --config=", /command check needs --config FILE/u],
    ["discover --debug", /command discover needs --config FILE/u],
    ["read --catalog k", /command read needs --config FILE/u],
    ["read --config c", /command read needs --catalog FILE/u],
    ["read --config c --catalog", /--catalog/u],
    ["check --config --debug", /--config/u],
    ["check --config c --verbose", /--verbose/u],
    ["check -c c", /-c/u],
    ["spec --debug=yes", /--debug/u],
    ["check discover --config c", /not also "discover"/u],
    ["check --config c extra", /not also "extra"/u],
  ];
  for (const [line, message] of refused) {
    it(`refuses "${line}"`, () => {
      assert.throws(
        () => parse(line),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it("throws nothing but usage errors", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "read",
        "check",
        "spec",
        "--config",
        "--config=c",
        "--catalog=k",
        "--state",
        "--debug",
        "--",
        "-",
      ),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        try {
          parseArguments(words);
        } catch (error) {
          assert(error instanceof UsageError, String(error));
        }
      }),
    );
  });

  it("has a usage text that names each command", () => {
    for (const command of ["spec", "check", "discover", "read"]) assert.match(usage, new RegExp(` ${command}\\b`, "u"));
  });
});

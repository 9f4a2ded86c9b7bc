import assert from "node:assert/strict";
import fc from "fast-check";
import { parseArguments, UsageError } from "../../../src/commands/command-line/arguments.ts";
import { commands } from "../../../src/commands/command-line/commands.ts";
import { helpText } from "../../../src/commands/command-line/help.ts";
import { words } from "../../words.ts";

/** Summarizes a command line; absent options are undefined. */
function parse(words: readonly string[]) {
  const request = parseArguments(words);
  if (request.action !== "run")
    return { ...request, command: "command" in request ? request.command?.name : undefined };
  const { command, options, debug } = request;
  const given = Object.fromEntries(["config", "catalog", "streams", "state"].map((name) => [name, options.text(name)]));
  return { command: command.name, ...given, debug };
}

const parseLine = (line: string) => parse(line.split(" ").filter((word) => word !== ""));
const nothing = { config: undefined, catalog: undefined, streams: undefined, state: undefined, debug: false };

describe("parseArguments", () => {
  it("accepts each command with its options", () => {
    for (const [line, expected] of [
      ["spec --debug", { command: "spec", debug: true }],
      ["check --config c", { command: "check", config: "c" }],
      ["check --config a --config b", { command: "check", config: "b" }],
      ["discover --config c", { command: "discover", config: "c" }],
      ["read --config c --catalog k --state s", { command: "read", config: "c", catalog: "k", state: "s" }],
      ["read --config c --catalog k", { command: "read", config: "c", catalog: "k" }],
      ["read --config c --catalog k --state=", { command: "read", config: "c", catalog: "k" }],
      ["read --config c --streams a,b", { command: "read", config: "c", streams: "a,b" }],
      ["read --config c --streams=a,b --catalog k", { command: "read", config: "c", streams: "a,b", catalog: "k" }],
    ] as const)
      assert.deepEqual(parseLine(line), { ...nothing, ...expected }, line);
    const config = "/a folder/=c.json";
    assert.deepEqual(parse(["check", `--config=${config}`]), { ...nothing, command: "check", config });
  });

  it("accepts options in any order, before and after the command, in both forms", () => {
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
        const expected = { ...nothing, command: "read", config: "c.json", catalog: "k.json", state: "s.json" };
        assert.deepEqual(parse(words.flat()), { ...expected, debug: true });
      }),
    );
  });

  it("accepts --help and --version anywhere, even in an invalid command line", () => {
    for (const line of ["--help", "-h", "--help --config", "raed -h", "help"]) {
      assert.deepEqual(parseLine(line), { action: "help", command: undefined });
    }
    for (const line of ["read --help", "--help read", "read -h --catalog=k --typo", "help read"]) {
      assert.deepEqual(parseLine(line), { action: "help", command: "read" });
    }
    for (const line of ["--version", "check --version", "--version --help"]) {
      assert.equal(parseArguments(line.split(" ")).action, "version");
    }
  });

  const rejected: readonly (readonly [string, RegExp])[] = [
    ["", /^A command is missing\.$/u],
    ["--config c.json", /^A command is missing\.$/u],
    ["raed --config c", /^There is no command "raed"\. Did you mean read\?$/u],
    ["toString", /^There is no command "toString"\.$/u],
    ["check", /command check needs --config FILE/u],
    ["check --config=", /command check needs --config FILE/u],
    ["discover --debug", /command discover needs --config FILE/u],
    ["read --catalog k", /command read needs --config FILE/u],
    ["read --config c", /^The command read needs --catalog or --streams\.$/u],
    ["read --config c --catalog", /^Option '--catalog <value>' argument missing\.$/u],
    ["check --config --debug", /^Option '--config' argument is ambiguous\.$/u],
    ["check --config c --verbose", /^Unknown option '--verbose'\.$/u],
    ["check --confg c", /^Unknown option '--confg'\.$/u],
    ["survey --config c --budget 0", /^--budget must be a number from 1 to 999, not "0"\.$/u],
    ["survey --config c --budget 1e2", /^--budget must be a number from 1 to 999, not "1e2"\.$/u],
    ["authorize --port 99999", /^--port must be a number from 1 to 65535, not "99999"\.$/u],
    ["authorize --port 65536", /^--port must be a number from 1 to 65535, not "65536"\.$/u],
    ["authorize --port 0", /^--port must be a number from 1 to 65535, not "0"\.$/u],
    ["authorize --port 8x", /^--port must be a number from 1 to 65535, not "8x"\.$/u],
    ["authorize --port x8", /^--port must be a number from 1 to 65535, not "x8"\.$/u],
    ["authorize --wait 0.5", /^--wait must be a number from 1 to 86400, not "0\.5"\.$/u],
    ["authorize --wait 0", /^--wait must be a number from 1 to 86400, not "0"\.$/u],
    ["authorize --wait 86401", /^--wait must be a number from 1 to 86400, not "86401"\.$/u],
    ["check --config c --catalog k", /^The command check has no option --catalog\.$/u],
    ["check --config c --__proto__", /^Unknown option '--__proto__'\.$/u],
    ["check -c c", /^Unknown option '-c'\.$/u],
    ["spec --debug=yes", /^Option '--debug' does not take an argument\.$/u],
    ["check --config c extra", /^Unexpected argument "extra"\.$/u],
  ];
  for (const [line, message] of rejected) {
    it(`rejects "${line}"`, () => {
      assert.throws(
        () => parseLine(line),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it("mentions the help that explains more", () => {
    for (const [line, command] of [
      ["check", "check"],
      ["read --config c", "read"],
      ["discover --confg c", "discover"],
      ["raed", undefined],
      ["", undefined],
    ] as const) {
      assert.throws(
        () => parseLine(line),
        (error) => error instanceof UsageError && error.command?.name === command,
      );
    }
  });

  it("throws only usage errors", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(...words("read check spec --config --config=c --catalog=k --state --debug -- -")),
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
});

describe("helpText", () => {
  it("lists each command with its description, and the exit codes", () => {
    for (const { name, summary } of commands) assert.ok(helpText().includes(`  ${name} `), summary);
    assert.match(helpText(), /Exit codes:\n {2}0 /u);
  });

  it("lists the options of a command, and those that it needs", () => {
    for (const command of commands) {
      for (const { name, help } of command.options)
        assert.ok(help !== "" && helpText(command).includes(`--${name}`), name);
    }
    const [read] = commands.filter(({ name }) => name === "read");
    assert.match(helpText(read), /^Usage: source-pinterest read --config FILE \[OPTIONS\]/u);
    assert.match(helpText(read), /At least one is required: --catalog, --streams\./u);
    const [check] = commands.filter(({ name }) => name === "check");
    assert.match(helpText(check), /On a terminal, prints text, and exits with 1 if the test failed\. Otherwise/u);
  });

  it("fits into a terminal of 100 characters", () => {
    for (const text of [helpText(), ...commands.map(helpText)]) {
      for (const line of text.split("\n")) assert.ok(line.length <= 100, line);
    }
  });
});

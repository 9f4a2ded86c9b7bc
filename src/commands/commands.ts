import type { Command, CommandOption } from "./command.ts";

const config: CommandOption = { name: "config", value: "FILE", isRequired: true, help: "The configuration (JSON)" };

/** Every command of the program, in the order of the help. Each loads its code itself, so that `spec` starts without the rest. */
export const commands: readonly Command[] = [
  {
    name: "spec",
    summary: "Print what the configuration looks like",
    audience: "platform",
    options: [],
    run: async (_, context) => (await import("./spec.ts")).runSpec(context),
  },
  {
    name: "check",
    summary: "Test the configuration and the connection to Pinterest",
    audience: "platform",
    options: [config],
    run: async (options, context) => (await import("./check.ts")).runCheck(options.required("config"), context),
  },
  {
    name: "discover",
    summary: "List the streams that the configuration enables",
    audience: "platform",
    options: [config],
    run: async (options, context) => (await import("./discover.ts")).runDiscover(options.required("config"), context),
  },
  {
    name: "read",
    summary: "Read streams and print their records and states",
    audience: "platform",
    options: [
      config,
      { name: "catalog", value: "FILE", isRequired: true, help: "The configured catalog (JSON)" },
      { name: "state", value: "FILE", help: "The state of an earlier read (JSON)" },
    ],
    run: async (options, context) =>
      (await import("./read.ts")).runRead(
        { config: options.required("config"), catalog: options.required("catalog"), state: options.text("state") },
        context,
      ),
  },
];

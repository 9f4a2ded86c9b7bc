import type { Command, CommandOption } from "./command.ts";

const config: CommandOption = { name: "config", value: "FILE", isRequired: true, help: "The configuration (JSON)" };

/** All commands, in the order of the help. Each loads its own code on demand, so that `spec` starts fast. */
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
    name: "authorize",
    summary: "Sign in to Pinterest, and save a configuration",
    audience: "people",
    options: [
      { name: "config", value: "FILE", help: "The configuration to write (config.json)" },
      { name: "app", value: "FILE", help: 'A file with {"client_id": …, "client_secret": …}' },
      { name: "port", value: "N", help: "The port of the redirect link http://localhost:N/ (8085)" },
      { name: "wait", value: "N", help: "How many seconds to wait for your consent (300)" },
      { name: "no-browser", help: "Open no browser here: paste the address that one elsewhere ended at" },
    ],
    details: `The app ID and the app secret key come from PINTEREST_APP_ID and PINTEREST_APP_SECRET, from --app,
from the configuration, or are asked for. Your app's page, https://developers.pinterest.com/apps/,
must have the redirect link.`,
    run: async (options, context) => (await import("./authorize/authorize.ts")).runAuthorize(options, context),
  },
  {
    name: "plan",
    summary: "Say what a sync will cost: requests, rows, and time",
    audience: "people",
    options: [
      config,
      { name: "catalog", value: "FILE", help: "The streams: a configured catalog, or what discover printed" },
      { name: "streams", value: "A,B", help: "The streams, as in boards,pins: all of them, or of the catalog" },
      { name: "state", value: "FILE", help: "Where to resume: a list of states, or what an earlier read printed" },
      { name: "json", help: "Print JSON, for programs" },
    ],
    details: `Without a catalog and names, it is about all streams that the configuration enables. It makes 25
requests at most, and rehearses the sync with what they tell.`,
    run: async (options, context) => (await import("./plan/plan.ts")).runPlan(options, context),
  },
  {
    name: "read",
    summary: "Read streams and print their records and states",
    audience: "platform",
    options: [
      config,
      { name: "catalog", value: "FILE", help: "The streams to read: a configured catalog, or what discover printed" },
      {
        name: "streams",
        value: "NAMES",
        help: "The streams to read, as in boards,pins: all of them, or of the catalog",
      },
      { name: "state", value: "FILE", help: "Where to resume: a list of states, or what an earlier read printed" },
    ],
    oneOf: ["catalog", "streams"],
    details: `Streams are read incrementally where possible, unless a configured catalog says otherwise.
On a terminal, stderr shows how the read goes.`,
    run: async (options, context) =>
      (await import("./read.ts")).runRead(
        {
          config: options.required("config"),
          catalog: options.text("catalog"),
          streams: options.text("streams"),
          state: options.text("state"),
        },
        context,
      ),
  },
];

import type { Command, CommandOption } from "./command.ts";

const config: CommandOption = { name: "config", value: "FILE", isRequired: true, help: "The configuration (JSON)" };

/** What to read, and where to resume. */
const selection: readonly CommandOption[] = [
  { name: "catalog", value: "FILE", help: "The streams: a configured catalog, or the output of discover" },
  { name: "streams", value: "LIST", help: "Names of streams, such as boards,pins (of the catalog, if given)" },
  {
    name: "state",
    value: "FILE",
    help: "The state to resume from: a list of states, or the output of an earlier read",
  },
];

/** All commands, in the order of the help. Each loads its own code on demand, so that `spec` starts fast. */
export const commands: readonly Command[] = [
  {
    name: "spec",
    summary: "Print the specification of the configuration",
    audience: "platform",
    options: [],
    run: async (_, { writer }) => {
      const { readSpec } = await import("../../config/spec.ts");
      writer.message({ type: "SPEC", spec: readSpec() });
      return true;
    },
  },
  {
    name: "check",
    summary: "Test the configuration and the connection to Pinterest",
    audience: "people_on_terminal",
    options: [config],
    details: `On a terminal, prints text, and exits with 1 if the test failed. Otherwise, prints messages of
the Airbyte protocol, and exits with 0 also if the test failed, as Airbyte expects: a script reads
connectionStatus of the message CONNECTION_STATUS. Its status is SUCCEEDED or FAILED; only the text
in its message says why, such as "Pinterest rejected the access token."`,
    run: async (options, context) => (await import("../check/check.ts")).runCheck(options.required("config"), context),
  },
  {
    name: "discover",
    summary: "List the streams that the configuration enables",
    audience: "platform",
    options: [config],
    run: async (options, context) => (await import("../discover.ts")).runDiscover(options.required("config"), context),
  },
  {
    name: "authorize",
    summary: "Sign in to Pinterest, and save a configuration",
    audience: "people",
    options: [
      { name: "config", value: "FILE", help: "The configuration to write (config.json)" },
      { name: "app", value: "FILE", help: 'A file with {"client_id": …, "client_secret": …}' },
      { name: "port", value: "N", max: 65_535, help: "The port of the redirect link http://localhost:N/ (8085)" },
      { name: "wait", value: "N", max: 86_400, help: "How many seconds to wait for your consent (300)" },
      { name: "status", help: "Show whose account the configuration is signed in to, its scopes, and until when" },
      { name: "no-browser", help: "Don't open a browser: paste the redirect URL from another machine" },
    ],
    details: `Set the app ID and the app secret key in PINTEREST_APP_ID and PINTEREST_APP_SECRET, in the file of
--app, in the configuration, or at the prompt. The redirect link must be on your app's page,
https://developers.pinterest.com/apps/.`,
    run: async (options, context) => (await import("../authorize/authorize.ts")).runAuthorize(options, context),
  },
  {
    name: "plan",
    summary: "Estimate the cost of a sync: API calls, rows, and time",
    audience: "people",
    options: [config, ...selection, { name: "json", help: "Print JSON, for programs" }],
    details: `Without --catalog and --streams, the plan covers all enabled streams; without --state, it is that of
a first sync. It makes at most 40 API calls and estimates the others from their responses.`,
    run: async (options, context) => (await import("../plan/plan.ts")).runPlan(options, context),
  },
  {
    name: "survey",
    summary: "Test the connector's assumptions about Pinterest with your account",
    audience: "people",
    options: [
      config,
      {
        name: "report",
        value: "FILE",
        help: "Write a report that you can share: without IDs, names, texts, or amounts",
      },
      {
        name: "budget",
        value: "NUMBER",
        max: 999,
        help: "The maximum number of API calls, up to 999 (60)",
      },
      { name: "reports", help: "Also create two ads reports and read them" },
      {
        name: "notes",
        value: "FILE",
        help: "Compare with your last run, and keep digests for the next one, for 14 days",
      },
    ],
    details: `It reads a sample of the account, sends six wrong requests on purpose, and changes nothing. Exits
with 0 whatever it found, and prints what to do where an assumption is false.`,
    run: async (options, context) => (await import("../survey/survey.ts")).runSurvey(options, context),
  },
  {
    name: "read",
    summary: "Read streams and print their records and states",
    audience: "platform",
    options: [config, ...selection],
    oneOf: ["catalog", "streams"],
    details: `Streams are synced incrementally if they support it, unless a configured catalog sets another mode.
On a terminal, stderr shows the progress.`,
    run: async (options, context) => (await import("../read.ts")).runRead(options, context),
  },
];

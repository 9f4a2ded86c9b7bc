import { digestOf } from "../base/digest.ts";
import { suggest } from "../base/text/suggest.ts";
import { readAll } from "../profiles/read-all.ts";
import { streamsOf } from "../streams/all.ts";
import type { Stream } from "../streams/stream.ts";
import { schemaOf } from "./catalog.ts";
import { type ReadRequest, readRequestOf } from "./choose-streams.ts";
import type { CommandContext } from "./command-line/command.ts";
import type { OptionValues } from "./command-line/option-values.ts";
import { type LoadedConfig, loadConfig } from "./configuration.ts";
import { connect, expectUsable } from "./connect.ts";
import { beginningOf, interruptionOf } from "./log/read-lines.ts";
import { RepeatedLines } from "./log/repeated-lines.ts";
import { loggingTransport } from "./log/request-log.ts";
import { TerminalProgress } from "./output/terminal-progress.ts";
import { ServerClock } from "./server-clock.ts";

/** Reads the configured streams. Resolves to whether all of them are complete. */
export async function runRead(options: OptionValues, context: CommandContext): Promise<boolean> {
  const { writer, signal } = context;
  const loaded = await loadConfig(options.required("config"), context);
  const request = await readRequestOf(options, loaded.config);
  warnOfUnknown(request.states.keys(), streamsOf(loaded.config), context);
  for (const line of beginningOf(request)) writer.log("INFO", line);
  const repeated = new RepeatedLines();
  writer.adjustLevels(repeated.levelOf);
  const conclude = (isComplete: boolean) => {
    writer.adjustLevels((level) => level);
    for (const [level, line] of repeated.lines()) writer.log(level, line);
    if (isComplete) writer.log("INFO", "Finished syncing");
    else if (signal.aborted) writer.log("WARN", interruptionOf(options, context, writer.closed.aborted));
    else writer.log("INFO", "Finished syncing; some streams are incomplete (see the lines with ERROR)");
  };
  return readConfigured(loaded, request, context, { conclude });
}

/** Warns of states of streams that don't exist, since their streams start from the beginning. */
function warnOfUnknown(names: Iterable<string>, streams: readonly Stream[], { writer }: CommandContext): void {
  const known = streams.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const suggestion = suggest(name, known);
    const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
    writer.log("WARN", `The state of ${name} is ignored, since there is no such stream.${hint}`);
  }
}

/** What a read shows besides its messages. */
interface ReadDisplay {
  /** Creates the display of the progress. */
  readonly observe?: (context: CommandContext, total: number) => TerminalProgress | undefined;
  /** Called at the end, before the display of the progress ends. */
  readonly conclude?: (isComplete: boolean) => void;
}

/** Reads streams, resuming from their states. Resolves to whether all of them are complete. */
export async function readConfigured(
  loaded: LoadedConfig,
  { configured, states, profileObserver }: ReadRequest,
  context: CommandContext,
  { observe = terminalProgress, conclude }: ReadDisplay = {},
): Promise<boolean> {
  const { writer, clock, random, signal, environment } = context;
  await expectUsable(loaded, context);
  const { transport, download } = await context.network(loaded.config.baseUrl);
  const serverClock = new ServerClock(clock);
  const { credentials } = loaded.config;
  // Without a renewal, the scopes of a sign-in are unknown, and those of a pasted token always are.
  let scopes = credentials.method === "access_token" ? digestOf(credentials.accessToken, 16) : undefined;
  const onScopes = (granted: readonly string[]) => {
    scopes = granted.toSorted().join();
  };
  const client = connect(loaded, serverClock.watching(loggingTransport(transport, clock, writer)), context, {
    onScopes,
  });
  const progress = observe(context, configured.length);
  if (progress !== undefined) writer.observe(progress);
  try {
    const isComplete = await readAll(
      {
        config: loaded.config,
        client,
        download,
        writer,
        clock,
        random,
        signal,
        streams: streamsOf(loaded.config),
        schemaOf,
        remarks: () => serverClock.remarks(),
        job: environment.WORKER_JOB_ID || undefined,
        scopes: () => scopes,
      },
      configured,
      states,
      undefined,
      profileObserver,
    );
    conclude?.(isComplete);
    return isComplete;
  } finally {
    progress?.end();
  }
}

/** Returns a display of the progress if stderr is a terminal. */
function terminalProgress({ clock, stdout, stderr }: CommandContext, total: number): TerminalProgress | undefined {
  if (stderr.isTTY !== true) return undefined;
  return new TerminalProgress(stderr, clock, { total, isLive: stdout.isTTY !== true });
}

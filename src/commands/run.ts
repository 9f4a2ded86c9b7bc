import { ConnectorError, unexpectedError } from "../protocol/errors.ts";
import type { CommandContext, Invocation } from "./command.ts";

/**
 * Runs one command, and says what went wrong with it as a whole.
 * @returns whether it did all that was asked
 */
export async function runCommand(invocation: Invocation, context: CommandContext): Promise<boolean> {
  try {
    return await dispatch(invocation, context);
  } catch (error) {
    if (context.signal.aborted) return false;
    const known = error instanceof ConnectorError ? error : unexpectedError(error);
    context.writer.log("ERROR", known.message);
    context.writer.error(known);
    return false;
  }
}

/** Each command loads what it needs itself, so that `spec` starts without the rest. */
async function dispatch(invocation: Invocation, context: CommandContext): Promise<boolean> {
  switch (invocation.command) {
    case "spec": {
      const { runSpec } = await import("./spec.ts");
      return runSpec(context);
    }
    case "check": {
      const { runCheck } = await import("./check.ts");
      return runCheck(invocation.config, context);
    }
    case "discover": {
      const { runDiscover } = await import("./discover.ts");
      return runDiscover(invocation.config, context);
    }
    case "read": {
      const { runRead } = await import("./read.ts");
      return runRead(invocation, context);
    }
  }
}

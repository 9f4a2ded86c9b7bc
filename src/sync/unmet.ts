import type { Config } from "../config/config.ts";
import type { ApiError } from "../pinterest/api-error.ts";
import type { Parameters } from "../pinterest/operations.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { settingTitle } from "../setting-titles.ts";
import type { LostValues } from "./rejected-values.ts";
import { resourceOf } from "./resource.ts";

/** A resource that the user named in a setting. */
interface NamedResource {
  readonly setting: "ad_account_ids" | "board_ids";
  readonly id: string;
}

/** The resource that a request was about, where the user named it; of a smaller thing in it, undefined. */
export function namedResource(
  operation: string,
  parameters: Parameters,
  config: Config,
  isAdAccountDenied: boolean,
): NamedResource | undefined {
  const { ad_account_id: account, board_id: board, ...others } = parameters;
  const isAlone = !Object.keys(others).some((name) => /_ids?$/u.test(name));
  if (typeof account === "string" && config.adAccountIds.includes(account)) {
    const isWhole = isAdAccountDenied || (isAlone && resourceOf(operation, parameters).adAccountKey !== undefined);
    return isWhole ? { setting: "ad_account_ids", id: account } : undefined;
  }
  return typeof board === "string" && config.boardIds.includes(board) && isAlone
    ? { setting: "board_ids", id: board }
    : undefined;
}

/** The error for a resource that the user named and that cannot be read; all else was. */
export function deniedError({ setting, id }: NamedResource, error: ApiError): ConnectorError {
  const title = settingTitle([setting]);
  return unmetError(
    `"${title}": ${id} cannot be read with ${error.operation}. Ask for access to it, or remove it from "${title}".`,
    error,
  );
}

/** The error for values that the user named and that Pinterest rejects; all else was read. */
export function rejectedError({ setting, values, error }: LostValues): ConnectorError {
  const title = settingTitle(setting);
  return unmetError(
    `"${title}": Pinterest rejected ${values.join(", ")}. Correct ${values.length === 1 ? "it" : "them"} or remove ${values.length === 1 ? "it" : "them"} from "${title}".`,
    error,
  );
}

function unmetError(message: string, error: ApiError): ConnectorError {
  const { message: internalMessage, reason } = error;
  return new ConnectorError("config_error", `${message} Everything else was synced. Pinterest's response: ${reason}`, {
    internalMessage,
    cause: error,
  });
}

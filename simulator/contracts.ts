import type { OperationContract } from "./contract.ts";
import { unknownAddress } from "./errors.ts";
import { contracts, earlierContracts } from "./parameters.generated.ts";

/** The contracts that the simulator speaks: Pinterest's OpenAPI document, and what is known of a later one. */
export const contractVersions = ["5.28", "5.23"] as const;
export type ContractVersion = (typeof contractVersions)[number];

/**
 * What a contract declares of an operation.
 * @throws ApiError 404 for an operation that the contract does not have
 */
export function contractOf(operationId: string, version: ContractVersion = "5.28"): OperationContract {
  const isDifferent = version === "5.23" && Object.hasOwn(earlierContracts, operationId);
  const contract = (isDifferent ? earlierContracts : contracts)[operationId];
  if (contract === undefined) throw new Error(`${operationId} is missing: generate the parameters again`);
  if (contract === null) throw unknownAddress();
  return contract;
}

import type { OperationContract } from "./contract.ts";
import { unknownAddress } from "./errors.ts";
import { contracts, earlierContracts } from "./parameters.generated.ts";

/** The versions of the API that the simulator supports. 5.28 holds only what is known of it. */
export const contractVersions = ["5.28", "5.23"] as const;
export type ContractVersion = (typeof contractVersions)[number];

/** Returns the contract of an operation. @throws ApiError 404 if the version doesn't have the operation */
export function contractOf(operationId: string, version: ContractVersion = "5.28"): OperationContract {
  const isDifferent = version === "5.23" && Object.hasOwn(earlierContracts, operationId);
  const contract = (isDifferent ? earlierContracts : contracts)[operationId];
  if (contract === undefined) throw new Error(`${operationId} is missing; run npm run generate`);
  if (contract === null) throw unknownAddress();
  return contract;
}

import type { OperationContract } from "./operation-contract.ts";
import { contracts } from "./parameters.generated.ts";

/** Returns the contract of an operation. */
export function contractOf(operationId: string): OperationContract {
  const contract = contracts[operationId];
  if (contract === undefined) throw new Error(`${operationId} is missing; run npm run generate`);
  return contract;
}

/** Returns the values that the document lists for a parameter or a body field. */
export function valuesOf(operationId: string, name: string): readonly string[] {
  const { parameters, body } = contractOf(operationId);
  const schema = parameters.find((one) => one.name === name)?.schema ?? body?.properties[name];
  return (schema?.items ?? schema)?.enum?.map(String) ?? [];
}

/** The request side of one operation, from Pinterest's OpenAPI document. */
export interface OperationContract {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Alternative security schemes; one of them is enough. */
  readonly security: readonly Security[];
  /** `x-ratelimit-category` */
  readonly category: string;
  /** `x-sandbox` */
  readonly sandbox: string;
  readonly parameters: readonly ParameterContract[];
  /** The JSON request body, if the operation has one. */
  readonly body?: BodyContract;
}

export interface BodyContract {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, BodySchema>>;
}

export type BodySchema =
  | ParameterSchema
  | {
      readonly type: "array";
      readonly items: { readonly type: "object" };
      readonly minItems?: number;
      readonly maxItems?: number;
    };

export interface Security {
  /** `pinterest_oauth2`: a user's token; `client_credentials`: an app's own; `basic`: the app's ID and secret. */
  readonly scheme: string;
  readonly scopes: readonly string[];
}

export interface ParameterContract {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: ParameterSchema;
}

export type ParameterSchema =
  | {
      readonly type: "array";
      readonly items: ScalarSchema;
      readonly minItems?: number;
      readonly maxItems?: number;
      readonly default?: readonly string[];
    }
  | ObjectSchema
  | ScalarSchema;

/** An object whose members aren't validated. In a query string it is written `name[key][key]=value`. */
export interface ObjectSchema {
  readonly type: "object";
}

export type ScalarSchema =
  | { readonly type: "boolean"; readonly default?: boolean }
  | {
      readonly type: "integer";
      readonly minimum?: number;
      readonly maximum?: number;
      readonly enum?: readonly number[];
      readonly default?: number;
    }
  | {
      readonly type: "string";
      readonly format?: "date";
      readonly pattern?: string;
      readonly maxLength?: number;
      readonly enum?: readonly string[];
      readonly default?: string;
    };

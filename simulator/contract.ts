/** What Pinterest's OpenAPI document says of one operation, as far as requests are concerned. */
export interface OperationContract {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Ways to authorize, of which one is enough. */
  readonly security: readonly Security[];
  /** `x-ratelimit-category` */
  readonly category: string;
  /** `x-sandbox` */
  readonly sandbox: string;
  readonly parameters: readonly ParameterContract[];
  /** The JSON object that is sent with it, if there is one. */
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
  /** `pinterest_oauth2`: a user's token; `client_credentials`: an app's own; `basic`: the app's id and secret. */
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

/** An object, of which no more is looked at than that it is one. In an address it is written `name[key][key]=value`. */
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

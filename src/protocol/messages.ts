import type { JsonObject } from "../base/json.ts";
import type { FailureType } from "./errors.ts";

/** The messages of the Airbyte protocol (0.18) that this source emits, other than RECORD and STATE. */
export type Message =
  | {
      readonly type: "LOG";
      readonly log: { readonly level: LogLevel; readonly message: string; readonly stack_trace?: string };
    }
  | { readonly type: "SPEC"; readonly spec: JsonObject }
  | {
      readonly type: "CONNECTION_STATUS";
      readonly connectionStatus: { readonly status: "SUCCEEDED" | "FAILED"; readonly message?: string };
    }
  | { readonly type: "CATALOG"; readonly catalog: { readonly streams: readonly CatalogStream[] } }
  | { readonly type: "TRACE"; readonly trace: Trace & { readonly emitted_at: number } }
  | {
      readonly type: "CONTROL";
      readonly control: {
        readonly type: "CONNECTOR_CONFIG";
        readonly emitted_at: number;
        readonly connectorConfig: { readonly config: JsonObject };
      };
    };

export type LogLevel = "ERROR" | "WARN" | "INFO" | "DEBUG";

export type SyncMode = "full_refresh" | "incremental";

export interface CatalogStream {
  readonly name: string;
  readonly json_schema: JsonObject;
  readonly supported_sync_modes: readonly SyncMode[];
  readonly source_defined_cursor: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key: readonly (readonly string[])[];
  readonly is_resumable: boolean;
}

export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string;
}

export type StreamStatus = "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE";

/** Why a stream waits or stopped. */
export interface RateLimitReason {
  readonly type: "RATE_LIMITED";
  /** When the quota resets, epoch milliseconds. */
  readonly rate_limited: { readonly quota_reset: number };
}

export type Trace =
  | {
      readonly type: "ERROR";
      readonly error: {
        readonly message: string;
        readonly failure_type: FailureType;
        readonly internal_message?: string;
        readonly stack_trace?: string;
        readonly stream_descriptor?: StreamDescriptor;
      };
    }
  | {
      readonly type: "STREAM_STATUS";
      readonly stream_status: {
        readonly stream_descriptor: StreamDescriptor;
        readonly status: StreamStatus;
        readonly reasons?: readonly [RateLimitReason];
      };
    };

/** The status of a stream. */
export type StreamStatusTrace = Extract<Trace, { readonly type: "STREAM_STATUS" }>;

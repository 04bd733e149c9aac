/** The fields of an exported entry in their own order, as docs/export-format.md describes them. */
export const ENTRY_FIELDS: readonly string[] = [
  "timestamp",
  "user_id",
  "mcp_server",
  "call_type",
  "response_status",
  "seq",
  "source",
  "id",
  "recorded",
  "time_by",
  "kind",
  "actor_type",
  "actor_name",
  "actor_email",
  "credential",
  "server_id",
  "target",
  "target_type",
  "outcome",
  "reason",
  "error",
  "tool_error",
  "duration_ms",
  "client",
  "client_version",
  "user_agent",
  "ip",
  "session_id",
  "request_id",
  "payload_state",
  "note",
  "supersedes",
  "received_at",
  "dialect",
  "sha256",
  "flags",
];

/** What an export with payload has besides. */
export const PAYLOAD_FIELDS: readonly string[] = [
  "request_headers",
  "request",
  "mutated_request",
  "response_headers",
  "response",
  "original_response",
  "webhooks",
  "raw_event",
  "context",
];

/** The fields to choose from. */
export function fieldsOf(payload: boolean): readonly string[] {
  return payload ? [...ENTRY_FIELDS, ...PAYLOAD_FIELDS] : ENTRY_FIELDS;
}

/** The list with a field moved by some places; as it was where it cannot move so far. */
export function moved(fields: readonly string[], at: number, by: number): string[] {
  const to = at + by;
  const next = [...fields];
  if (to < 0 || to >= fields.length) return next;
  next.splice(to, 0, ...next.splice(at, 1));
  return next;
}

import type { CheckResult } from "../../bindings/CheckResult";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import { rpc } from "../../rpc";

/** The ticket of a test whose lines nobody waits for. */
export const SILENT = 0;

/** Tests a destination as it is saved; the core keeps the result with it. */
export function testSaved(destination: DestinationInfo, ticket: number, leave = false): Promise<CheckResult> {
  const { id, place, prefix, options, expires, has_secret: hasSecret } = destination;
  const credential = { kind: hasSecret ? ("stored" as const) : ("none" as const) };
  return rpc("destination_test", { id, place, credential, expires, prefix, options, leave, ticket });
}

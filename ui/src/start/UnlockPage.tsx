import type { WorkspaceStatus } from "../bindings/WorkspaceStatus";

export function UnlockPage({ status }: { status: WorkspaceStatus }) {
  return <main>{status.path}</main>;
}

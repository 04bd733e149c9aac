import type { WorkspaceStatus } from "../bindings/WorkspaceStatus";

export function StartPage({ status }: { status: WorkspaceStatus }) {
  return <main>{status.path}</main>;
}

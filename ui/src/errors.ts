import { t } from "@lingui/core/macro";
import type { ErrorCode } from "./bindings/ErrorCode";

/** What a user can do about an error. The page that shows the error offers those it can carry out. */
export const ERROR_ACTIONS = {
  retry: t`Try again`,
  unlock: t`Unlock`,
  sign_in: t`Sign in again`,
  edit_source: t`Edit source`,
  edit_destination: t`Edit destination`,
  use_passphrase: t`Use a passphrase`,
  reload: t`Reload`,
} as const;
export type ErrorAction = keyof typeof ERROR_ACTIONS;

/** `error`: something does not work. `warning`: it works again after a step of the user. `silent`: nothing to tell. */
export type Severity = "error" | "warning" | "silent";

/** How the window shows an error. The message itself (what, why, what to do next) comes from the core. */
export interface ErrorPresentation {
  severity: Severity;
  title: string;
  action: ErrorAction | null;
}

/** The one table from code to presentation. */
export const ERRORS: Record<ErrorCode, ErrorPresentation> = {
  wrong_use: { severity: "warning", title: t`This value does not work`, action: null },
  filter_syntax: { severity: "warning", title: t`The filter does not parse`, action: null },
  not_found: { severity: "warning", title: t`Not found`, action: "reload" },
  workspace_missing: { severity: "warning", title: t`No workspace yet`, action: "reload" },
  workspace_exists: { severity: "warning", title: t`There is already a workspace`, action: "reload" },
  workspace_locked: { severity: "warning", title: t`The workspace is locked`, action: "unlock" },
  workspace_busy: { severity: "warning", title: t`Another process uses the workspace`, action: "retry" },
  wrong_key: { severity: "warning", title: t`The key does not open the workspace`, action: null },
  corrupt: { severity: "error", title: t`The workspace file is damaged`, action: null },
  newer_file: { severity: "error", title: t`A newer Auditdesk wrote this workspace`, action: null },
  disk_full: { severity: "error", title: t`The disk is full`, action: "retry" },
  keyring_unavailable: { severity: "warning", title: t`No keyring on this machine`, action: "use_passphrase" },
  keyring_denied: { severity: "warning", title: t`The keyring did not open`, action: "retry" },
  source_unreachable: { severity: "error", title: t`Server not reachable`, action: "retry" },
  source_tls: { severity: "error", title: t`No secure connection to the server`, action: "edit_source" },
  source_unauthorized: { severity: "error", title: t`The server refuses the sign-in`, action: "sign_in" },
  source_forbidden: { severity: "error", title: t`Not allowed on the server`, action: "sign_in" },
  source_rate_limited: { severity: "warning", title: t`The server asks to slow down`, action: "retry" },
  source_answer: { severity: "error", title: t`Unexpected answer from the server`, action: "retry" },
  storage_unreachable: { severity: "error", title: t`Storage not reachable`, action: "retry" },
  storage_credentials: { severity: "error", title: t`The storage refuses the credentials`, action: "edit_destination" },
  storage_denied: { severity: "error", title: t`Not allowed on the storage`, action: "edit_destination" },
  storage_no_bucket: { severity: "error", title: t`No such bucket or folder`, action: "edit_destination" },
  storage_wrong_region: { severity: "error", title: t`The bucket is in another region`, action: "edit_destination" },
  storage_answer: { severity: "error", title: t`Unexpected answer from the storage`, action: "retry" },
  reason_needed: { severity: "warning", title: t`A reason is needed`, action: "reload" },
  cancelled: { severity: "silent", title: t`Cancelled`, action: null },
  io: { severity: "error", title: t`A file could not be read or written`, action: "retry" },
  internal: { severity: "error", title: t`Fault of Auditdesk`, action: "retry" },
};

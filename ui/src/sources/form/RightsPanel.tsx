import { t } from "@lingui/core/macro";
import { keepPreviousData } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { SourceConfig } from "../../bindings/SourceConfig";
import { RightsHelp } from "../../connection/RightsHelp";
import { useQueryOf } from "../../rpc";

const NOWHERE: SourceConfig = { kind: "files", writer: { kind: "auditdesk" }, log: null };

/** What rights the credential needs. Follows the form as it is filled in. */
export function RightsPanel({ config }: { config: SourceConfig | null }) {
  const asked = useDeferredValue(config);
  const { data, error } = useQueryOf(
    "source_rights",
    { config: asked ?? NOWHERE },
    // Every key in the form asks again; the answers are not worth keeping.
    { enabled: asked !== null, gcTime: 0, placeholderData: keepPreviousData },
  );
  return asked && <RightsHelp title={t`Rights needed`} rights={data} error={error} />;
}

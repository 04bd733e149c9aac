import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { createPortal } from "react-dom";
import { Button, ErrorPanel, Loading, TextField } from "../../parts";
import { useQueryOf } from "../../rpc";
import { CertificateSheet } from "./CertificateSheet";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The certificate of completeness of a source, and a way to print it. */
export function Certificates({ source }: { source: number }) {
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const { data, error, refetch } = useQueryOf(
    "source_report",
    { source, from: dayOf(from), until: dayOf(until) },
    // It is drawn up at this moment: one from before is no certificate of now.
    { staleTime: 0, gcTime: 0 },
  );
  const sheets = data?.map((certificate) => <CertificateSheet key={certificate.source} certificate={certificate} />);
  return (
    <div className="source-panel">
      <div className="row bottom certificate-bar">
        <DayField label={t`From day (UTC)`} value={from} onChange={setFrom} />
        <DayField label={t`Until day (UTC)`} value={until} onChange={setUntil} />
        <div className="grow" />
        <Button icon="refresh" onPress={() => void refetch()}>
          <Trans>Draw up again</Trans>
        </Button>
        <Button kind="primary" icon="print" isDisabled={!data} onPress={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
      </div>
      {error && <ErrorPanel error={error} actions={{ retry: () => void refetch() }} />}
      {sheets ? <div className="certificate-frame">{sheets}</div> : !error && <Loading />}
      {/* Paper gets the certificate alone: beside the page, which does not print. */}
      {sheets && createPortal(<div className="print-only">{sheets}</div>, document.body)}
    </div>
  );
}

/** The day once it is typed in full; `null` for no limit. */
function dayOf(text: string): string | null {
  return DAY.test(text.trim()) ? text.trim() : null;
}

function DayField({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  const isWrong = value.trim() !== "" && dayOf(value) === null;
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      placeholder="2026-08-20"
      error={isWrong ? t`Write it as 2026-08-20.` : null}
      mono
    />
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SampleInfo } from "../bindings/SampleInfo";
import { Button, EmptyState, ErrorPanel, Loading, Splitter, Table, type TableColumn } from "../parts";
import { formatCount } from "../numbers";
import { JobProgress } from "../jobs/JobProgress";
import { reviewFilter, showSample } from "../router";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { formatMoment } from "../time";
import { DrawDialog } from "./DrawDialog";
import { reviewedOf } from "./methods";
import { SampleDetail } from "./SampleDetail";
import "./samples.css";

/** Samples: drawn, worked through, written out. */
export function SamplesPage({ selected }: { selected: number | null }) {
  const zone = useZone();
  const { data: samples, error, isPending, refetch } = useQueryOf("audit_sample_list", {});
  const [drawing, setDrawing] = useState(false);
  if (isPending) return <Loading />;
  const shown = samples?.find(({ id }) => id === selected) ?? samples?.[0] ?? null;
  const columns: TableColumn<SampleInfo>[] = [
    { id: "name", title: t`Sample`, render: (sample) => <span className="cut">{sample.plan.name}</span> },
    {
      id: "reviewed",
      title: t`Reviewed`,
      numeric: true,
      width: "110px",
      render: (sample) => t`${formatCount(reviewedOf(sample))} of ${formatCount(sample.entries)}`,
    },
    {
      id: "exceptions",
      title: t`Exceptions`,
      numeric: true,
      width: "96px",
      render: (sample) => formatCount(sample.dispositions[2]),
    },
    { id: "at", title: t`Drawn`, width: "150px", render: (sample) => formatMoment(sample.at, zone).slice(0, 16) },
  ];
  return (
    <main className="page" aria-label={t`Samples`}>
      <header className="page-head">
        <h1>
          <Trans>Samples</Trans>
        </h1>
        <div className="grow" />
        <Button kind="primary" icon="plus" onPress={() => setDrawing(true)}>
          <Trans>Draw a sample</Trans>
        </Button>
      </header>
      <JobProgress which={(job) => job.kind === "sample"} what={t`draw`} />
      {error ? (
        <div className="page-body padded">
          <ErrorPanel error={error} actions={{ retry: () => void refetch() }} />
        </div>
      ) : shown === null ? (
        <div className="page-body">
          <EmptyState
            icon="sample"
            title={t`No sample is drawn yet`}
            actions={
              <Button kind="primary" onPress={() => setDrawing(true)}>
                <Trans>Draw a sample</Trans>
              </Button>
            }
          >
            <Trans>
              A sample is drawn from what a filter matches, by a seed that is kept: somebody else with the same entries
              draws the same.
            </Trans>
          </EmptyState>
        </div>
      ) : (
        <Splitter
          label={t`Width of the sample`}
          direction="row"
          initial={0.6}
          least={[320, 420]}
          first={
            <div className="page-body">
              <Table
                label={t`Samples`}
                columns={columns}
                rows={samples ?? []}
                rowKey={(sample) => sample.id}
                rowText={(sample) => sample.plan.name}
                onAction={(sample) => showSample(sample.id)}
                current={shown.id}
              />
            </div>
          }
          second={<SampleDetail key={shown.id} sample={shown} />}
        />
      )}
      {drawing && <DrawDialog initial={reviewFilter()} zone={zone} onClose={() => setDrawing(false)} />}
    </main>
  );
}

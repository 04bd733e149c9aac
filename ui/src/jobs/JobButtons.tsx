import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { JobInfo } from "../bindings/JobInfo";
import { Button, IconButton, tellError } from "../parts";
import { useCommand } from "../rpc";
import { canPause } from "./jobs";

interface Props {
  job: JobInfo;
  /** What is going on: `sync`, `export`, or the job's title. */
  what: string;
  /** Pictures only. */
  isSmall?: boolean;
}

/** Pause or go on, where the job can, and cancel. */
export function JobButtons({ job, what, isSmall = false }: Props) {
  const pause = useCommand("job_pause", { onError: tellError });
  const resume = useCommand("job_resume", { onError: tellError });
  const cancel = useCommand("job_cancel", { onError: tellError });
  const [text, icon, turn] = job.paused
    ? ([t`Resume ${what}`, "play", resume] as const)
    : ([t`Pause ${what}`, "pause", pause] as const);
  const request = { id: job.id };
  if (isSmall) {
    return (
      <>
        {canPause(job) && <IconButton icon={icon} label={text} size="small" onPress={() => turn.mutate(request)} />}
        <IconButton icon="stop" label={t`Cancel ${what}`} size="small" onPress={() => cancel.mutate(request)} />
      </>
    );
  }
  return (
    <>
      {canPause(job) && (
        <Button icon={icon} isDisabled={turn.isPending} onPress={() => turn.mutate(request)}>
          {text}
        </Button>
      )}
      <Button icon="stop" isDisabled={cancel.isPending} onPress={() => cancel.mutate(request)}>
        <Trans>Cancel {what}</Trans>
      </Button>
    </>
  );
}

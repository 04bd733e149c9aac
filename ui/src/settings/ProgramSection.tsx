import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorPanel, Section, Switch, tellError } from "../parts";
import type { Program, ProgramHost } from "../platform";
import { settled, type RpcError } from "../rpc";

const PROGRAM = ["program"];

/** How the program starts and closes on this computer. */
export function ProgramSection({ host }: { host: ProgramHost }) {
  const queries = useQueryClient();
  const program = useQuery<Program, RpcError>({ queryKey: PROGRAM, queryFn: () => settled(host.read()) });
  const change = useMutation<Program, RpcError, Parameters<ProgramHost["change"]>[0]>({
    mutationFn: (wanted) => settled(host.change(wanted)),
    onSuccess: (changed) => queries.setQueryData(PROGRAM, changed),
    onError: tellError,
  });
  if (program.isError) return <ErrorPanel error={program.error} />;
  const { keepsRunning = null, startsAtLogin = null, hasTray = true } = program.data ?? {};
  return (
    <Section title={t`This computer`} help={t`Schedules and automatic syncs run while Auditdesk runs.`}>
      <div className="stack">
        <Switch
          isSelected={keepsRunning === true && hasTray}
          isDisabled={!program.data || !hasTray || change.isPending}
          onChange={(keepsRunning) => change.mutate({ keepsRunning })}
          help={
            hasTray
              ? t`The icon in the tray, or starting Auditdesk again, brings the window back.`
              : t`This desktop shows no tray icons, so that closing the window ends Auditdesk. “auditdesk watch” runs schedules without a window.`
          }
        >
          <Trans>Keep running when the window is closed</Trans>
        </Switch>
        <Switch
          isSelected={startsAtLogin === true}
          isDisabled={startsAtLogin === null || change.isPending}
          onChange={(startsAtLogin) => change.mutate({ startsAtLogin })}
          help={t`Without its window where there is a tray. A workspace with a passphrase asks for it.`}
        >
          <Trans>Start at login</Trans>
        </Switch>
      </div>
    </Section>
  );
}

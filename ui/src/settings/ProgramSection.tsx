import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ErrorPanel, Section, Select, Switch } from "../parts";
import type { ProgramHost } from "../platform";
import { useProgram } from "../program";
import { keyName } from "../shortcuts";
import { ZOOMS } from "../zoom";

/** How the program starts, closes and shows its window on this computer. */
export function ProgramSection({ host }: { host: ProgramHost }) {
  const { program, change } = useProgram(host);
  if (program.isError) return <ErrorPanel error={program.error} />;
  const { keepsRunning = null, startsAtLogin = null, hasTray = true, zoom = 100 } = program.data ?? {};
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
        <div className="settings-field">
          <Select
            label={t`Zoom`}
            value={String(zoom)}
            options={ZOOMS.map((percent) => ({ id: String(percent), text: `${percent} %` }))}
            onChange={(percent) => change.mutate({ zoom: Number(percent) })}
            help={t`${keyName("+")} and ${keyName("−")} change it, ${keyName("0")} is 100 %.`}
          />
        </div>
      </div>
    </Section>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ScheduleInfo } from "../bindings/ScheduleInfo";
import { Button, Icon } from "../parts";
import { showSchedule } from "../router";
import { useZone } from "../settings";
import { nowMicros } from "../time";
import { attentionOf, HEALTH } from "./schedule/health";

/** What should have run and did not, and what fails: a line for each schedule that somebody should look after. */
export function Attention({ schedules }: { schedules: readonly ScheduleInfo[] }) {
  const zone = useZone();
  const now = nowMicros();
  const lines = schedules.flatMap((schedule) => {
    const words = attentionOf(schedule, zone, now);
    return words === null ? [] : [{ schedule, words }];
  });
  if (lines.length === 0) return null;
  return (
    <section className="attention" aria-label={t`Needs attention`}>
      <ul>
        {lines.map(({ schedule, words }) => {
          const isBad = HEALTH[schedule.health].kind === "bad";
          return (
            <li key={schedule.id} className={`notice ${isBad ? "error" : "warning"}`}>
              <Icon name={isBad ? "fail" : "warning"} />
              <div className="grow break">
                <strong>{schedule.setup.name}</strong> {words}
              </div>
              <Button aria-label={t`Show ${schedule.setup.name}`} onPress={() => showSchedule(schedule.id)}>
                <Trans>Show</Trans>
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

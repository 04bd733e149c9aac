import { t } from "@lingui/core/macro";
import { Link } from "react-aria-components";
import { troubleWords } from "../exports/destinations/state";
import { scheduleTrouble } from "../exports/schedule/health";
import { Icon, IconButton, Tooltip, TroubleMark, type IconName } from "../parts";
import { navigatePage, type Page } from "../router";
import { useQueryOf } from "../rpc";
import { keyName } from "../shortcuts";
import { nowMicros } from "../time";

export const PAGES: readonly { id: Page; title: string; icon: IconName }[] = [
  { id: "review", title: t`Review`, icon: "search" },
  { id: "usage", title: t`Usage`, icon: "chart" },
  { id: "samples", title: t`Samples`, icon: "sample" },
  { id: "sources", title: t`Sources`, icon: "server" },
  { id: "exports", title: t`Exports`, icon: "upload" },
  { id: "settings", title: t`Settings`, icon: "settings" },
];

/** The way between the pages. */
export function Rail({ page, onHelp }: { page: Page; onHelp: () => void }) {
  const { data: destinations } = useQueryOf("destination_list", {});
  const { data: schedules } = useQueryOf("schedule_list", {});
  const trouble = scheduleTrouble(schedules ?? []) ?? troubleWords(destinations ?? [], nowMicros());
  return (
    <nav className="rail" aria-label={t`Pages`}>
      {PAGES.map(({ id, title, icon }, index) => (
        <Tooltip key={id} text={`${title} (${keyName(String(index + 1))})`}>
          <Link className="rail-item" onPress={() => navigatePage(id)} {...(id === page && { "aria-current": "page" })}>
            <Icon name={icon} size={18} />
            <span>{title}</span>
            {id === "exports" && trouble !== null && <TroubleMark text={trouble} />}
          </Link>
        </Tooltip>
      ))}
      <div className="grow" />
      <IconButton icon="help" label={t`Keyboard`} shortcut="?" onPress={onHelp} />
    </nav>
  );
}

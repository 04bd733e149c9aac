import { Link } from "react-aria-components";
import { Icon, IconButton, Tooltip, type IconName } from "../parts";
import { navigatePage, type Page } from "../router";
import { keyName } from "../shortcuts";

export const PAGES: readonly { id: Page; title: string; icon: IconName }[] = [
  { id: "review", title: "Review", icon: "search" },
  { id: "sources", title: "Sources", icon: "server" },
  { id: "exports", title: "Exports", icon: "upload" },
  { id: "settings", title: "Settings", icon: "settings" },
];

/** The way between the pages. */
export function Rail({ page, onHelp }: { page: Page; onHelp: () => void }) {
  return (
    <nav className="rail" aria-label="Pages">
      {PAGES.map(({ id, title, icon }, index) => (
        <Tooltip key={id} text={`${title} (${keyName(String(index + 1))})`}>
          <Link className="rail-item" onPress={() => navigatePage(id)} {...(id === page && { "aria-current": "page" })}>
            <Icon name={icon} size={18} />
            <span>{title}</span>
          </Link>
        </Tooltip>
      ))}
      <div className="grow" />
      <IconButton icon="help" label="Keyboard" shortcut="?" onPress={onHelp} />
    </nav>
  );
}

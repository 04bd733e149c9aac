import { t } from "@lingui/core/macro";
import { Dialog } from "../parts";
import { shortcutGroups } from "../shortcuts";

/** All keys on one sheet. */
export function CheatSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title={t`Keyboard`} size="wide" isText isOpen={isOpen} onClose={onClose}>
      <div className="keys">
        {shortcutGroups().map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {shortcuts.map(({ keys, does }) => (
                <div key={does} className="row">
                  <dt className="row wrap">
                    {keys.map((key) => (
                      <kbd key={key} className="kbd">
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { Button, Dialog, tellError } from "../parts";
import type { ProgramHost } from "../platform";
import { settled } from "../rpc";

/** Asks, the first time the window is closed while there are schedules, whether the program goes on without it. */
export function ClosingQuestion({ host }: { host: ProgramHost }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    let isGone = false;
    let stop = (): void => undefined;
    host
      .onClosing(() => setIsOpen(true))
      .then(
        (unlisten) => {
          if (isGone) unlisten();
          else stop = unlisten;
        },
        // Closing a second time ends the program.
        () => undefined,
      );
    return () => {
      isGone = true;
      stop();
    };
  }, [host]);

  function answer(keepsRunning: boolean | null): void {
    setIsOpen(false);
    settled(host.answerClosing(keepsRunning)).catch(tellError);
  }
  return (
    <Dialog
      title={t`Keep schedules running?`}
      isOpen={isOpen}
      onClose={() => answer(null)}
      role="alertdialog"
      actions={
        <>
          <Button onPress={() => answer(false)}>
            <Trans>Quit</Trans>
          </Button>
          <Button kind="primary" onPress={() => answer(true)}>
            <Trans>Keep running</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          Auditdesk can go on without its window, so that schedules run on time. Its icon in the tray, or starting it
          again, brings the window back.
        </Trans>
      </p>
      <p className="quiet">
        <Trans>
          If it quits, runs that are missed are caught up when it is started again. This is asked once; Settings has it,
          too.
        </Trans>
      </p>
    </Dialog>
  );
}

import { Trans } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { Icon } from "../parts";
import { platform } from "../platform";
import { openSourceDialog } from "../router";
import { dropPaths } from "./paths";
import "./import.css";

/** Takes files that are dropped anywhere on the window, and says so while they are over it. */
export function FilesDropped() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    let isGone = false;
    let stop = (): void => undefined;
    platform
      .onFilesDragged((drag) => {
        setIsOver(drag.type === "over");
        if (drag.type !== "dropped" || drag.paths.length === 0) return;
        dropPaths(drag.paths);
        openSourceDialog("import");
      })
      .then(
        (unlisten) => {
          if (isGone) unlisten();
          else stop = unlisten;
        },
        // Without it files are chosen or typed: nothing is lost that would have to be told.
        () => undefined,
      );
    return () => {
      isGone = true;
      stop();
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className="files-over" role="status">
      <Icon name="file" size={28} />
      <strong>
        <Trans>Drop to import</Trans>
      </strong>
      <span className="quiet">
        <Trans>Nothing is brought in before you have seen what it is.</Trans>
      </span>
    </div>
  );
}

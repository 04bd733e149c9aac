import { t } from "@lingui/core/macro";
import { EmptyState, ErrorPanel, Loading, Toasts } from "./parts";
import { platform } from "./platform";
import { useQueryOf } from "./rpc";
import { useTheme } from "./settings";
import { Shell } from "./shell/Shell";
import { StartPage } from "./start/StartPage";
import { UnlockPage } from "./start/UnlockPage";
import { ZoomKeys } from "./zoom";

/** The window: start, unlock, or the pages, by the state of the workspace. */
export function App() {
  return (
    <>
      <Window />
      <Toasts />
      {platform.program && <ZoomKeys host={platform.program} />}
    </>
  );
}

function Window() {
  const status = useQueryOf("workspace_status", {});
  if (status.isPending) return <Loading />;
  if (status.isError) {
    return (
      <EmptyState icon="database" title={t`The workspace cannot be read`}>
        <ErrorPanel
          error={status.error}
          actions={{ retry: () => void status.refetch(), reload: () => void status.refetch() }}
        />
      </EmptyState>
    );
  }
  switch (status.data.state) {
    case "missing":
      return <StartPage status={status.data} />;
    case "locked":
      return <UnlockPage status={status.data} />;
    case "open":
      return <OpenWindow key={`${status.data.path} ${status.data.sample}`} />;
  }
}

// The theme is a setting of the workspace: before it is open, the system's theme holds.
function OpenWindow() {
  useTheme();
  return <Shell />;
}

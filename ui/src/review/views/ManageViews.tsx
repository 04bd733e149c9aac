import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SavedView } from "../../bindings/SavedView";
import type { ViewDefinition } from "../../bindings/ViewDefinition";
import { Button, Dialog, EmptyState, IconButton, ReadFile, tell, tellError } from "../../parts";
import { saveFile } from "../../files";
import { rpc, toRpcError, useCommand, useQueryOf } from "../../rpc";
import { useZone } from "../../settings";
import { formatMoment } from "../../time";

interface Props {
  views: readonly SavedView[];
  onApply: (definition: ViewDefinition) => void;
  onClose: () => void;
}

/** Every saved view with its versions: apply, hand on, bring in, forget. */
export function ManageViews({ views, onApply, onClose }: Props) {
  const [chosen, setChosen] = useState<number | null>(views[0]?.id ?? null);
  const view = views.find(({ id }) => id === chosen) ?? views[0];
  const read = useCommand("saved_view_read", {
    onSuccess: (saved) => {
      setChosen(saved.id);
      tell(t`${saved.name} brought in`, t`Version ${saved.version}`);
    },
    onError: tellError,
  });
  return (
    <Dialog
      title={t`Saved views`}
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <ReadFile label={t`Bring in a file…`} types={[".json"]} onText={(text) => read.mutate({ text })} />
          <span className="grow" />
          <Button onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
        </>
      }
    >
      {!view ? (
        <EmptyState icon="bookmark" title={t`No view is saved yet`}>
          <Trans>
            Set a filter in Review, then “Save this view…”. A file from another machine can be brought in here.
          </Trans>
        </EmptyState>
      ) : (
        <div className="manage-views">
          <ul aria-label={t`Saved views`}>
            {views.map((other) => (
              <li key={other.id}>
                <button
                  type="button"
                  className="views-item"
                  aria-current={other.id === view.id}
                  onClick={() => setChosen(other.id)}
                >
                  <span className="cut">{other.name}</span>
                  <span className="faint">
                    <Trans>version {other.version}</Trans>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <Versions
            key={view.id}
            view={view}
            onApply={(definition) => {
              onApply(definition);
              onClose();
            }}
          />
        </div>
      )}
    </Dialog>
  );
}

function Versions({ view, onApply }: { view: SavedView; onApply: (definition: ViewDefinition) => void }) {
  const zone = useZone();
  const { data: versions = [view] } = useQueryOf("saved_view_versions", { id: view.id, version: null });
  const [sure, setSure] = useState(false);
  const remove = useCommand("saved_view_remove", { onError: tellError });
  return (
    <section className="stack" aria-label={view.name}>
      <header className="row">
        <h3 className="cut grow">{view.name}</h3>
        {sure ? (
          <>
            <span className="quiet">
              <Trans>Forget all versions?</Trans>
            </span>
            <Button onPress={() => setSure(false)}>
              <Trans>Keep</Trans>
            </Button>
            <Button kind="danger" onPress={() => remove.mutate({ id: view.id, version: null })}>
              <Trans>Forget</Trans>
            </Button>
          </>
        ) : (
          <IconButton icon="trash" label={t`Forget ${view.name}`} onPress={() => setSure(true)} />
        )}
      </header>
      <ol className="view-versions">
        {versions.map((version) => (
          <li key={version.version} className="stack tight">
            <div className="row">
              <strong>
                <Trans>Version {version.version}</Trans>
              </strong>
              <span className="faint cut">
                {formatMoment(version.saved_at, zone)}, {version.saved_by}
              </span>
              <span className="grow" />
              <Button onPress={() => onApply(version.definition)}>
                <Trans>Show</Trans>
              </Button>
              <Button icon="download" onPress={() => void handOn(version)}>
                <Trans>Save as file…</Trans>
              </Button>
            </div>
            <code className="break">{version.definition.filter || t`every entry`}</code>
            <span className="faint mono cut" title={version.sha256}>
              SHA-256 {version.sha256}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

async function handOn({ id, version }: SavedView): Promise<void> {
  try {
    await saveFile(await rpc("saved_view_file", { id, version }));
  } catch (thrown) {
    tellError(toRpcError(thrown));
  }
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SavedView } from "../../bindings/SavedView";
import type { ViewDefinition } from "../../bindings/ViewDefinition";
import { Button, Icon, Popover } from "../../parts";
import { useQueryOf } from "../../rpc";
import { ManageViews } from "./ManageViews";
import { SaveViewDialog } from "./SaveViewDialog";
import "./views.css";

interface Props {
  /** What is on screen. */
  definition: ViewDefinition;
  onApply: (definition: ViewDefinition) => void;
}

/** The saved views, and the ways to save what is on screen and to manage them. */
export function ViewsMenu({ definition, onApply }: Props) {
  const { data: views = [] } = useQueryOf("saved_view_list", {});
  const [dialog, setDialog] = useState<"save" | "manage" | null>(null);
  const shown = views.find((view) => isShown(view, definition));

  return (
    <>
      <Popover
        label={t`Saved views`}
        placement="bottom end"
        trigger={
          <Button icon="bookmark">
            <span className="views-name">{shown?.name ?? t`Views`}</span>
            <Icon name="chevron-down" size={13} />
          </Button>
        }
      >
        {(close) => (
          <div className="views">
            {views.length === 0 && (
              <p className="faint">
                <Trans>No view is saved yet.</Trans>
              </p>
            )}
            <ul aria-label={t`Saved views`}>
              {views.map((view) => (
                <li key={view.id}>
                  <button
                    type="button"
                    className="views-item"
                    aria-current={view.id === shown?.id}
                    onClick={() => {
                      onApply(view.definition);
                      close();
                    }}
                  >
                    <span className="cut">{view.name}</span>
                    <span className="faint mono cut">{view.definition.filter || t`every entry`}</span>
                  </button>
                </li>
              ))}
            </ul>
            <div className="views-foot">
              <Button
                kind="quiet"
                icon="plus"
                onPress={() => {
                  close();
                  setDialog("save");
                }}
              >
                <Trans>Save this view…</Trans>
              </Button>
              <Button
                kind="quiet"
                onPress={() => {
                  close();
                  setDialog("manage");
                }}
              >
                <Trans>Manage…</Trans>
              </Button>
            </div>
          </div>
        )}
      </Popover>
      {dialog === "save" && <SaveViewDialog views={views} definition={definition} onClose={() => setDialog(null)} />}
      {dialog === "manage" && <ManageViews views={views} onApply={onApply} onClose={() => setDialog(null)} />}
    </>
  );
}

function isShown({ definition: saved }: SavedView, definition: ViewDefinition): boolean {
  return (
    saved.filter === definition.filter &&
    saved.sort.field === definition.sort.field &&
    saved.sort.descending === definition.sort.descending
  );
}

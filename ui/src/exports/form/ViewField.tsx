import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Notice, Select } from "../../parts";
import { useQueryOf } from "../../rpc";
import type { ExportDraft } from "./draft";

interface Props {
  draft: ExportDraft;
  onChange: (part: Partial<ExportDraft>) => void;
}

/** Takes the filter from a saved view. A schedule keeps the version that it took. */
export function ViewField({ draft, onChange }: Props) {
  const { data: views = [] } = useQueryOf("saved_view_list", {});
  if (views.length === 0) return null;
  const used = draft.view;
  const newest = views.find(({ id }) => id === used?.id);

  function take(id: string): void {
    const view = views.find((candidate) => String(candidate.id) === id);
    if (!view) return onChange({ view: null });
    const { name, version, sha256, definition } = view;
    onChange({ filter: definition.filter, view: { id: view.id, name, version, sha256 } });
  }

  return (
    <>
      <Select
        label={t`Saved view`}
        value={used === null ? OWN : String(used.id)}
        onChange={take}
        options={[
          { id: OWN, text: t`None: the filter below` },
          ...views.map(({ id, name, version }) => ({
            id: String(id),
            text: t`${name}, version ${id === used?.id ? used.version : version}`,
          })),
        ]}
      />
      {used !== null && newest !== undefined && newest.version > used.version && (
        <Notice>
          <Trans>
            This is version {used.version} of {used.name}; version {newest.version} is newer. Choose the view again to
            take it.
          </Trans>
        </Notice>
      )}
    </>
  );
}

const OWN = "";

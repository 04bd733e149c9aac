import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Checkbox, Select, TextField } from "../parts";
import { isPlaceFilled, WAYS, withKind, type PlaceDraft, type PlaceKind } from "./draft";
import { FolderField } from "./FolderField";
import { SignInFields } from "./SignInFields";

const KINDS: readonly { id: PlaceKind; text: string }[] = [
  { id: "amazon", text: "Amazon S3" },
  { id: "compatible", text: t`S3-compatible storage` },
  { id: "gcs", text: t`Google Cloud Storage` },
  { id: "azure", text: t`Azure Blob Storage` },
  { id: "folder", text: t`Folder on this computer` },
];

/** What a place is for: exports are written to it, or logs read from it. */
export type PlaceUse = "write" | "read";

export interface PlaceFieldsProps {
  draft: PlaceDraft;
  use: PlaceUse;
  onChange: (change: Partial<PlaceDraft>) => void;
  /** The bucket or folder was left: a name can be suggested. */
  onLeft: () => void;
}

/** A bucket or folder and what signs in to it; rare fields are in `MoreFields`. */
export function PlaceFields({ draft, use, onChange, onLeft }: PlaceFieldsProps) {
  return (
    <>
      <Select
        label={t`Where`}
        options={KINDS}
        value={draft.kind}
        onChange={(kind) => onChange(withKind(draft, kind))}
        {...(draft.kind === "compatible" && { help: t`MinIO, Ceph, Garage, Cloudflare R2, Backblaze B2 and others.` })}
      />
      {draft.kind === "folder" ? (
        <FolderField
          path={draft.path}
          title={use === "write" ? t`Folder for exports` : t`Folder with audit logs`}
          help={
            use === "write"
              ? t`An absolute path on this computer or a mounted share. It must exist.`
              : t`An absolute path on this computer or a mounted share. Nothing in it is changed.`
          }
          onChange={(path) => onChange({ path })}
          onLeft={onLeft}
        />
      ) : (
        <BucketFields draft={draft} onChange={onChange} onLeft={onLeft} />
      )}
      {WAYS[draft.kind].length > 1 && <SignInFields draft={draft} use={use} onChange={onChange} />}
    </>
  );
}

function BucketFields({ draft, onChange, onLeft }: Omit<PlaceFieldsProps, "use">) {
  const bucket = (
    <TextField
      label={t`Bucket`}
      value={draft.bucket}
      onChange={(name) => onChange({ bucket: name })}
      onBlur={() => isPlaceFilled(draft) && onLeft()}
      mono
    />
  );
  switch (draft.kind) {
    case "amazon":
    case "compatible":
      return (
        <>
          {draft.kind === "compatible" && (
            <TextField
              label={t`Endpoint`}
              value={draft.endpoint}
              onChange={(endpoint) => onChange({ endpoint })}
              placeholder="https://s3.example.com"
              mono
            />
          )}
          <div className="form-pair">
            {bucket}
            <TextField
              label={t`Region`}
              value={draft.region}
              onChange={(region) => onChange({ region })}
              placeholder="us-east-1"
              mono
            />
          </div>
          {draft.kind === "compatible" && <PathStyle draft={draft} onChange={onChange} />}
        </>
      );
    case "azure":
      return (
        <div className="form-pair even">
          <TextField
            label={t`Storage account`}
            value={draft.account}
            onChange={(account) => onChange({ account })}
            mono
          />
          <TextField
            label={t`Container`}
            value={draft.container}
            onChange={(container) => onChange({ container })}
            onBlur={onLeft}
            mono
          />
        </div>
      );
    default:
      return bucket;
  }
}

/** Where the bucket stands in an address. */
export function PathStyle({ draft, onChange }: Pick<PlaceFieldsProps, "draft" | "onChange">) {
  return (
    <Checkbox
      isSelected={draft.pathStyle}
      onChange={(pathStyle) => onChange({ pathStyle })}
      help={t`endpoint/bucket/key instead of bucket.endpoint/key`}
    >
      <Trans>Path style</Trans>
    </Checkbox>
  );
}

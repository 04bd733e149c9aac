import { CaField } from "../../connection/CaField";
import { Button, Checkbox, PasswordField, Select, tellError, TextField } from "../../parts";
import { platform } from "../../platform";
import { toRpcError } from "../../rpc";
import type { FieldsProps } from "./ConnectionFields";
import { placeOf, secretLabel, type PlaceDraft, type PlaceKind } from "./place";

const KINDS: readonly { id: PlaceKind; text: string }[] = [
  { id: "amazon", text: "Amazon S3" },
  { id: "compatible", text: "S3-compatible storage" },
  { id: "gcs", text: "Google Cloud Storage" },
  { id: "azure", text: "Azure Blob Storage" },
  { id: "folder", text: "Folder on this computer" },
];

/** A bucket or folder to read from, the prefix of its keys, and the secret that opens it. */
export function PlaceFields({ draft, isStored, onChange, onLeft }: FieldsProps) {
  const { place } = draft;
  const secret = secretLabel(placeOf(place, ""));
  const change = (part: Partial<PlaceDraft>) => onChange({ place: { ...place, ...part } });
  return (
    <>
      <Select
        label="Where"
        options={KINDS}
        value={place.kind}
        // A secret that was typed for one storage is none for another.
        onChange={(kind) => onChange({ place: { ...place, kind }, secret: "" })}
      />
      {place.kind === "folder" ? (
        <FolderField path={place.path} onChange={(path) => change({ path })} onLeft={onLeft} />
      ) : (
        <BucketFields place={place} onChange={change} onLeft={onLeft} />
      )}
      {secret !== null && (
        <PasswordField
          label={secret}
          value={draft.secret}
          onChange={(typed) => onChange({ secret: typed })}
          placeholder={isStored ? "Keep what is stored" : ""}
          help="Kept in the encrypted workspace. It needs to list and read only."
        />
      )}
      <TextField
        label="Prefix"
        value={draft.prefix}
        onChange={(prefix) => onChange({ prefix })}
        help="What the keys begin with; “audit” finds “audit-logs/…”, too. Empty for every object."
        mono
      />
      {place.kind === "compatible" && <CaField value={draft.caPem} onChange={(caPem) => onChange({ caPem })} />}
    </>
  );
}

interface BucketProps {
  place: PlaceDraft;
  onChange: (change: Partial<PlaceDraft>) => void;
  onLeft: () => void;
}

function BucketFields({ place, onChange, onLeft }: BucketProps) {
  const bucket = (
    <TextField
      label="Bucket"
      value={place.bucket}
      onChange={(name) => onChange({ bucket: name })}
      onBlur={onLeft}
      mono
    />
  );
  switch (place.kind) {
    case "amazon":
    case "compatible":
      return (
        <>
          {place.kind === "compatible" && (
            <TextField
              label="Endpoint"
              value={place.endpoint}
              onChange={(endpoint) => onChange({ endpoint })}
              placeholder="https://s3.example.com"
              mono
            />
          )}
          <div className="form-pair">
            {bucket}
            <TextField
              label="Region"
              value={place.region}
              onChange={(region) => onChange({ region })}
              placeholder="us-east-1"
              mono
            />
          </div>
          {place.kind === "compatible" && (
            <Checkbox
              isSelected={place.pathStyle}
              onChange={(pathStyle) => onChange({ pathStyle })}
              help="endpoint/bucket/key instead of bucket.endpoint/key"
            >
              Path style
            </Checkbox>
          )}
          <TextField
            label="Access key id"
            value={place.accessKeyId}
            onChange={(accessKeyId) => onChange({ accessKeyId })}
            mono
          />
        </>
      );
    case "azure":
      return (
        <>
          <div className="form-pair even">
            <TextField
              label="Storage account"
              value={place.account}
              onChange={(account) => onChange({ account })}
              mono
            />
            <TextField
              label="Container"
              value={place.container}
              onChange={(container) => onChange({ container })}
              onBlur={onLeft}
              mono
            />
          </div>
          <TextField
            label="Endpoint"
            value={place.endpoint}
            onChange={(endpoint) => onChange({ endpoint })}
            placeholder={`https://${place.account.trim() || "account"}.blob.core.windows.net`}
            mono
          />
          <div className="form-pair even">
            <TextField
              label="Tenant id"
              value={place.tenantId}
              onChange={(tenantId) => onChange({ tenantId })}
              help="Of an application that signs in. Empty with an account key."
              mono
            />
            <TextField label="Client id" value={place.clientId} onChange={(clientId) => onChange({ clientId })} mono />
          </div>
        </>
      );
    default:
      return bucket;
  }
}

interface FolderProps {
  path: string;
  onChange: (path: string) => void;
  onLeft: () => void;
}

function FolderField({ path, onChange, onLeft }: FolderProps) {
  async function choose(): Promise<void> {
    try {
      const chosen = await platform.chooseFolder("Folder with audit logs");
      if (chosen !== null) onChange(chosen);
    } catch (error) {
      tellError(toRpcError(error));
    }
  }
  return (
    <TextField
      label="Folder"
      value={path}
      onChange={onChange}
      onBlur={onLeft}
      help="An absolute path on this computer or a mounted share. Nothing in it is changed."
      mono
      after={platform.canChooseFiles ? <Button onPress={() => void choose()}>Choose…</Button> : null}
    />
  );
}

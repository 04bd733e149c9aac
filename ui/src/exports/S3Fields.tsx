import { CaField } from "../connection/CaField";
import { Checkbox, PasswordField, TextField } from "../parts";
import type { Draft } from "./destinationDraft";

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

/** Where the bucket is and what opens it. */
export function S3Fields({ draft, onChange }: Props) {
  return (
    <>
      <div className="form-pair">
        <TextField
          label="Endpoint"
          value={draft.endpoint}
          // Stores outside Amazon rarely have a name per bucket.
          onChange={(endpoint) => onChange({ endpoint, ...(draft.endpoint === "" && { pathStyle: endpoint !== "" }) })}
          placeholder="https://s3.example.com"
          help="Empty for Amazon S3."
          mono
        />
        <TextField
          label="Region"
          value={draft.region}
          onChange={(region) => onChange({ region })}
          placeholder="us-east-1"
          mono
        />
      </div>
      <TextField label="Bucket" value={draft.bucket} onChange={(bucket) => onChange({ bucket })} mono />
      <Checkbox
        isSelected={draft.pathStyle}
        onChange={(pathStyle) => onChange({ pathStyle })}
        help="endpoint/bucket/key instead of bucket.endpoint/key"
      >
        Path style
      </Checkbox>
      <div className="form-pair even">
        <TextField
          label="Access key id"
          value={draft.accessKeyId}
          onChange={(accessKeyId) => onChange({ accessKeyId })}
          mono
        />
        <PasswordField
          label="Secret access key"
          value={draft.secretKey}
          onChange={(secretKey) => onChange({ secretKey })}
          placeholder={draft.stored ? "Keep what is stored" : ""}
          help="Needs s3:PutObject only. Kept in the encrypted workspace."
        />
      </div>
      <CaField value={draft.caPem} onChange={(caPem) => onChange({ caPem })} />
    </>
  );
}

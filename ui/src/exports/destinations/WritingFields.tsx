import { t } from "@lingui/core/macro";
import type { Encryption } from "../../bindings/Encryption";
import { Select, TextField } from "../../parts";
import type { PlaceKind } from "../../place/draft";
import { ENCRYPTIONS, typedLimit, type Draft } from "./draft";

const ENCRYPTION_NAMES: Record<Encryption["kind"], string> = {
  bucket: t`As the bucket says`,
  managed: t`Keys of the storage (SSE-S3)`,
  kms: t`A key of the key management service (KMS)`,
};

const CLASSES: Record<PlaceKind, string> = {
  amazon: "STANDARD_IA, GLACIER_IR",
  compatible: "REDUCED_REDUNDANCY",
  gcs: "NEARLINE, COLDLINE",
  azure: "Cool, Cold, Archive",
  folder: "",
};

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

/** How objects are written: encryption, storage class, and how fast. */
export function WritingFields({ draft, onChange }: Props) {
  const { kind } = draft.place;
  const encryptions = ENCRYPTIONS[kind];
  const isKms = draft.encryption === "kms" && encryptions.includes("kms");
  return (
    <>
      {encryptions.length > 0 && (
        <div className="form-pair even">
          <Select<Encryption["kind"]>
            label={t`Encryption`}
            value={encryptions.includes(draft.encryption) ? draft.encryption : "bucket"}
            onChange={(encryption) => onChange({ encryption })}
            options={encryptions.map((id) => ({ id, text: ENCRYPTION_NAMES[id] }))}
          />
          {isKms && (
            <TextField
              label={t`KMS key`}
              value={draft.keyId}
              onChange={(keyId) => onChange({ keyId })}
              placeholder={
                kind === "gcs"
                  ? "projects/…/locations/…/keyRings/…/cryptoKeys/…"
                  : "arn:aws:kms:eu-central-1:111122223333:key/…"
              }
              {...(kind !== "gcs" && { help: t`Id or ARN. Empty: the account's own key, aws/s3.` })}
              mono
            />
          )}
        </div>
      )}
      <div className="form-pair even">
        <TextField
          label={kind === "azure" ? t`Access tier` : t`Storage class`}
          value={draft.storageClass}
          onChange={(storageClass) => onChange({ storageClass })}
          placeholder={t`As the bucket says`}
          help={t`For example ${CLASSES[kind]}.`}
          mono
        />
        <TextField
          label={t`Bandwidth limit (MB/s)`}
          value={draft.limit}
          onChange={(limit) => onChange({ limit })}
          placeholder={t`No limit`}
          help={t`Megabytes per second, for example 2.5.`}
          error={typedLimit(draft.limit) === undefined ? t`A number above 0, or nothing.` : null}
        />
      </div>
    </>
  );
}

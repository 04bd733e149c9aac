import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { Checkbox, ReadFile, TextField } from "../parts";

interface Props {
  value: string;
  onChange: (pem: string) => void;
}

/** An additional certificate authority: pasted, or read from a file. */
export function CaField({ value, onChange }: Props) {
  const [wanted, setWanted] = useState(value !== "");
  return (
    <div className="stack">
      <Checkbox
        isSelected={wanted}
        onChange={(selected) => {
          setWanted(selected);
          if (!selected) onChange("");
        }}
        help={t`For a server with a certificate of your own organisation. Trusted for this connection only.`}
      >
        <Trans>Trust an additional certificate authority</Trans>
      </Checkbox>
      {wanted && (
        <div className="stack tight">
          <TextField
            label={t`Certificate (PEM)`}
            value={value}
            onChange={onChange}
            rows={4}
            mono
            placeholder="-----BEGIN CERTIFICATE-----"
          />
          <div className="row">
            <ReadFile types={[".pem", ".crt", ".cer"]} onText={onChange} />
          </div>
        </div>
      )}
    </div>
  );
}

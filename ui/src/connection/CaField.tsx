import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { Button, Checkbox, TextField } from "../parts";

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
        help="For a server with a certificate of your own organisation. Trusted for this connection only."
      >
        Trust an additional certificate authority
      </Checkbox>
      {wanted && (
        <div className="stack tight">
          <TextField
            label="Certificate (PEM)"
            value={value}
            onChange={onChange}
            rows={4}
            mono
            placeholder="-----BEGIN CERTIFICATE-----"
          />
          <div className="row">
            <FileTrigger
              acceptedFileTypes={[".pem", ".crt", ".cer"]}
              onSelect={(files) => {
                void files?.[0]?.text().then(onChange);
              }}
            >
              <Button icon="file">Read from file…</Button>
            </FileTrigger>
          </div>
        </div>
      )}
    </div>
  );
}

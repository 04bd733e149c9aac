import { t } from "@lingui/core/macro";
import { useState } from "react";
import { Section, TextField } from "../parts";
import { useQueryOf } from "../rpc";
import { useSettings } from "../settings";

/** The name under what the user says of entries. */
export function ReviewerSection() {
  const [settings, change] = useSettings();
  const { data: about } = useQueryOf("about", {});
  const [name, setName] = useState<string | null>(null);
  return (
    <Section title={t`Reviewing`}>
      <div className="settings-field">
        <TextField
          label={t`Your name`}
          value={name ?? settings.reviewer}
          onChange={setName}
          onBlur={() => {
            if (name !== null && name.trim() !== settings.reviewer) change({ reviewer: name.trim() });
            setName(null);
          }}
          maxLength={80}
          placeholder={about?.system_user ?? ""}
          help={t`Stands under every disposition, tag and note from now on. Empty: the name that the system has.`}
        />
      </div>
    </Section>
  );
}

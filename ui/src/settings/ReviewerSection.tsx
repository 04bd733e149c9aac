import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { Section, Switch, TextField } from "../parts";
import { useQueryOf } from "../rpc";
import { useSettings } from "../settings";
import { Looks } from "./Looks";

/** The name under what the user says of entries, and whether payloads are behind a reason. */
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
      <Switch
        isSelected={settings.asks_reason}
        onChange={(asks) => change({ asks_reason: asks })}
        help={t`Lists, fields, counts and searches work as before. Exports with payloads do not ask: their runs are on record.`}
      >
        <Trans>Ask for a reason before a payload is shown</Trans>
      </Switch>
      <Looks />
    </Section>
  );
}

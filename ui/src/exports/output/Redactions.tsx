import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, IconButton, Menu, MenuItem, TextField } from "../../parts";
import { newRedaction, REDACTION_KINDS, type RedactionDraft, type RedactionKind } from "./redaction";

const KINDS = Object.keys(REDACTION_KINDS) as RedactionKind[];

interface Props {
  value: readonly RedactionDraft[];
  onChange: (redactions: readonly RedactionDraft[]) => void;
}

/** What is taken out of each row: a line for each rule. */
export function Redactions({ value, onChange }: Props) {
  function change(key: number, part: Partial<RedactionDraft>): void {
    onChange(value.map((redaction) => (redaction.key === key ? { ...redaction, ...part } : redaction)));
  }
  return (
    <div className="stack tight" role="group" aria-label={t`Redactions`}>
      <span className="label">
        <Trans>Redactions</Trans>
      </span>
      <span className="help">
        <Trans>What a rule finds is replaced by [redacted: its name]. The manifest of a run counts it.</Trans>
      </span>
      {value.map((redaction) => (
        <Line
          key={redaction.key}
          redaction={redaction}
          onChange={(part) => change(redaction.key, part)}
          onRemove={() => onChange(value.filter(({ key }) => key !== redaction.key))}
        />
      ))}
      <div className="row">
        <Menu
          label={t`Kinds of redactions`}
          trigger={
            <Button icon="plus">
              <Trans>Add redaction</Trans>
            </Button>
          }
        >
          {KINDS.map((kind) => (
            <MenuItem
              key={kind}
              text={REDACTION_KINDS[kind].text}
              onAction={() => onChange([...value, newRedaction(kind, value)])}
            />
          ))}
        </Menu>
      </div>
    </div>
  );
}

interface LineProps {
  redaction: RedactionDraft;
  onChange: (part: Partial<RedactionDraft>) => void;
  onRemove: () => void;
}

function Line({ redaction: { name, kind, text }, onChange, onRemove }: LineProps) {
  const words = REDACTION_KINDS[kind];
  return (
    <fieldset className="redaction" aria-label={`${words.text}: ${name}`}>
      <div className="row">
        <strong className="grow">{words.text}</strong>
        <IconButton icon="trash" size="small" label={t`Remove ${name}`} onPress={onRemove} />
      </div>
      <div className="form-pair even">
        <TextField
          label={t`Name`}
          value={name}
          onChange={(typed) => onChange({ name: typed })}
          error={name.trim() === "" ? t`A name is needed.` : null}
        />
        {words.field !== null && (
          <TextField
            label={words.field}
            value={text}
            onChange={(typed) => onChange({ text: typed })}
            placeholder={words.placeholder}
            help={words.help}
            error={kind === "pointer" && text !== "" && !text.startsWith("/") ? t`A pointer begins with /.` : null}
            mono
          />
        )}
      </div>
    </fieldset>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, IconButton, Menu, MenuItem, RadioGroup } from "../../parts";
import { moved } from "./fields";

interface Props {
  /** The names to choose from, in their own order. */
  offered: readonly string[];
  /** The chosen fields in their order; `null`: all of them. */
  value: readonly string[] | null;
  onChange: (fields: readonly string[] | null) => void;
}

/** The fields of each row: all of them, or chosen ones in a chosen order. */
export function FieldsChoice({ offered, value, onChange }: Props) {
  const chosen = value ?? [];
  const left = offered.filter((field) => !chosen.includes(field));
  return (
    <div className="stack tight">
      <RadioGroup
        label={t`Fields`}
        isRow
        value={value === null ? "all" : "chosen"}
        onChange={(which) => onChange(which === "all" ? null : offered)}
        options={[
          { id: "all", text: t`All` },
          { id: "chosen", text: t`Chosen ones` },
        ]}
      />
      {value !== null && (
        <>
          <ol className="field-list" aria-label={t`Chosen fields`}>
            {chosen.map((field, at) => (
              <li key={field} className="row">
                <span className="mono grow cut" title={field}>
                  {field}
                </span>
                <IconButton
                  icon="arrow-up"
                  size="small"
                  label={t`Move ${field} up`}
                  isDisabled={at === 0}
                  onPress={() => onChange(moved(chosen, at, -1))}
                />
                <IconButton
                  icon="arrow-down"
                  size="small"
                  label={t`Move ${field} down`}
                  isDisabled={at === chosen.length - 1}
                  onPress={() => onChange(moved(chosen, at, 1))}
                />
                <IconButton
                  icon="close"
                  size="small"
                  label={t`Leave out ${field}`}
                  onPress={() => onChange(chosen.filter((other) => other !== field))}
                />
              </li>
            ))}
          </ol>
          {chosen.length === 0 && (
            <p className="field-error">
              <Trans>Choose one at least.</Trans>
            </p>
          )}
          <div className="row">
            <Menu
              label={t`Fields to add`}
              trigger={
                <Button icon="plus" isDisabled={left.length === 0}>
                  <Trans>Add field</Trans>
                </Button>
              }
            >
              {left.map((field) => (
                <MenuItem key={field} text={field} onAction={() => onChange([...chosen, field])} />
              ))}
            </Menu>
            <Button kind="quiet" isDisabled={chosen.length === 0} onPress={() => onChange([])}>
              <Trans>Leave out all</Trans>
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

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
        label="Fields"
        isRow
        value={value === null ? "all" : "chosen"}
        onChange={(which) => onChange(which === "all" ? null : offered)}
        options={[
          { id: "all", text: "All" },
          { id: "chosen", text: "Chosen ones" },
        ]}
      />
      {value !== null && (
        <>
          <ol className="field-list" aria-label="Chosen fields">
            {chosen.map((field, at) => (
              <li key={field} className="row">
                <span className="mono grow cut" title={field}>
                  {field}
                </span>
                <IconButton
                  icon="arrow-up"
                  size="small"
                  label={`Move ${field} up`}
                  isDisabled={at === 0}
                  onPress={() => onChange(moved(chosen, at, -1))}
                />
                <IconButton
                  icon="arrow-down"
                  size="small"
                  label={`Move ${field} down`}
                  isDisabled={at === chosen.length - 1}
                  onPress={() => onChange(moved(chosen, at, 1))}
                />
                <IconButton
                  icon="close"
                  size="small"
                  label={`Leave out ${field}`}
                  onPress={() => onChange(chosen.filter((other) => other !== field))}
                />
              </li>
            ))}
          </ol>
          {chosen.length === 0 && <p className="field-error">Choose one at least.</p>}
          <div className="row">
            <Menu
              label="Fields to add"
              trigger={
                <Button icon="plus" isDisabled={left.length === 0}>
                  Add field
                </Button>
              }
            >
              {left.map((field) => (
                <MenuItem key={field} text={field} onAction={() => onChange([...chosen, field])} />
              ))}
            </Menu>
            <Button kind="quiet" isDisabled={chosen.length === 0} onPress={() => onChange([])}>
              Leave out all
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

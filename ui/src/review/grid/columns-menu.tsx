import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import { Button, Checkbox, IconButton, Popover } from "../../parts";
import { DEFAULT_COLUMNS, moveColumn, toggleColumn } from "./columns";

interface Props {
  columns: readonly GridColumn[];
  fields: readonly FieldInfo[];
  onColumns: (columns: GridColumn[]) => void;
}

/** Chooses the grid's columns and their order. */
export function ColumnsButton({ columns, fields, onColumns }: Props) {
  const label = (column: GridColumn) => fields.find((info) => info.field === column.field)?.label ?? column.field;
  const rest = fields.filter((info) => columns.every((column) => column.field !== info.field));
  return (
    <Popover
      label={t`Columns`}
      placement="bottom end"
      trigger={
        <Button kind="quiet" icon="columns">
          <Trans>Columns</Trans>
        </Button>
      }
    >
      <div className="columns">
        {columns.map((column, index) => (
          <div key={column.field} className="row">
            <span className="grow">
              <Checkbox
                isSelected
                isDisabled={columns.length === 1}
                onChange={() => onColumns(toggleColumn(columns, column.field))}
              >
                {label(column)}
              </Checkbox>
            </span>
            <IconButton
              icon="arrow-up"
              size="small"
              label={t`Move ${label(column)} to the left`}
              isDisabled={index === 0}
              onPress={() => onColumns(moveColumn(columns, index, -1))}
            />
            <IconButton
              icon="arrow-down"
              size="small"
              label={t`Move ${label(column)} to the right`}
              isDisabled={index === columns.length - 1}
              onPress={() => onColumns(moveColumn(columns, index, 1))}
            />
          </div>
        ))}
        <hr />
        {rest.map((info) => (
          <Checkbox key={info.field} isSelected={false} onChange={() => onColumns(toggleColumn(columns, info.field))}>
            {info.label}
          </Checkbox>
        ))}
        <hr />
        <Button kind="quiet" onPress={() => onColumns([...DEFAULT_COLUMNS])}>
          <Trans>Back to the default</Trans>
        </Button>
      </div>
    </Popover>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Compression } from "../../bindings/Compression";
import type { Format } from "../../bindings/Format";
import { Checkbox, Disclosure, RadioGroup, Select, TextField } from "../../parts";
import { useQueryOf } from "../../rpc";
import { hasRareOutput, outputOf, typedMegabytes, typedRows, withPayload, type OutputDraft } from "./draft";
import { offeredNames } from "./fields";
import { FieldsChoice } from "./FieldsChoice";
import { Redactions } from "./Redactions";
import { RedactionTrial } from "./RedactionTrial";
import { COMPRESSIONS, FORMATS } from "./words";
import "./output.css";

interface Props {
  draft: OutputDraft;
  /** Which entries redactions can be tried on. */
  filter: string;
  zone: string;
  onChange: (change: Partial<OutputDraft>) => void;
}

const FORMAT_OPTIONS = (["jsonl", "csv", "parquet"] as const).map((id) => ({
  id,
  text: FORMATS[id].text,
  help: FORMATS[id].help,
}));
const COMPRESSION_OPTIONS = (["none", "gzip", "zstd"] as const).map((id) => ({ id, text: COMPRESSIONS[id] }));

/** What an export writes of each entry, and how: for one-time exports and schedules. */
export function OutputFields({ draft, filter, zone, onChange }: Props) {
  const { data: known } = useQueryOf("export_fields", {});
  return (
    <>
      <div className="form-pair even">
        <Select<Format>
          label={t`Format`}
          options={FORMAT_OPTIONS}
          value={draft.format}
          onChange={(format) => onChange({ format })}
          help={FORMATS[draft.format].help}
        />
        {draft.format !== "parquet" && (
          <Select<Compression>
            label={t`Compression`}
            options={COMPRESSION_OPTIONS}
            value={draft.compression}
            onChange={(compression) => onChange({ compression })}
          />
        )}
      </div>
      {draft.format === "csv" && (
        <Checkbox
          isSelected={draft.bom}
          onChange={(bom) => onChange({ bom })}
          help={t`Some spreadsheets need it to read umlauts and other scripts right.`}
        >
          <Trans>Begin with a byte order mark (BOM)</Trans>
        </Checkbox>
      )}
      <RadioGroup
        label={t`Content`}
        value={draft.payload ? "payload" : "metadata"}
        onChange={(content) => {
          const payload = content === "payload";
          onChange(known ? withPayload(draft, payload, offeredNames(known, payload)) : { payload });
        }}
        options={[
          { id: "payload", text: t`With request and response`, help: t`Headers and bodies as they are held here.` },
          { id: "metadata", text: t`Metadata only` },
        ]}
      />
      <Disclosure title={t`Fields, splitting, redaction`} isOpen={hasRareOutput(draft)}>
        {known && (
          <FieldsChoice
            offered={offeredNames(known, draft.payload)}
            value={draft.fields}
            onChange={(fields) => onChange({ fields })}
          />
        )}
        <div className="form-pair even">
          <TextField
            label={t`Rows per object`}
            value={draft.splitRows}
            onChange={(splitRows) => onChange({ splitRows })}
            placeholder={t`No limit`}
            error={typedRows(draft.splitRows) === undefined ? t`A whole number above 0, or nothing.` : null}
          />
          <TextField
            label={t`Megabytes per object`}
            value={draft.splitMegabytes}
            onChange={(splitMegabytes) => onChange({ splitMegabytes })}
            placeholder={t`No limit`}
            help={t`About, before compression.`}
            error={typedMegabytes(draft.splitMegabytes) === undefined ? t`A number above 0, or nothing.` : null}
          />
        </div>
        <Checkbox
          isSelected={draft.byDay}
          onChange={(byDay) => onChange({ byDay })}
          help={t`In folders dt=YYYY-MM-DD, so that query engines read only the days they need.`}
        >
          <Trans>An object for each day of the events</Trans>
        </Checkbox>
        <Redactions value={draft.redactions} onChange={(redactions) => onChange({ redactions })} />
        {draft.redactions.length > 0 && <RedactionTrial output={outputOf(draft)} filter={filter} zone={zone} />}
      </Disclosure>
    </>
  );
}

import { t } from "@lingui/core/macro";
import { PlaceFields } from "../../place/PlaceFields";
import { hasRareFields, type PlaceDraft } from "../../place/draft";
import { MoreFields } from "../../place/MoreFields";
import { Disclosure, TextField } from "../../parts";
import { writerOf, type Offer } from "../offers";
import type { SourceDraft } from "./draft";
import { MappingField } from "./MappingField";
import { AirbyteFields, ObotFields, PodwardenFields } from "./PlatformFields";

export interface FieldsProps {
  draft: SourceDraft;
  /** Whether a credential is stored that stays until another one is typed. */
  isStored: boolean;
  isNew: boolean;
  onChange: (change: Partial<SourceDraft>) => void;
  /** The address, bucket or folder was left: a name can be suggested. */
  onLeft: () => void;
}

/** The way to the source, by the platform. */
export function ConnectionFields({ offer, ...props }: FieldsProps & { offer: Offer }) {
  switch (offer) {
    case "obot":
      return <ObotFields {...props} />;
    case "podwarden":
      return <PodwardenFields {...props} />;
    case "airbyte-api":
      return <AirbyteFields {...props} />;
    default:
      return (
        <>
          {writerOf(offer) === "mapped" && (
            <MappingField value={props.draft.mapping} onChange={(mapping) => props.onChange({ mapping })} />
          )}
          <ObjectFields {...props} />
        </>
      );
  }
}

/** Where the objects are, and which of them. */
function ObjectFields({ draft, onChange, onLeft }: FieldsProps) {
  const { place } = draft;
  const change = (part: Partial<PlaceDraft>) => onChange({ place: { ...place, ...part } });
  return (
    <>
      <PlaceFields draft={place} use="read" onChange={change} onLeft={onLeft} />
      <TextField
        label={t`Prefix`}
        value={draft.prefix}
        onChange={(prefix) => onChange({ prefix })}
        help={t`What the keys begin with; “audit” finds “audit-logs/…”, too. Empty for every object.`}
        mono
      />
      {place.kind !== "folder" && (
        <Disclosure title={t`More`} isOpen={hasRareFields(place)}>
          <MoreFields draft={place} onChange={change} />
        </Disclosure>
      )}
    </>
  );
}

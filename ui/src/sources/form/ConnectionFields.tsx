import { writerOf, type Offer } from "../offers";
import type { SourceDraft } from "./draft";
import { MappingField } from "./MappingField";
import { AirbyteFields, ObotFields, PodwardenFields } from "./PlatformFields";
import { PlaceFields } from "./PlaceFields";

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
          <PlaceFields {...props} />
        </>
      );
  }
}

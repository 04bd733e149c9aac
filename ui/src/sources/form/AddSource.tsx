import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useId, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { SourceInfo } from "../../bindings/SourceInfo";
import { Dialog } from "../../parts";
import { openSourceDialog } from "../../router";
import { OFFERS, type Offer } from "../offers";
import { draftFor } from "./draft";
import { SourceForm } from "./SourceForm";
import "./form.css";

interface Props {
  sources: readonly SourceInfo[];
  onClose: () => void;
  onSaved: (source: SourceInfo) => void;
}

/** Adds a source in two steps: what it is, then the form for it. */
export function AddSource({ sources, onClose, onSaved }: Props) {
  const [offer, setOffer] = useState<Offer | null>(null);
  if (offer !== null) {
    return (
      <SourceForm
        source={null}
        initial={draftFor(offer, sources)}
        sources={sources}
        onBack={() => setOffer(null)}
        onClose={onClose}
        onSaved={onSaved}
      />
    );
  }
  return (
    <Dialog title={t`Add source`} size="wide" isOpen onClose={onClose}>
      <p className="quiet">
        <Trans>What do the entries come from? Everything is read only; nothing changes at the source.</Trans>
      </p>
      <ul className="offers" aria-label={t`What the entries come from`}>
        {(Object.keys(OFFERS) as Offer[]).map((id) => (
          <li key={id}>
            <OfferButton {...OFFERS[id]} onPress={() => setOffer(id)} />
          </li>
        ))}
        <li>
          <OfferButton
            title={t`Files of any shape`}
            text={t`JSON Lines, JSON or CSV, compressed or not, brought in once or now and then.`}
            onPress={() => openSourceDialog("import")}
          />
        </li>
      </ul>
    </Dialog>
  );
}

function OfferButton({ title, text, onPress }: { title: string; text: string; onPress: () => void }) {
  const about = useId();
  return (
    <div className="offer">
      <AriaButton className="offer-name" aria-describedby={about} onPress={onPress}>
        {title}
      </AriaButton>
      <span id={about} className="quiet">
        {text}
      </span>
    </div>
  );
}

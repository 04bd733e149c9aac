import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button as AriaButton } from "react-aria-components";
import type { Pill } from "../../bindings/Pill";
import { Button, Icon, Tooltip } from "../../parts";
import { visible } from "../visible";
import { withInvertedPill, withoutPill } from "./compose";
import "./pills.css";

interface Props {
  pills: readonly Pill[];
  /** Replaces the filter. */
  onText: (text: string) => void;
  /** Edits a pill in the query bar. */
  onEdit: (index: number) => void;
}

/** The filter's conditions, one pill each: click to edit, turn around, take away. */
export function Pills({ pills, onText, onEdit }: Props) {
  if (pills.length === 0) return null;
  return (
    <div className="pills" role="group" aria-label={t`Conditions of the filter`}>
      {pills.map((pill, index) => (
        // Two pills may have the same text; their place tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={`${index} ${pill.text}`} className={`pill ${pill.negated ? "negated" : ""}`}>
          <Tooltip text={pill.negated ? t`Include again instead of leaving out` : t`Turn around: leave these out`}>
            <AriaButton
              className="pill-part"
              aria-label={t`Turn around ${pill.text}`}
              onPress={() => onText(withInvertedPill(pills, index))}
            >
              <Icon name={pill.negated ? "minus" : "plus"} size={12} />
            </AriaButton>
          </Tooltip>
          <Tooltip text={t`Edit in the query bar`}>
            <AriaButton className="pill-part text" aria-label={t`Edit ${pill.text}`} onPress={() => onEdit(index)}>
              <PillText pill={pill} />
            </AriaButton>
          </Tooltip>
          <Tooltip text={t`Remove`}>
            <AriaButton
              className="pill-part"
              aria-label={t`Remove ${pill.text}`}
              onPress={() => onText(withoutPill(pills, index))}
            >
              <Icon name="close" size={12} />
            </AriaButton>
          </Tooltip>
        </span>
      ))}
      {pills.length > 1 && (
        <Button kind="quiet" onPress={() => onText("")}>
          <Trans>Clear all</Trans>
        </Button>
      )}
    </div>
  );
}

/** The text as it is, its leading minus left to the button before it, the field in the colour it has in the bar. */
function PillText({ pill }: { pill: Pill }) {
  const text = pill.negated && pill.text.startsWith("-") ? pill.text.slice(1) : pill.text;
  const head = pill.field !== null && text.startsWith(pill.field) ? pill.field : "";
  return (
    <bdi className="cut" title={text}>
      <span className="pill-field">{head}</span>
      {visible(text.slice(head.length))}
    </bdi>
  );
}

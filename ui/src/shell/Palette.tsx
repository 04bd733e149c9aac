import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import {
  Autocomplete,
  Input,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  SearchField,
  Text,
} from "react-aria-components";
import { Dialog, Icon, tellError } from "../parts";
import { openReview } from "../router";
import { rpc, toRpcError } from "../rpc";
import { inspectEntry } from "../review/session-store";
import { useActions, type Action } from "./actions";
import "./palette.css";

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

/** How many offers are shown; more typing narrows them. */
const SHOWN = 12;

/** Everything that can be gone to or done, by typing a part of its name; also a filter, or the key or link of an entry. */
export function Palette({ onClose, onHelp }: Props) {
  const [text, setText] = useState("");
  const actions = useActions(onHelp);
  const offers = [...matching(actions, text).slice(0, SHOWN), ...typed(text)];

  function run(id: React.Key): void {
    const action = offers.find((offer) => offer.id === id);
    onClose();
    action?.run();
  }

  return (
    <Dialog title={t`Go to or do`} size="wide" isOpen onClose={onClose}>
      <div className="palette">
        <Autocomplete inputValue={text} onInputChange={setText}>
          <SearchField aria-label={t`What`} className="palette-field">
            <Icon name="search" />
            <Input ref={takeFocus} className="input" placeholder={t`A page, a view, a source, a filter, a link`} />
          </SearchField>
          <AriaMenu
            aria-label={t`Offers`}
            className="menu palette-offers"
            items={offers}
            onAction={run}
            renderEmptyState={() => (
              <p className="quiet">
                <Trans>Nothing of this name.</Trans>
              </p>
            )}
          >
            {(offer) => (
              <AriaMenuItem id={offer.id} textValue={offer.text} className="menu-item">
                <span className="menu-icon">
                  <Icon name={offer.icon} />
                </span>
                <Text slot="label" className="palette-offer">
                  <span className="grow cut">{offer.text}</span> <span className="faint">{offer.where}</span>
                </Text>
              </AriaMenuItem>
            )}
          </AriaMenu>
        </Autocomplete>
      </div>
    </Dialog>
  );
}

/** The palette is opened by a key, to type at once. */
function takeFocus(field: HTMLInputElement | null): void {
  field?.focus();
}

/** Those whose name has every typed word. */
export function matching(actions: readonly Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter((action) => {
    const name = `${action.text} ${action.where}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}

/** What the text itself can be: the key or link of an entry, or a filter. */
function typed(text: string): Action[] {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  if (/^(s\d+|p\d+:.+|auditdesk:\/\/entry\/.+)$/.test(trimmed)) {
    const run = () => void showEntry(trimmed);
    return [{ id: "typed-entry", text: trimmed, where: t`Entry`, icon: "panel", run }];
  }
  return [{ id: "typed-filter", text: trimmed, where: t`Filter`, icon: "filter", run: () => void showFilter(trimmed) }];
}

async function showEntry(link: string): Promise<void> {
  try {
    inspectEntry((await rpc("entry_find", { link })).key);
  } catch (thrown) {
    tellError(toRpcError(thrown));
  }
}

async function showFilter(text: string): Promise<void> {
  try {
    openReview((await rpc("filter_parse", { text })).text);
  } catch (thrown) {
    tellError(toRpcError(thrown));
  }
}

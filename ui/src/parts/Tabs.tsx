import { plural } from "@lingui/core/macro";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";
import { formatCount } from "../numbers";
import { TroubleMark } from "./TroubleMark";
import "./tabs.css";

interface Item<T extends string> {
  id: T;
  text: string;
  count?: number;
  /** How often what is looked for is in it. */
  found?: number | undefined;
  /** What is wrong in it. */
  trouble?: string | null;
  content: React.ReactNode;
}

interface Props<T extends string> {
  label: string;
  tabs: readonly Item<T>[];
  value: T;
  onChange: (tab: T) => void;
}

export function Tabs<T extends string>({ label, tabs, value, onChange }: Props<T>) {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={value}
      onSelectionChange={(key) => {
        const tab = tabs.find(({ id }) => id === key);
        if (tab) onChange(tab.id);
      }}
    >
      <TabList aria-label={label} className="tab-list">
        {tabs.map(({ id, text, count, found, trouble }) => (
          <Tab key={id} id={id} className="tab">
            {text}
            {count !== undefined && <span className="tab-count">{count}</span>}
            {found !== undefined && (
              <span className="tab-found" title={foundWords(found)}>
                {formatCount(found)}
              </span>
            )}
            {trouble && <TroubleMark text={trouble} />}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}

function foundWords(found: number): string {
  const count = formatCount(found);
  return plural(found, { one: "Found once", other: `Found ${count} times` });
}

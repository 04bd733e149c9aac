import "./facts.css";

interface Fact {
  label: string;
  value: React.ReactNode;
}

/** What is known of something: words at the left, values at the right. Empty values are left out. */
export function Facts({ facts }: { facts: readonly (Fact | null)[] }) {
  return (
    <dl className="facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd className="break">{fact.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

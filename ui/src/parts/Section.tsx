import "./facts.css";

interface Props {
  title: string;
  /** One line on what stands below. */
  help?: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
}

/** A titled part of a page. */
export function Section({ title, help, actions, children }: Props) {
  return (
    <section className="section" aria-label={title}>
      <div className="row">
        <h2 className="grow">{title}</h2>
        {actions}
      </div>
      {help && <p className="quiet">{help}</p>}
      {children}
    </section>
  );
}

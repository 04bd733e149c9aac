import { Trans } from "@lingui/react/macro";
import { createContext, useContext } from "react";
import Markdown, { type Components } from "react-markdown";
import { tellError } from "../../parts";
import { rpc, toRpcError } from "../../rpc";

const ENTRY = "auditdesk://entry/";

/** Shows the entry of a key. */
const ShowEntry = createContext<(key: string) => void>(() => undefined);

interface Props {
  text: string;
  onShow: (key: string) => void;
}

/** A note in Markdown. HTML in it stays text; only links to entries are followed, images are named and not fetched. */
export function NoteText({ text, onShow }: Props) {
  return (
    <ShowEntry value={onShow}>
      <div className="note-text">
        <Markdown urlTransform={asItIs} components={COMPONENTS}>
          {text}
        </Markdown>
      </div>
    </ShowEntry>
  );
}

const COMPONENTS: Components = { a: Address, img: Image, h1: Heading, h2: Heading, h3: Heading };

function Address({ href = "", children }: { href?: string | undefined; children?: React.ReactNode }) {
  const show = useContext(ShowEntry);
  if (href.startsWith(ENTRY)) {
    return (
      <button type="button" className="note-link" onClick={() => follow(href, show)}>
        {children}
      </button>
    );
  }
  return (
    <span>
      {children} <span className="faint">({href})</span>
    </span>
  );
}

function Image({ alt = "", src }: { alt?: string | undefined; src?: string | Blob | undefined }) {
  return (
    <span className="faint">
      <Trans>
        [image {alt} {typeof src === "string" ? src : ""}]
      </Trans>
    </span>
  );
}

/** A note is a part of the page, not a page: its headings do not compete with the page's. */
function Heading({ children }: { children?: React.ReactNode }) {
  return <p className="note-heading">{children}</p>;
}

/** Addresses are shown, and followed only where they lead to entries. */
function asItIs(url: string): string {
  return url;
}

function follow(link: string, onShow: (key: string) => void): void {
  rpc("entry_find", { link }).then(
    ({ key }) => onShow(key),
    (thrown: unknown) => tellError(toRpcError(thrown)),
  );
}

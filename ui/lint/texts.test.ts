import { RuleTester } from "oxlint/plugins-dev";
import { describe, test } from "vitest";
import texts from "./texts";

RuleTester.describe = describe;
RuleTester.it = test as unknown as typeof RuleTester.it;

const tester = new RuleTester({ languageOptions: { parserOptions: { lang: "tsx" } } });
const errors = [{ messageId: "unmarked" }];

tester.run("texts are marked", texts.rules.marked, {
  valid: [
    "<p><Trans>Nothing <b>matches</b>.</Trans></p>",
    "<Button label={t`Close`} className='row wide' kind='primary' />",
    "tell(t`Saved as PNG with the downloads.`)",
    "plural(count, { one: `${figure} hour has them`, other: `${figure} hours have them` })",
    "<Plural value={count} one='entry' other='entries' />",
    "t({ message: 'Open', context: 'disposition' })",
    "const COLUMNS = [{ id: 'name', title: t`Name` }]",
    "<span className={active ? 'row active' : 'row'}>{count} · 3 %</span>",
    "const OFFERS = { obot: { title: 'Obot' } }",
    "type Words = { text: 'not read' }",
    "addShortcuts({ keys: ['Enter', 'Page Up'], does: t`Open` })",
    "if (name === 'no such name') go('there')",
  ],
  invalid: [
    { code: "<p>Nothing matches.</p>", errors },
    { code: "<p>{none ? 'Nothing' : t`All`}</p>", errors },
    { code: "<Button label='Close' />", errors },
    { code: "<Button label={`Close ${name}`} />", errors },
    { code: "const COLUMNS = [{ id: 'name', title: 'Name' }]", errors },
    { code: "tell('Result copied')", errors },
    { code: "<Button label='Ends' />", errors },
    { code: "const words = () => 'Copied'", errors },
    { code: "t`Found ${one ? 'once' : 'often'}`", errors: [...errors, ...errors] },
    { code: "t`From { to }.`", errors: [{ messageId: "brace" }] },
    { code: "<Trans><a title='Opens'>Open</a></Trans>", errors },
  ],
});

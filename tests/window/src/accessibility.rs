//! What axe finds on a page: the rules of WCAG 2.2 AA that a program can check.

use serde::Deserialize;

use crate::{Result, Window};

/// axe itself, as the front end's packages have it.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");

/// Runs the rules and hands back what is violated, with the first elements of each.
const RUN: &str = "
    const [done] = arguments;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // A dialog takes the page away while it is open, its landmark and heading with it. axe knows that, but not of each dialog: it looks at overlaps.
    const isOver = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')].some((dialog) => dialog.checkVisibility());
    const rules = Object.fromEntries(
        ['landmark-one-main', 'page-has-heading-one'].map((rule) => [rule, { enabled: !isOver }]));
    // What React Aria says to screen readers stands in the page for some seconds, by references to elements that may be gone by then.
    axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: tags, rules, resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.map(({ id, help, nodes }) => ({
            // React Aria's hidden buttons that dismiss a popover stand beside the dialog in it; they are no content. A tooltip describes the
            // element that has the focus or the pointer, wherever it stands in the document.
            id, help, nodes: nodes.filter(({ target }) =>
                id !== 'region' || !document.querySelector(target[0])?.querySelector('.popover, .tooltip')),
        })).filter(({ nodes }) => nodes.length > 0).map(({ id, help, nodes }) => ({
            id, help,
            nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => html.slice(0, 300) + '\\n      ' + failureSummary),
        }))),
        (error) => done([{ id: 'axe', help: String(error), nodes: [] }]),
    );
";

/// A rule that a page breaks.
#[derive(Debug, Deserialize)]
pub struct Violation {
    /// The rule.
    pub id: String,
    /// What it asks for.
    pub help: String,
    /// Elements that break it, and why.
    pub nodes: Vec<String>,
}

impl Window {
    /// What axe finds on what is shown now.
    pub async fn violations(&self) -> Result<Vec<Violation>> {
        if self.script("return typeof axe === 'undefined'").await? == true {
            let axe = std::fs::read_to_string(AXE).map_err(|error| format!("{AXE}: {error}. Run scripts/setup."))?;
            // The driver's scripts have a scope of their own: axe is to be the page's.
            self.client.execute(&format!("{axe}; window.axe = axe"), Vec::new()).await?;
        }
        let found = self.client.execute_async(RUN, Vec::new()).await?;
        Ok(serde_json::from_value(found)?)
    }
}

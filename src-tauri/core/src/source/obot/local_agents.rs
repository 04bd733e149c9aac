//! The stream of local agents (generation C), in the order in which the server received them: a laptop that was offline reports calls of long
//! ago, which no look at the newest times would find.

use super::{
    fault::Fault,
    generation::Generation,
    list::PAGE,
    page::{ListQuery, Order},
    run::{Run, Stop},
};

/// The first page; the following ones are larger.
const FIRST_PAGE: usize = 100;

impl Run<'_> {
    /// Reads back until a whole page brings nothing new.
    pub(super) async fn local_agents(&self) -> Result<(), Stop> {
        if self.generation != Generation::C {
            return Ok(());
        }
        self.meter.doing("Reading what local agents reported");
        let filters = vec![("event_type", "local_agent_tool_call".to_owned())];
        let mut query = ListQuery { limit: FIRST_PAGE, order: Order::LatestReceipt, filters, ..ListQuery::default() };
        loop {
            self.check()?;
            let page = match self.api.list(self.generation, &query, self.cancel).await {
                Ok(page) => page,
                Err(Fault::Forbidden(_)) => {
                    let words = "Calls of local agents (Claude Code, Codex, VS Code, Cursor) are not given to this role; they need Admin or Auditor.";
                    self.remark(words.into()).await;
                    return Ok(());
                }
                Err(fault @ Fault::Stop(_)) => return Err(self.needed(fault, "the calls of local agents")),
                // The list by time and the comparison of days see these entries, too.
                Err(_) => return Ok(()),
            };
            let (count, full) = (page.len(), page.len() >= query.limit);
            let (items, unreadable) = self.read(&page)?;
            let fresh = self.take(items, unreadable).await?;
            if !full || fresh == 0 {
                return Ok(());
            }
            // Arrivals push entries down, so that a page may repeat some of them; it never skips one.
            query.offset += count;
            query.limit = PAGE;
        }
    }
}

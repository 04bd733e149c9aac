//! Which role the key really has. `GET /api/me` counts group roles that do not count for API keys, so only a payload proves it.

use std::sync::atomic::Ordering;

use tokio_util::sync::CancellationToken;

use super::{
    client::{Api, Me},
    fault::Fault,
    generation::Generation,
    page::{ListQuery, Order},
    reading::Bodies,
    run::{Run, Stop},
};

/// Calls that are tried: the details of one may be gone or broken.
const CANDIDATES: usize = 5;

/// What is proven of the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Proof {
    /// Not asked yet.
    Open = 0,
    /// A payload was given, and the server says auditor.
    Auditor = 1,
    /// A payload was withheld.
    Less = 2,
    /// There is no entry that could prove it.
    Impossible = 3,
}

impl Run<'_> {
    /// Whether the key's owner is an auditor, as far as it can be proven; asked once in a run.
    pub(super) async fn proven_auditor(&self) -> Result<bool, Stop> {
        let proof = match self.proof.load(Ordering::Relaxed) {
            1 => Proof::Auditor,
            2 => Proof::Less,
            3 => Proof::Impossible,
            _ => self.prove().await?,
        };
        Ok(proof == Proof::Auditor || (proof == Proof::Impossible && self.me.says_auditor()))
    }

    /// Asks anew.
    pub(super) async fn prove(&self) -> Result<Proof, Stop> {
        let proof = prove(self.api, self.generation, &self.me, self.cancel).await;
        let proof = proof.map_err(|fault| self.needed(fault, "the audit log"))?.0;
        self.proof.store(proof as u8, Ordering::Relaxed);
        Ok(proof)
    }
}

/// What the key gets of a payload, and the id of the entry that proves it.
pub(super) async fn prove(
    api: &Api,
    generation: Generation,
    me: &Me,
    cancel: &CancellationToken,
) -> Result<(Proof, Option<String>), Fault> {
    let filters = match generation {
        // A filter of one source needs that source named.
        Generation::C => vec![("event_type", "mcp_call".to_owned()), ("operation", "tools/call".to_owned())],
        _ => vec![("call_type", "tools/call".to_owned())],
    };
    let query = ListQuery { limit: CANDIDATES, order: Order::Newest, filters, ..ListQuery::default() };
    let page = api.list(generation, &query, cancel).await?;
    for raw in page.items() {
        let Ok(item) = generation.item().read(raw) else { continue };
        let reading = match generation.detail() {
            None => Ok(item),
            Some(dialect) => match api.detail(&item.id, cancel).await {
                Ok(detail) => dialect.read(&detail),
                Err(Fault::Forbidden(_)) => return Ok((Proof::Less, Some(item.id))),
                Err(Fault::Stop(error)) => return Err(Fault::Stop(error)),
                Err(_) => continue,
            },
        };
        let Ok(reading) = reading else { continue };
        let proof = match reading.bodies {
            // The owner of a single-user server sees its payload without being an auditor; v0.8 to v0.11 knew no auditors.
            Bodies::Here if me.says_auditor() || generation == Generation::A => Proof::Auditor,
            Bodies::Here | Bodies::Redacted | Bodies::Missing(true) => Proof::Less,
            _ => continue,
        };
        return Ok((proof, Some(reading.id)));
    }
    Ok((Proof::Impossible, None))
}

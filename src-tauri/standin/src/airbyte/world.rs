//! The made-up company's Airbyte: who may do what, and what there is to do it to.

use crate::obot::seed::{Dice, mix, pick, uuid};

const WORKSPACES: [(&str, usize); 4] =
    [("Analytics", 0), ("Finance (EU), prod", 0), ("Marketing", 0), ("Acquired: Fjordkraft", 1)];
const SOURCES: [(&str, &str); 9] = [
    ("Orders DB", "Postgres"),
    ("Storefront events", "Snowplow"),
    ("Invoices", "Stripe"),
    ("CRM", "Salesforce"),
    ("Support tickets", "Zendesk"),
    ("Ad spend, EMEA", "Google Ads"),
    ("Warehouse (legacy)", "MySQL"),
    ("HR \"people\" sheet", "Google Sheets"),
    ("Größen & Maße", "File"),
];
const DESTINATIONS: [(&str, &str); 4] =
    [("Lakehouse", "S3 Data Lake"), ("Warehouse", "Snowflake"), ("Reverse ETL", "HubSpot"), ("Archive", "S3")];

/// Browsers and programs that change things.
const AGENTS: [&str; 6] = [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:134.0) Gecko/20100101 Firefox/134.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Airbyte-Terraform/0.6.5 (terraform 1.9.8; linux_amd64)",
    "python-requests/2.32.3",
    "unknown",
];

/// Something that has a name and an id.
pub(super) struct Thing {
    pub id: String,
    pub name: &'static str,
    /// What it is an instance of.
    pub of: &'static str,
}

/// A workspace with its organization.
pub(super) struct Workspace {
    pub id: String,
    pub name: &'static str,
    pub organization: String,
}

pub(super) fn organization(seed: u64, index: usize) -> String {
    uuid(mix(seed, 1_000 + index as u64))
}

pub(super) fn workspace(seed: u64, dice: &mut Dice) -> Workspace {
    let (name, of) = *pick(dice, &WORKSPACES);
    Workspace { id: id(seed, name), name, organization: organization(seed, of) }
}

pub(super) fn source(seed: u64, dice: &mut Dice) -> Thing {
    thing(seed, *pick(dice, &SOURCES))
}

pub(super) fn destination(seed: u64, dice: &mut Dice) -> Thing {
    thing(seed, *pick(dice, &DESTINATIONS))
}

pub(super) fn connection(seed: u64, dice: &mut Dice) -> (Thing, Thing, String) {
    let (from, to) = (source(seed, dice), destination(seed, dice));
    let id = id(seed, &format!("{} to {}", from.name, to.name));
    (from, to, id)
}

pub(super) fn user(seed: u64, person: usize) -> String {
    uuid(mix(seed, 2_000 + person as u64))
}

pub(super) fn agent(dice: &mut Dice) -> &'static str {
    pick::<&'static str>(dice, &AGENTS)
}

fn thing(seed: u64, (name, of): (&'static str, &'static str)) -> Thing {
    Thing { id: id(seed, name), name, of }
}

fn id(seed: u64, name: &str) -> String {
    uuid(mix(seed, crate::obot::seed::hash(name)))
}

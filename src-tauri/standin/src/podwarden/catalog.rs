//! The tokens of the instance, and what agents do with them.

use crate::obot::seed::{Dice, pick};
use rand::RngExt;

/// The name that rows of the hub's tunnel carry.
pub const HUB: &str = "Hub Tunnel (hub)";

/// The name of the token that [`Server::token`](super::Server::token) hands out.
pub const OWN: &str = "auditor-desktop";

/// A token as it is made: its name, its role, and how much it is used.
pub struct Kind {
    pub name: &'static str,
    pub role: &'static str,
    pub weight: u32,
}

const fn kind(name: &'static str, role: &'static str, weight: u32) -> Kind {
    Kind { name, role, weight }
}

/// The tokens at the start. One name is used twice: names identify nothing.
pub const TOKENS: [Kind; 9] = [
    kind("ci-runner", "admin", 38),
    kind("claude-desktop", "operator", 24),
    kind("cursor-anna", "operator", 12),
    kind("cursor-anna", "viewer", 6),
    kind("grafana-bot", "viewer", 9),
    kind("ops-oncall", "admin", 6),
    kind("backup-job", "operator", 3),
    kind("intern-2025", "viewer", 1),
    kind("old-laptop", "admin", 1),
];

/// A call as the log shows it.
pub struct Call {
    pub method: &'static str,
    pub path: String,
    pub status: u16,
}

/// Method, path (`{}` stands for an id) and the status where all goes well. Some paths are the names of before the renaming of workload definitions to
/// stacks and of assignments to deployments.
const CALLS: [(&str, &str, u16); 18] = [
    ("GET", "/api/v1/clusters", 200),
    ("GET", "/api/v1/clusters/{}", 200),
    ("GET", "/api/v1/hosts", 200),
    ("GET", "/api/v1/hosts/{}/metrics", 200),
    ("POST", "/api/v1/hosts/{}/probe", 202),
    ("GET", "/api/v1/stacks", 200),
    ("GET", "/api/v1/stacks/{}", 200),
    ("POST", "/api/v1/stacks", 201),
    ("PUT", "/api/v1/stacks/{}", 200),
    ("GET", "/api/v1/workload_definitions", 200),
    ("GET", "/api/v1/deployments", 200),
    ("POST", "/api/v1/deployments/{}/deploy", 202),
    ("POST", "/api/v1/deployments/{}/undeploy", 202),
    ("GET", "/api/v1/deployments/{}/logs?tail=200", 200),
    ("GET", "/api/v1/assignments", 200),
    ("DELETE", "/api/v1/deployments/{}", 204),
    ("GET", "/api/v1/backups", 200),
    ("POST", "/api/v1/backups/{}/restore", 202),
];

/// Tools that are called through the hub, old and new names.
const TOOLS: [&str; 8] = [
    "list_hosts",
    "get_cluster",
    "list_stacks",
    "deploy_stack",
    "get_deployment_logs",
    "list_workload_definitions",
    "create_assignment",
    "restore_backup",
];

fn status(dice: &mut Dice, good: u16) -> u16 {
    match dice.random_range(0..100_u32) {
        0..90 => good,
        90..93 => 404,
        93..95 => 403,
        95..97 => 422,
        97..99 => 500,
        _ => 504,
    }
}

/// A call with a token.
pub fn call(dice: &mut Dice) -> Call {
    let (method, path, good) = *pick(dice, &CALLS);
    let path = path.replace("{}", &crate::obot::seed::uuid(dice.random()));
    Call { method, path, status: status(dice, good) }
}

/// A call through the hub.
pub fn tool(dice: &mut Dice) -> Call {
    Call { method: "TOOL", path: format!("/mcp/tool/{}", pick(dice, &TOOLS)), status: status(dice, 200) }
}

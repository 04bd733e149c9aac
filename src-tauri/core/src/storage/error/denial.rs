//! Who may not do what, in the storage's own words: Amazon and Google name the identity, the action and the resource, and Amazon the kind of policy.

use super::super::fault::printable;

/// A refusal that says whom, what and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    /// Who asked: an ARN, an e-mail address.
    pub who: String,
    /// What was to be done, as `s3:PutObject` or `storage.objects.create`.
    pub action: String,
    /// To what, where that is said.
    pub resource: Option<String>,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    /// No policy of this kind allows it.
    NotAllowed(Policy),
    /// A policy of this kind forbids it; the policy's ARN where it is said.
    Forbidden(Policy, Option<String>),
    /// Google: no role.
    NoRole { may_not_exist: bool },
    /// Not said.
    Unsaid,
}

/// The kinds of policy that Amazon names.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Identity,
    Resource,
    Boundary,
    Session,
    ServiceControl,
    ResourceControl,
    Endpoint,
    Other,
}

impl Policy {
    /// Amazon's words and ours.
    const WORDS: [(Self, &'static str, &'static str); 8] = [
        (Self::Identity, "identity-based polic", "identity-based policy"),
        (Self::Resource, "resource-based polic", "policy of the bucket itself"),
        (Self::Boundary, "permissions boundar", "permissions boundary"),
        (Self::Session, "session polic", "session policy"),
        (Self::ServiceControl, "service control polic", "service control policy of the organisation"),
        (Self::ResourceControl, "resource control polic", "resource control policy of the organisation"),
        (Self::Endpoint, "VPC endpoint polic", "policy of the VPC endpoint on the way"),
        (Self::Other, "", "policy"),
    ];

    fn read(text: &str) -> Self {
        // The last kind is in every text.
        Self::WORDS.iter().find(|(_, theirs, _)| text.contains(theirs)).map_or(Self::Other, |(policy, ..)| *policy)
    }

    fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(policy, ..)| *policy == self).map_or("policy", |(.., ours)| ours)
    }
}

impl Denial {
    /// Reads a message of Amazon or Google; `None` where it does not name who and what.
    pub fn read(message: &str) -> Option<Self> {
        Self::amazon(message).or_else(|| Self::google(message))
    }

    /// `User: ARN is not authorized to perform: ACTION on resource: "ARN" because no identity-based policy allows the ACTION action`, or
    /// `… with an explicit deny in a service control policy: ARN`.
    fn amazon(message: &str) -> Option<Self> {
        let (before, after) = message.split_once(" is not authorized to perform: ")?;
        let (_, who) = before.rsplit_once("User: ")?;
        let (action, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
        let resource = rest.split_once("on resource: ").map(|(_, resource)| match resource.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or_default(),
            None => resource.split_whitespace().next().unwrap_or_default(),
        });
        let reason = if let Some((_, policy)) = rest.split_once("with an explicit deny in ") {
            let arn = policy.split_whitespace().find(|word| word.starts_with("arn:"));
            Reason::Forbidden(Policy::read(policy), arn.map(|arn| printable(arn.trim_end_matches('.'))))
        } else if let Some((_, policy)) = rest.split_once("because no ") {
            Reason::NotAllowed(Policy::read(policy))
        } else {
            Reason::Unsaid
        };
        Some(Self {
            who: printable(who.trim()),
            action: printable(action.trim_end_matches(['.', ','])),
            resource: resource.filter(|resource| !resource.is_empty()).map(printable),
            reason,
        })
    }

    /// `NAME does not have storage.objects.create access to the Google Cloud Storage object. Permission '…' denied on resource (or it may not exist).`
    /// <https://cloud.google.com/storage/docs/troubleshooting#access-permission>
    fn google(message: &str) -> Option<Self> {
        let (before, after) = message.split_once(" does not have ")?;
        let (action, _) = after.split_once(" access")?;
        let who = before.split_whitespace().last()?;
        if !action.starts_with("storage.") || !(who.contains('@') || who.starts_with("principal")) {
            return None;
        }
        let reason = Reason::NoRole { may_not_exist: message.contains("may not exist") };
        Some(Self { who: printable(who), action: printable(action), resource: None, reason })
    }

    /// Why, and what to do; `key` in `bucket` is what was asked for.
    pub fn words(&self, key: &str, bucket: &str) -> (String, String) {
        let Self { who, action, resource, reason } = self;
        let at = match resource {
            Some(resource) => format!("`{resource}`"),
            None => format!("`{key}` in the bucket `{bucket}`"),
        };
        let why = match reason {
            Reason::NotAllowed(policy) => {
                format!("the storage knows `{who}`, but no {} allows it `{action}` on {at}.", policy.name())
            }
            Reason::Forbidden(policy, arn) => {
                let arn = arn.as_ref().map(|arn| format!(" (`{arn}`)")).unwrap_or_default();
                format!("a {}{arn} forbids `{who}` to do `{action}` on {at}.", policy.name())
            }
            Reason::NoRole { may_not_exist: true } => {
                format!("`{who}` has no role with `{action}` on {at}, or there is no such bucket.")
            }
            Reason::NoRole { .. } => format!("`{who}` has no role with `{action}` on {at}."),
            Reason::Unsaid => format!("the storage knows `{who}`, but it may not do `{action}` on {at}."),
        };
        (why, self.remedy())
    }

    fn remedy(&self) -> String {
        let Self { who, action, reason, .. } = self;
        if action.starts_with("kms:") {
            return format!(
                "Grant `{action}` (an export needs `kms:GenerateDataKey`, and `kms:Decrypt` for multipart uploads) on that KMS key to `{who}`, in the key's own policy, too, where it is another account's."
            );
        }
        match reason {
            Reason::NotAllowed(Policy::Identity) | Reason::Unsaid => format!(
                "Attach a policy with `{action}` to `{who}`; the connection test shows the smallest one to paste."
            ),
            Reason::NotAllowed(Policy::Resource) => format!(
                "The bucket belongs to another account: its own policy must allow `{action}` to `{who}`, besides the identity's."
            ),
            Reason::NotAllowed(Policy::Boundary) => {
                format!("Add `{action}` to the permissions boundary of `{who}`; another policy does not help alone.")
            }
            Reason::NotAllowed(Policy::Session) => {
                format!("Add `{action}` to the policy that was given when the session began, or begin one without.")
            }
            Reason::NotAllowed(Policy::Endpoint) => {
                format!("Add `{action}` on this bucket to the policy of the VPC endpoint, or go another way.")
            }
            Reason::NotAllowed(Policy::ServiceControl | Policy::ResourceControl) => {
                format!("Ask who administers the AWS organisation to allow `{action}`.")
            }
            Reason::NotAllowed(Policy::Other) => format!("Allow `{action}` to `{who}` there."),
            Reason::Forbidden(Policy::Resource, _) => {
                "Look at the \"Deny\" statements of the bucket's policy: often they demand an encryption (choose it for the destination), TLS, or a certain network. More rights do not help against a \"Deny\".".into()
            }
            Reason::Forbidden(Policy::ServiceControl | Policy::ResourceControl, _) => {
                "Ask who administers the AWS organisation for an exception; more rights do not help against a \"Deny\".".into()
            }
            Reason::Forbidden(..) => {
                "Look at the \"Deny\" statements of that policy; more rights do not help against a \"Deny\".".into()
            }
            Reason::NoRole { .. } if action.contains(".get") || action.contains(".list") => {
                format!("Grant `{who}` the role `Storage Object Viewer` (`roles/storage.objectViewer`) on the bucket, and check the bucket's name.")
            }
            Reason::NoRole { .. } => format!(
                "Grant `{who}` the role `Storage Object Creator` (`roles/storage.objectCreator`) on the bucket, which has all that an export needs, and check the bucket's name."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "arn:aws:iam::123456789012:user/audit";
    const OBJECT: &str = "arn:aws:s3:::audit/a/b.jsonl";

    #[test]
    fn amazon_names_who_what_and_the_kind_of_policy() {
        for (ending, reason, remedy) in [
            (
                "because no identity-based policy allows the s3:PutObject action",
                Reason::NotAllowed(Policy::Identity),
                "Attach",
            ),
            (
                "because no resource-based policy allows the s3:PutObject action",
                Reason::NotAllowed(Policy::Resource),
                "another account",
            ),
            (
                "because no permissions boundary allows the s3:PutObject action",
                Reason::NotAllowed(Policy::Boundary),
                "boundary",
            ),
            (
                "because no session policy allows the s3:PutObject action",
                Reason::NotAllowed(Policy::Session),
                "session",
            ),
            (
                "because no VPC endpoint policy allows the s3:PutObject action",
                Reason::NotAllowed(Policy::Endpoint),
                "VPC endpoint",
            ),
            (
                "because no service control policy allows the s3:PutObject action",
                Reason::NotAllowed(Policy::ServiceControl),
                "organisation",
            ),
            (
                "with an explicit deny in a resource-based policy",
                Reason::Forbidden(Policy::Resource, None),
                "demand an encryption",
            ),
            (
                "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1",
                Reason::Forbidden(Policy::ServiceControl, Some("arn:aws:organizations::1:policy/o-1/p-1".into())),
                "exception",
            ),
            ("", Reason::Unsaid, "Attach"),
        ] {
            let message =
                format!("User: {USER} is not authorized to perform: s3:PutObject on resource: \"{OBJECT}\" {ending}");
            let denial = Denial::read(&message).expect("it names them");
            assert_eq!((denial.who.as_str(), denial.action.as_str()), (USER, "s3:PutObject"));
            assert_eq!(denial.resource.as_deref(), Some(OBJECT));
            assert_eq!(denial.reason, reason);
            let (why, next) = denial.words("k", "b");
            assert!(why.contains(USER) && why.contains(OBJECT) && why.ends_with('.'), "{why}");
            assert!(next.contains(remedy) && next.ends_with('.'), "{next}");
        }
    }

    #[test]
    fn google_names_who_and_what() {
        let denial = Denial::read(
            "Access denied. a@p.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object. \
             Permission 'storage.objects.create' denied on resource (or it may not exist).",
        )
        .expect("it names them");
        assert_eq!(denial.who, "a@p.iam.gserviceaccount.com");
        assert_eq!(denial.action, "storage.objects.create");
        let (why, next) = denial.words("a/b.jsonl", "audit");
        assert!(why.contains("no such bucket") && why.contains("`audit`"), "{why}");
        assert!(next.contains("roles/storage.objectCreator"), "{next}");
    }

    #[test]
    fn other_words_are_left_as_they_are() {
        for message in
            ["", "Access Denied", "Anonymous caller does not have storage.objects.get access to b/o.", "User: x"]
        {
            assert_eq!(Denial::read(message), None, "{message}");
        }
    }
}

//! Names that can change after an entry was written: of sources and of people. Kept beside the columns, so that a rename rewrites nothing.

use std::collections::HashMap;

use super::Snapshot;
use crate::entry::SourceId;

/// The names as readers see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    sources: HashMap<SourceId, String>,
    people: HashMap<SourceId, HashMap<String, Person>>,
}

/// What the directory of a source knows of an actor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub name: Option<String>,
    pub email: Option<String>,
}

impl Names {
    /// The name of a source; empty where it has none yet.
    pub fn source(&self, source: SourceId) -> &str {
        self.sources.get(&source).map_or("", String::as_str)
    }

    /// All sources that have a name.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &str)> {
        self.sources.iter().map(|(source, name)| (*source, name.as_str()))
    }

    /// What the directory knows of an actor.
    pub fn person(&self, source: SourceId, id: &str) -> Option<&Person> {
        self.people.get(&source)?.get(id)
    }

    pub fn name_source(&mut self, source: SourceId, name: &str) {
        self.sources.insert(source, name.to_owned());
    }

    pub fn name_person(&mut self, source: SourceId, id: &str, person: Person) {
        self.people.entry(source).or_default().insert(id.to_owned(), person);
    }
}

impl Snapshot {
    /// The name of a source; empty where it has none.
    pub fn source_name(&self, source: SourceId) -> &str {
        self.0.names.source(source)
    }

    /// The sources with their names.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &str)> {
        self.0.names.sources()
    }

    /// What the directory of a source knows of an actor.
    pub fn person(&self, source: SourceId, id: &str) -> Option<crate::source::Person> {
        let Person { name, email } = self.0.names.person(source, id)?.clone();
        Some(crate::source::Person { id: id.to_owned(), name, email })
    }
}

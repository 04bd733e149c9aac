//! The people of the made-up company. Names and addresses are invented; `.test` never resolves (RFC 6761).

/// One user of the platform.
#[derive(Debug)]
pub struct Person {
    /// Display name.
    pub name: &'static str,
    /// Login, and the part of the e-mail address before the at sign.
    pub login: &'static str,
}

impl Person {
    /// The e-mail address.
    pub fn email(&self) -> String {
        format!("{}@northwind.test", self.login)
    }
}

const fn person(name: &'static str, login: &'static str) -> Person {
    Person { name, login }
}

/// Everybody, the busiest first. The user id of a person is the position plus one.
pub const PEOPLE: [Person; 40] = [
    person("Maya Lindqvist", "maya.lindqvist"),
    person("Tomás Herrera", "tomas.herrera"),
    person("Priya Raman", "priya.raman"),
    person("Jonas Weber", "jonas.weber"),
    person("Aiko Tanaka", "aiko.tanaka"),
    person("Declan O'Rourke", "declan.orourke"),
    person("Ines Carvalho", "ines.carvalho"),
    person("Samuel Adeyemi", "samuel.adeyemi"),
    person("Chloé Fontaine", "chloe.fontaine"),
    person("Łukasz Nowak", "lukasz.nowak"),
    person("Hannah Brandt", "hannah.brandt"),
    person("Omar Haddad", "omar.haddad"),
    person("Grace Whitfield", "grace.whitfield"),
    person("Mateo Rossi", "mateo.rossi"),
    person("Yuki Mori", "yuki.mori"),
    person("Nadia Petrova", "nadia.petrova"),
    person("Ethan Brooks", "ethan.brooks"),
    person("Sofía Navarro", "sofia.navarro"),
    person("Viktor Dahl", "viktor.dahl"),
    person("Leila Farahani", "leila.farahani"),
    person("Connor Blake", "connor.blake"),
    person("Mei-Ling Zhou", "meiling.zhou"),
    person("Anders Holm", "anders.holm"),
    person("Fatima El Amrani", "fatima.elamrani"),
    person("Ruth Okafor", "ruth.okafor"),
    person("Paul Grünwald", "paul.gruenwald"),
    person("Camille Dubois", "camille.dubois"),
    person("Ravi Deshmukh", "ravi.deshmukh"),
    person("Isabel Moreau", "isabel.moreau"),
    person("George Papadakis", "george.papadakis"),
    person("Nora Eriksen", "nora.eriksen"),
    person("Daniel Kim", "daniel.kim"),
    person("Beatriz Lopes", "beatriz.lopes"),
    person("Oleksandr Koval", "oleksandr.koval"),
    person("Emily Hargreaves", "emily.hargreaves"),
    person("Kwame Mensah", "kwame.mensah"),
    person("Petra Šimková", "petra.simkova"),
    person("Arjun Nair", "arjun.nair"),
    person("Zeynep Aydın", "zeynep.aydin"),
    person("李 伟", "li.wei"),
];

/// The person whose keys the stand-in accepts: position in [`PEOPLE`].
pub const KEY_OWNER: u16 = 6;

/// What runs on its own, by schedule: id and display name.
pub const HOSTED_AGENTS: [(&str, &str); 3] =
    [("nightly-triage", "Nightly triage"), ("invoice-reader", "Invoice reader"), ("release-notes", "Release notes")];

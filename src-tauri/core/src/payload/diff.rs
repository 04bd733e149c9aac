//! How two JSON texts differ, value by value.
//!
//! Objects are compared by key, whatever the order; arrays by what they hold: what stands elsewhere has moved, what stands between the same neighbours
//! changed. Numbers are compared as numbers: `1.0` and `1` are the same value, spelled differently.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    index::{Index, Kind, Name, NodeId},
    text::{inner, plain},
};

/// Cells of the table by which two arrays are aligned at most. Beyond, the alignment is a good one, not the best one.
const CELLS_MOST: usize = 4_000_000;

/// Changes that are listed at most.
pub const CHANGES_MOST: usize = 5_000;

/// What happened to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is in the second text only.
    Added,
    /// It is in the first text only.
    Removed,
    /// Another value stands there.
    Changed,
    /// The same value stands elsewhere in its array.
    Moved,
    /// The same value, written in another way.
    Spelled,
}

/// A difference between two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// The value in the first text.
    pub before: Option<NodeId>,
    /// The value in the second text.
    pub after: Option<NodeId>,
}

/// All differences between two texts, in the order of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The differences; the first 5,000.
    pub changes: Vec<Change>,
    /// How many there are; at least so many where the comparison was ended.
    pub count: usize,
    /// Whether an array was too long to be aligned in the best way, or the list of changes ended early.
    pub coarse: bool,
}

/// A text with its values.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The text.
    pub text: &'a str,
    /// Its values.
    pub index: &'a Index,
}

/// Compares two texts.
pub fn compare(before: Side<'_>, after: Side<'_>) -> Difference {
    let hashes = [hashes(before), hashes(after)];
    let mut comparison = Comparison {
        sides: [before, after],
        hashes,
        tasks: vec![Task::Compare(0, 0)],
        found: Difference { changes: Vec::new(), count: 0, coarse: false },
    };
    comparison.run();
    comparison.found
}

enum Task {
    Compare(NodeId, NodeId),
    Tell(Change),
}

struct Comparison<'a> {
    sides: [Side<'a>; 2],
    /// Equal values have equal hashes, whatever their spelling and the order of keys.
    hashes: [Vec<u128>; 2],
    tasks: Vec<Task>,
    found: Difference,
}

impl Comparison<'_> {
    fn run(&mut self) {
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Tell(change) => self.tell(change),
                Task::Compare(a, b) => self.values(a, b),
            }
        }
    }

    fn tell(&mut self, change: Change) {
        self.found.count += 1;
        if self.found.changes.len() < CHANGES_MOST {
            self.found.changes.push(change);
        } else {
            self.found.coarse = true;
        }
    }

    fn values(&mut self, a: NodeId, b: NodeId) {
        let [before, after] = self.sides;
        if before.index.raw(before.text, a) == after.index.raw(after.text, b) {
            return;
        }
        let (kind, other) = (before.index.kind(before.text, a), after.index.kind(after.text, b));
        let mut tasks = match (kind, other) {
            (Kind::Object, Kind::Object) => self.objects(a, b),
            (Kind::Array, Kind::Array) => self.arrays(a, b),
            _ => {
                let same = self.hashes[0][a as usize] == self.hashes[1][b as usize];
                let what = if same { What::Spelled } else { What::Changed };
                return self.tell(Change { what, before: Some(a), after: Some(b) });
            }
        };
        tasks.reverse();
        self.tasks.extend(tasks);
    }

    fn objects(&self, a: NodeId, b: NodeId) -> Vec<Task> {
        let [before, after] = self.sides;
        // A doubled key stands for itself as often as it is there.
        let mut others: HashMap<_, VecDeque<NodeId>> = HashMap::new();
        for child in after.index.children(b) {
            others.entry(after.key(child)).or_default().push_back(child);
        }
        let mut paired = std::collections::HashSet::new();
        let mut tasks: Vec<_> = before
            .index
            .children(a)
            .map(|child| match others.get_mut(&before.key(child)).and_then(VecDeque::pop_front) {
                Some(other) => {
                    paired.insert(other);
                    Task::Compare(child, other)
                }
                None => removed(child),
            })
            .collect();
        tasks.extend(after.index.children(b).filter(|child| !paired.contains(child)).map(added));
        tasks
    }

    fn arrays(&mut self, a: NodeId, b: NodeId) -> Vec<Task> {
        let [before, after] = self.sides;
        let (a, b): (Vec<_>, Vec<_>) = (before.index.children(a).collect(), after.index.children(b).collect());
        let hash = |side: usize, node: &NodeId| self.hashes[side][*node as usize];
        let ha: Vec<_> = a.iter().map(|node| hash(0, node)).collect();
        let hb: Vec<_> = b.iter().map(|node| hash(1, node)).collect();
        let (pairs, coarse) = common(&ha, &hb);
        self.found.coarse |= coarse;

        // What stands in both, but not in the same order.
        let (in_a, in_b): (std::collections::HashSet<_>, std::collections::HashSet<_>) = pairs.iter().copied().unzip();
        let mut elsewhere: HashMap<u128, VecDeque<usize>> = HashMap::new();
        for at in (0..b.len()).filter(|at| !in_b.contains(at)) {
            elsewhere.entry(hb[at]).or_default().push_back(at);
        }
        let mut moved_from = HashMap::new();
        let mut moved_to = std::collections::HashSet::new();
        for at in (0..a.len()).filter(|at| !in_a.contains(at)) {
            if let Some(to) = elsewhere.get_mut(&ha[at]).and_then(VecDeque::pop_front) {
                moved_from.insert(at, to);
                moved_to.insert(to);
            }
        }

        let mut tasks = Vec::new();
        let (mut next_a, mut next_b) = (0, 0);
        for (end_a, end_b) in pairs.into_iter().chain([(a.len(), b.len())]) {
            let left: Vec<_> = (next_a..end_a).filter(|at| !moved_from.contains_key(at)).collect();
            let right: Vec<_> = (next_b..end_b).filter(|at| !moved_to.contains(at)).collect();
            tasks.extend((next_a..end_a).filter_map(|at| {
                let to = moved_from.get(&at)?;
                Some(Task::Tell(Change { what: What::Moved, before: Some(a[at]), after: Some(b[*to]) }))
            }));
            for at in 0..left.len().max(right.len()) {
                match (left.get(at), right.get(at)) {
                    (Some(left), Some(right)) => tasks.push(Task::Compare(a[*left], b[*right])),
                    (Some(left), None) => tasks.push(removed(a[*left])),
                    (None, Some(right)) => tasks.push(added(b[*right])),
                    (None, None) => {}
                }
            }
            if let (Some(left), Some(right)) = (a.get(end_a), b.get(end_b)) {
                tasks.push(Task::Compare(*left, *right));
            }
            (next_a, next_b) = (end_a + 1, end_b + 1);
        }
        tasks
    }
}

impl<'a> Side<'a> {
    fn key(&self, node: NodeId) -> std::borrow::Cow<'a, str> {
        match self.index.name(self.text, node) {
            Name::Key(raw) => plain(raw),
            _ => "".into(),
        }
    }
}

fn removed(node: NodeId) -> Task {
    Task::Tell(Change { what: What::Removed, before: Some(node), after: None })
}

fn added(node: NodeId) -> Task {
    Task::Tell(Change { what: What::Added, before: None, after: Some(node) })
}

/// The places of a long common subsequence, and whether a longer one may exist.
fn common(a: &[u128], b: &[u128]) -> (Vec<(usize, usize)>, bool) {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[head..], &b[head..]);
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (mid_a, mid_b) = (&rest_a[..rest_a.len() - tail], &rest_b[..rest_b.len() - tail]);
    let coarse = mid_a.len().saturating_mul(mid_b.len()) > CELLS_MOST;
    let middle = if coarse { greedy(mid_a, mid_b) } else { longest(mid_a, mid_b) };
    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    pairs.extend(middle.into_iter().map(|(i, j)| (head + i, head + j)));
    pairs.extend((0..tail).map(|at| (a.len() - tail + at, b.len() - tail + at)));
    (pairs, coarse)
}

/// By the textbook: lengths of all suffixes.
fn longest(a: &[u128], b: &[u128]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut lengths = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i * width + j] = if a[i] == b[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Each with the next equal one.
fn greedy(a: &[u128], b: &[u128]) -> Vec<(usize, usize)> {
    let mut places: HashMap<u128, Vec<usize>> = HashMap::new();
    for (at, hash) in b.iter().enumerate() {
        places.entry(*hash).or_default().push(at);
    }
    let (mut next, mut pairs) = (0, Vec::new());
    for (at, hash) in a.iter().enumerate() {
        let Some(places) = places.get(hash) else { continue };
        let Some(&place) = places.get(places.partition_point(|place| *place < next)) else { continue };
        // A match far ahead would leave all between unmatched.
        if place - next <= 1000 {
            pairs.push((at, place));
            next = place + 1;
        }
    }
    pairs
}

/// A hash per node, made from the last to the first, so that what a node holds is known before it.
fn hashes(side: Side<'_>) -> Vec<u128> {
    let Side { text, index } = side;
    let mut hashes = vec![0u128; index.len() as usize];
    for node in (0..index.len()).rev() {
        let of = |what: &dyn Fn(&mut DefaultHasher)| {
            let half = |salt: u8| {
                let mut hasher = DefaultHasher::new();
                salt.hash(&mut hasher);
                what(&mut hasher);
                u128::from(hasher.finish())
            };
            half(1) << 64 | half(2)
        };
        let kind = index.kind(text, node);
        let raw = index.raw(text, node);
        hashes[node as usize] = match kind {
            Kind::Object => {
                // The sum does not depend on the order.
                let members = index.children(node).fold(0u128, |sum, child| {
                    let (key, value) = (side.key(child), hashes[child as usize]);
                    sum.wrapping_add(of(&|hasher| (&key, value).hash(hasher)))
                });
                of(&|hasher| (b'{', members).hash(hasher))
            }
            Kind::Array => of(&|hasher| {
                b'['.hash(hasher);
                index.children(node).for_each(|child| hashes[child as usize].hash(hasher));
            }),
            Kind::String => of(&|hasher| (b'"', plain(inner(raw))).hash(hasher)),
            Kind::Number => of(&|hasher| (b'1', number(raw)).hash(hasher)),
            Kind::Boolean | Kind::Null => of(&|hasher| (b'w', raw).hash(hasher)),
        };
    }
    hashes
}

/// A number without regard to its spelling: sign, digits without zeros at their ends, power of ten. Without rounding.
fn number(raw: &str) -> (bool, String, i64) {
    let (negative, raw) = raw.strip_prefix('-').map_or((false, raw), |rest| (true, rest));
    let (mantissa, exponent) = raw.split_once(['e', 'E']).unwrap_or((raw, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let Ok(exponent) = exponent.parse::<i32>() else { return (negative, raw.to_owned(), 0) };
    let digits = format!("{whole}{fraction}");
    let mut power = i64::from(exponent) - fraction.len() as i64;
    let short = digits.trim_end_matches('0');
    power += (digits.len() - short.len()) as i64;
    let short = short.trim_start_matches('0');
    if short.is_empty() { (false, String::new(), 0) } else { (negative, short.to_owned(), power) }
}

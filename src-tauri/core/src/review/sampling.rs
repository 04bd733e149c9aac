//! Drawing a sample so that somebody else draws the same: everything follows from the entries' hashes and a seed, nothing from the order in which a
//! workspace happens to hold them. Pure; `docs/samples.md` says the same in words and shell commands.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// An entry of the population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The SHA-256 of its record's bytes.
    pub sha256: [u8; 32],
    /// When it happened, in microseconds.
    pub at: i64,
    /// The value of the field by which strata are made; empty for none.
    pub stratum: String,
}

/// How a sample is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// Each entry with the same chance.
    Random,
    /// So many of each stratum as its share of the population is, at least one where the size allows.
    Stratified,
    /// One in so many in the order of time, from a beginning that the seed gives.
    Interval,
}

/// A stratum with how much of it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The value.
    pub value: String,
    /// How many of the population have it.
    pub population: u64,
    /// How many of them were drawn.
    pub drawn: u64,
}

/// Names a population: the SHA-256 of its entries' hashes in hex, ascending, a line feed after each.
pub fn population_hash(members: &[Member]) -> String {
    let mut hashes: Vec<&[u8; 32]> = members.iter().map(|member| &member.sha256).collect();
    hashes.sort_unstable();
    let mut all = Sha256::new();
    for hash in hashes {
        all.update(hex(hash));
        all.update(b"\n");
    }
    hex(&all.finalize())
}

/// Draws `size` members, all where there are fewer: their places in `members`, in the order in which they are worked through (that of the draw; for an
/// interval that of time).
pub fn draw(members: &[Member], draw: Draw, size: usize, seed: &str) -> Vec<usize> {
    let size = size.min(members.len());
    let all = || (0..members.len()).collect::<Vec<_>>();
    match draw {
        Draw::Random => lowest(members, all(), size, seed),
        Draw::Stratified => {
            let mut strata: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (place, member) in members.iter().enumerate() {
                strata.entry(&member.stratum).or_default().push(place);
            }
            let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
            let shares = allot(&sizes, size);
            strata.into_values().zip(shares).flat_map(|(places, share)| lowest(members, places, share, seed)).collect()
        }
        Draw::Interval => {
            let mut places = all();
            places.sort_unstable_by_key(|place| (members[*place].at, &members[*place].sha256));
            let population = members.len() as u128;
            if population == 0 {
                return places;
            }
            let start = u128::from_be_bytes(ticket(seed, b"interval")[..16].try_into().expect("16 of 32 bytes"));
            let (start, size) = (start % population, size as u128);
            (0..size).map(|index| places[((start + index * population) / size) as usize]).collect()
        }
    }
}

/// The strata of a population with how much of each is among the drawn.
pub fn strata(members: &[Member], drawn: &[usize]) -> Vec<Stratum> {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for member in members {
        counts.entry(&member.stratum).or_default().0 += 1;
    }
    for place in drawn {
        counts.entry(&members[*place].stratum).or_default().1 += 1;
    }
    let stratum = |(value, (population, drawn)): (&str, _)| Stratum { value: value.to_owned(), population, drawn };
    counts.into_iter().map(stratum).collect()
}

/// What decides whether an entry is drawn: `SHA-256(seed ":" hash in hex)`.
fn ticket(seed: &str, of: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(seed).chain_update(b":").chain_update(of).finalize().into()
}

/// Those with the lowest tickets, the lowest first. Equal records (the same line brought in twice) keep their order in time.
fn lowest(members: &[Member], places: Vec<usize>, size: usize, seed: &str) -> Vec<usize> {
    let of = |place: usize| (ticket(seed, hex(&members[place].sha256).as_bytes()), members[place].at, place);
    let mut tickets: Vec<_> = places.into_iter().map(of).collect();
    if size < tickets.len() {
        tickets.select_nth_unstable(size);
        tickets.truncate(size);
    }
    tickets.sort_unstable();
    tickets.into_iter().map(|(_, _, place)| place).collect()
}

/// How many of each stratum: one each as far as that goes (the greatest first), the rest by largest remainders of the proportional shares.
fn allot(sizes: &[usize], size: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|stratum| std::cmp::Reverse(sizes[*stratum]));
    if size <= sizes.len() {
        let mut shares = vec![0; sizes.len()];
        order.iter().take(size).for_each(|stratum| shares[*stratum] = 1);
        return shares;
    }
    let population: u128 = sizes.iter().map(|size| *size as u128).sum();
    let exact = |stratum: usize| sizes[stratum] as u128 * size as u128;
    let mut shares: Vec<usize> = (0..sizes.len())
        .map(|stratum| usize::try_from(exact(stratum) / population).expect("a share is at most the size").max(1))
        .collect();
    order.sort_by_key(|stratum| std::cmp::Reverse(exact(*stratum) % population));
    // Rounding down leaves some over; giving each stratum one may have taken too many.
    let mut sum: usize = shares.iter().sum();
    for stratum in order.iter().cycle().take(sizes.len() * 2) {
        if sum < size && shares[*stratum] < sizes[*stratum] {
            shares[*stratum] += 1;
            sum += 1;
        }
    }
    while sum > size {
        let most = (0..shares.len()).max_by_key(|stratum| shares[*stratum]).expect("a sum above 0 has a summand");
        shares[most] -= 1;
        sum -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn member(number: u32, stratum: u8) -> Member {
        let sha256 = Sha256::digest(number.to_be_bytes()).into();
        Member { sha256, at: i64::from(number / 3), stratum: format!("s{stratum}") }
    }

    proptest! {
        #[test]
        fn a_draw_follows_from_the_entries_and_the_seed_alone(
            strata in prop::collection::vec(0..5_u8, 0..200), size in 0..60_usize, seed in "[a-z0-9]{1,8}", turn in 0..200_usize,
        ) {
            let members: Vec<_> = strata.iter().zip(0..).map(|(stratum, number)| member(number, *stratum)).collect();
            let mut turned = members.clone();
            turned.rotate_left(turn.min(members.len()));
            prop_assert_eq!(population_hash(&members), population_hash(&turned));
            for how in [Draw::Random, Draw::Stratified, Draw::Interval] {
                let hashes = |members: &[Member]| {
                    draw(members, how, size, &seed).into_iter().map(|place| members[place].sha256).collect::<Vec<_>>()
                };
                let drawn = hashes(&members);
                prop_assert_eq!(&drawn, &hashes(&turned), "the order of the workspace has no say: {:?}", how);
                prop_assert_eq!(drawn.len(), size.min(members.len()), "{:?}", how);
                let distinct: std::collections::BTreeSet<_> = drawn.iter().collect();
                prop_assert_eq!(distinct.len(), drawn.len(), "no entry is drawn twice: {:?}", how);
            }
            let drawn = draw(&members, Draw::Stratified, size, &seed);
            for stratum in super::strata(&members, &drawn) {
                let share = stratum.population as f64 * size.min(members.len()) as f64 / members.len() as f64;
                prop_assert!(stratum.drawn <= stratum.population);
                prop_assert!((stratum.drawn as f64 - share).abs() <= 5.0, "{:?} of a share of {}", stratum, share);
                prop_assert!(size < 5 || stratum.drawn > 0, "every stratum is seen");
            }
        }
    }

    /// The commands of `docs/samples.md`, done once with coreutils.
    #[test]
    fn a_shell_draws_the_same() {
        let members: Vec<_> = (0..40).map(|number| member(number, 0)).collect();
        let mut lines: Vec<_> = members.iter().map(|member| hex(&member.sha256)).collect();
        lines.sort_unstable();
        let text = lines.join("\n") + "\n";
        assert_eq!(population_hash(&members), hex(&Sha256::digest(text)), "sort | sha256sum");
        let mut tickets: Vec<_> = lines.iter().map(|line| (hex(&Sha256::digest(format!("q3:{line}"))), line)).collect();
        tickets.sort_unstable();
        let drawn: Vec<_> =
            draw(&members, Draw::Random, 7, "q3").into_iter().map(|place| hex(&members[place].sha256)).collect();
        assert_eq!(drawn, tickets.into_iter().take(7).map(|(_, line)| line.clone()).collect::<Vec<_>>());
    }
}

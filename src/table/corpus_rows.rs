//! The rows that are known only when all threads are.

use std::io;

use crate::measure::corpus::{AuthorProfile, AuthorTie, CorpusMeasures};
use crate::table::authors::{self, AuthorRow, Place};
use crate::table::cell::RowSink;
use crate::table::degrees;
use crate::table::edges::{self, EdgeRow};
use crate::table::levels::{self, LevelRow};
use crate::table::model;
use crate::table::network;
use crate::table::quintiles::{self, QuintileRow};
use crate::table::rows::write_all;
use crate::table::schema::Table;
use crate::table::scores::{self, ScoreRow};
use crate::table::stances::{self, StanceRow};

/// What stands in place of a thread's key for all threads together.
const ALL: &str = "*";

/// Writes the rows of a table that are about all threads together; gives how many they are.
///
/// # Errors
///
/// The error of the sink.
pub fn write_corpus<S: RowSink + ?Sized>(table: Table, all: &CorpusMeasures, sink: &mut S) -> io::Result<u64> {
    match table {
        Table::Comments | Table::Threads | Table::Timeline | Table::Diagnostics => Ok(0),
        Table::Authors => write_all(authors::FIELDS, author_rows(all).into_iter(), |value, row| value(row), sink),
        Table::Edges => write_all(edges::FIELDS, edge_rows(all).into_iter(), |value, row| value(row), sink),
        Table::Levels => {
            let rows = all.sums.levels.rows().map(|level| LevelRow { thread: ALL, level });
            write_all(levels::FIELDS, rows, |value, row| value(row), sink)
        }
        Table::Scores => {
            let rows = all.sums.scores.rows().into_iter().map(|pattern| ScoreRow { thread: ALL, pattern });
            write_all(scores::FIELDS, rows, |value, row| value(row), sink)
        }
        Table::Quintiles => {
            let rows = all.sums.quintiles.rows().map(|quintile| QuintileRow { thread: ALL, quintile });
            write_all(quintiles::FIELDS, rows, |value, row| value(row), sink)
        }
        Table::Stances => {
            let rows = all.sums.stances.rows().into_iter().map(|step| StanceRow { thread: ALL, step });
            write_all(stances::FIELDS, rows, |value, row| value(row), sink)
        }
        Table::Network => {
            write_all(network::FIELDS, std::iter::once(all.network_measures()), |value, row| value(row), sink)
        }
        Table::Model => write_all(model::FIELDS, all.growth().into_iter(), |value, row| value(row), sink),
        Table::Degrees => write_all(degrees::FIELDS, all.sums.distributions.rows(), |value, row| value(row), sink),
    }
}

/// Authors by how much they wrote; the row of all anonymous comments comes last.
fn author_rows(all: &CorpusMeasures) -> Vec<AuthorRow<'_>> {
    let place = |author: u32, profile: &AuthorProfile| match all.place(author) {
        Some(measures) => Place::Among(measures),
        None if profile.n_replies_received().is_some() => Place::Alone,
        None => Place::None,
    };
    let named = all.sums.profiles.named().map(|(author, profile)| {
        let (name, uid) = (all.authors.name(author), all.authors.uid(author));
        AuthorRow { author: name, uid, profile, place: place(author, profile), anonymous: false }
    });
    let mut rows: Vec<_> = named.collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.profile.n_comments), row.author, row.uid));
    let single = all.authors.single_anonymous();
    rows.extend(all.sums.profiles.anonymous().map(|(author, profile)| {
        let place = single.map_or(Place::None, |single| place(single, profile));
        AuthorRow { author, uid: None, profile, place, anonymous: true }
    }));
    rows
}

/// Ties by how many replies they are of.
fn edge_rows(all: &CorpusMeasures) -> Vec<EdgeRow<'_>> {
    let row = |tie: AuthorTie| EdgeRow {
        source: all.authors.name(tie.source),
        target: all.authors.name(tie.target),
        uids: [tie.source, tie.target].map(|author| all.authors.uid(author)),
        tie,
    };
    let mut rows: Vec<_> = all.sums.ties.rows().map(row).collect();
    rows.sort_by(|a, b| {
        b.tie.weight.cmp(&a.tie.weight).then_with(|| (a.source, a.target, a.uids).cmp(&(b.source, b.target, b.uids)))
    });
    rows
}

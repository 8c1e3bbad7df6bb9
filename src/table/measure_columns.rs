//! The columns of `threads` that measure the thread.

use crate::measure::{Moments, Participation, Reciprocity, Shape};
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};
use crate::table::threads::{ThreadRow, Value};

impl ThreadRow<'_> {
    fn shape<T>(&self, value: impl Fn(&Shape) -> T) -> Option<T> {
        self.measures.shape.as_ref().map(value)
    }

    fn authors<T>(&self, value: impl Fn(&Participation) -> T) -> Option<T> {
        self.measures.participation.as_ref().map(value)
    }

    fn ties<T>(&self, value: impl Fn(&Reciprocity) -> T) -> Option<T> {
        self.measures.reciprocity.as_ref().map(value)
    }

    fn controversy_rank(&self) -> Option<f64> {
        let n_comments = self.counts.n_comments;
        let h_index = self.shape(|shape| shape.h_index).filter(|_| n_comments > 0)?;
        Some(f64::from(h_index) + 1.0 / n_comments as f64)
    }
}

/// The column that is known only when all threads are.
pub(crate) const TYPE: &str = "depth_width_type";

const fn whole(
    name: &'static str,
    unit: &'static str,
    range: &'static str,
    meaning: &'static str,
    value: Value,
) -> Field<Value> {
    field(Column::integer(name, unit, range, meaning), value)
}

const fn real(name: &'static str, range: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::decimal(name, range, meaning), value)
}

/// The columns, in the order that is part of the contract. All are empty where the dump lost what they measure, and in
/// a thread without comments.
pub(crate) static FIELDS: &[Field<Value>] = &[
    whole("n_top_level", "comments", "from 0", "comments that answer the story", |row| row.shape(|it| it.n_top_level).into()),
    whole("max_depth", "edges", "from 1", "the greatest depth; 1 where nobody answers a comment", |row| row.shape(|it| it.max_depth()).into()),
    real("mean_depth", "from 1", "mean depth of all rows, placeholders too", |row| row.shape(|it| it.depths.mean).into()),
    real("depth_var", "from 0", "their population variance", |row| row.shape(|it| it.depths.variance).into()),
    whole("max_width", "comments", "from 1", "the size of the largest level, placeholders too", |row| row.shape(|it| it.max_width().0).into()),
    whole("max_width_level", "edges", "from 1", "the depth of the first level of that size", |row| row.shape(|it| it.max_width().1).into()),
    whole("n_leaves", "comments", "from 0", "comments without a reply", |row| row.shape(|it| it.n_leaves).into()),
    real("mean_leaf_depth", "from 1", "mean depth of comments without a reply", |row| row.shape(|it| it.mean_leaf_depth).into()),
    real("direct_share", "0 to 1", "comments that answer the story over all comments", |row| row.shape(|it| it.direct_share).into()),
    real("replied_share", "0 to 1", "comments with a reply over all comments", |row| row.shape(|it| it.replied_share).into()),
    whole("wiener_sum", "edges", "from 1", "sum of the distances between any two of the comments and the story", |row| row.shape(|it| it.wiener_sum).flatten().into()),
    real("structural_virality", "from 1", "mean of those distances: 2 where all answer the story, more the more they answer each other (Goel et al. 2015)", |row| row.shape(|it| it.structural_virality).flatten().into()),
    real("forest_mean_distance", "from 1", "mean distance of two comments below one top-level comment, with it; empty where none has a reply", |row| row.shape(|it| it.forest_mean_distance).flatten().into()),
    whole("h_index", "", "from 1", "the largest h such that each level i up to h has at least i rows, placeholders too (Gomez et al. 2008)", |row| row.shape(|it| it.h_index).into()),
    real("controversy_rank", "from 1", "h_index + 1/n_comments: of two threads with one h_index the smaller ranks higher (Gomez et al. 2008)", |row| row.controversy_rank().into()),
    whole("h_replies", "", "from 0", "the largest h such that h comments have at least h replies", |row| row.shape(|it| it.h_replies).into()),
    whole("g_replies", "", "from 0", "the largest g such that the g most replied comments have at least g squared replies together", |row| row.shape(|it| it.g_replies).into()),
    whole("strahler", "", "from 1", "Horton-Strahler number: 1 for a path, more the more it branches again and again", |row| row.shape(|it| it.strahler).into()),
    whole("sackin", "edges", "from 1", "sum of the depths of comments without a reply", |row| row.shape(|it| it.sackin).into()),
    real("randic", "from 1", "Randic's index: the sum over edges of 1/sqrt(degree times degree)", |row| row.shape(|it| it.randic).into()),
    real("level_entropy_bits", "from 0", "entropy of how rows share out over levels, placeholders too", |row| row.shape(|it| it.level_entropy_bits).flatten().into()),
    real("largest_subthread_share", "0 to 1", "the largest subthread of the story over all comments", |row| row.shape(|it| it.largest_subthread_share).into()),
    real("subthread_gini", "0 to 1", "Gini coefficient of the sizes of the story's subthreads", |row| row.shape(|it| it.subthread_gini).flatten().into()),
    real("branching_ratio", "0 to 1", "comments that answer a comment over all comments", |row| row.shape(|it| 1.0 - it.direct_share).into()),
    whole("n_authors", "authors", "from 0", "authors with a name who wrote a comment, as far as names are known; anonymous ones as `--anonymous` says", |row| row.authors(|it| it.n_authors).into()),
    whole("n_anonymous", "comments", "from 0", "anonymous comments", |row| row.measures.anonymous.n_anonymous().into()),
    real("anonymous_share", "0 to 1", "those over the comments of which it is known whether they are", |row| row.measures.anonymous.share().into()),
    real("author_entropy_bits", "from 0", "entropy of how comments share out over authors", |row| row.authors(|it| it.author_entropy_bits).flatten().into()),
    real("author_entropy_norm", "0 to 1", "the same over the most that so many authors can have", |row| row.authors(|it| it.author_entropy_norm).flatten().into()),
    real("author_gini", "0 to 1", "Gini coefficient of comments per author", |row| row.authors(|it| it.author_gini).flatten().into()),
    whole("h_authors", "", "from 0", "the largest h such that h authors wrote at least h comments", |row| row.authors(|it| it.h_authors).into()),
    whole("max_comments_one_author", "comments", "from 0", "comments of the author who wrote most", |row| row.authors(|it| it.max_comments_one_author).into()),
    real("repeat_author_share", "0 to 1", "authors who wrote at least two comments over all authors", |row| row.authors(|it| it.repeat_author_share).flatten().into()),
    real("comments_per_author", "from 1", "comments of authors over authors", |row| row.authors(|it| it.comments_per_author).flatten().into()),
    whole("self_replies", "comments", "from 0", "comments that answer a comment of the same author", |row| row.measures.self_replies.into()),
    whole("net_nodes", "authors", "from 0", "authors who replied to another author or got a reply from one", |row| row.ties(|it| it.n_nodes).into()),
    whole("net_edges", "pairs", "from 0", "ordered pairs of authors of whom the first replied to the second", |row| row.ties(|it| it.n_edges).into()),
    whole("net_mutual_pairs", "pairs", "from 0", "pairs of authors who both replied to each other", |row| row.ties(|it| it.n_mutual).into()),
    real("reciprocity", "0 to 1", "ordered pairs whose reverse is there too over ordered pairs", |row| row.ties(|it| it.reciprocity).flatten().into()),
    real("reciprocity_weighted", "0 to 1", "replies that are matched by one in return over replies between authors (Squartini et al. 2013)", |row| row.ties(|it| it.weighted).flatten().into()),
    whole("n_chains", "chains", "from 0", "runs of three or more replies between two authors in turn (Laniado et al. 2011)", |row| row.measures.chains.map(|(n, _)| n).into()),
    whole("longest_chain", "comments", "from 0", "the length of the longest run; 0 to 2 where there is no chain", |row| row.measures.chains.map(|(_, longest)| longest).into()),
    whole("first_comment_s", "seconds", "", "time from the story to the first comment", |row| row.measures.timing.first_comment_s.into()),
    whole("half_life_s", "seconds", "", "time until half of the comments had come, of those that have a time", |row| row.measures.timing.half_life_s.into()),
    whole("t90_s", "seconds", "", "time until nine of ten comments had come, of those that have a time", |row| row.measures.timing.t90_s.into()),
    whole("last_comment_s", "seconds", "", "time until the last comment", |row| row.measures.timing.last_comment_s.into()),
    field(Column::decimal("median_reply_delay_s", "", "median time between a comment and a reply to it").in_unit("seconds"), |row| row.measures.timing.median_reply_delay_s.into()),
    real("ln_mu", "", "mean of the natural logarithms of the times since the story that are above 0, in seconds", |row| row.measures.timing.ln_mu.into()),
    real("ln_sigma", "from 0", "their population deviation", |row| row.measures.timing.ln_sigma.into()),
    real("burstiness", "-1 to 1", "of the gaps between comments: -1 regular, 0 at random, near 1 in bursts (Goh and Barabasi 2008)", |row| row.measures.timing.burstiness.into()),
    whole("n_scored", "comments", "from 0", "comments with a known score", |row| row.measures.scores.n_scored.into()),
    field(Column::decimal("mean_score", "", "mean score").in_unit("points"), |row| row.measures.scores.moments.map(|it| it.mean).into()),
    field(Column::decimal("median_score", "", "median score").in_unit("points"), |row| row.measures.scores.median.into()),
    field(Column::decimal("sd_score", "from 0", "population deviation of scores").in_unit("points"), |row| row.measures.scores.moments.map(Moments::deviation).into()),
    real("share_score_ge4", "0 to 1", "comments with a score of at least 4 over those with a known score", |row| row.measures.scores.share_high.into()),
    real("share_score_le0", "0 to 1", "comments with a score of at most 0 over those with a known score", |row| row.measures.scores.share_low.into()),
    real("score_depth_spearman", "-1 to 1", "rank correlation of score and depth", |row| row.measures.scores.depth_spearman.into()),
    real("score_arrival_spearman", "-1 to 1", "rank correlation of score and order of arrival; below 0 where early comments score higher", |row| row.measures.scores.arrival_spearman.into()),
    real("score_replies_spearman", "-1 to 1", "rank correlation of score and number of replies", |row| row.measures.scores.replies_spearman.into()),
    real("moderation_entropy_norm", "0 to 1", "entropy of the moderations shown over the most that so many words can have; one word a comment is shown", |row| row.measures.scores.moderation_entropy_norm.into()),
    field(Column::text("top_moderation", "the moderation shown most often"), |row| row.measures.scores.top_moderation.as_deref().into()),
    field(
        Column::text(
            TYPE,
            "against the means of all threads of the run: I neither wider nor deeper, II wider, III deeper, IV both (after Gonzalez-Bailon et al. 2010)",
        )
        .one_of("I, II, III, IV"),
        |_| Cell::Empty,
    ),
];

//! The two sides of a thread.

use rustc_hash::FxHashMap;

use crate::measure::view::View;

/// How a thread's authors are split in two by whom they oppose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CampMeasures {
    /// The weight of opposition between the camps over that of all replies, 0 to 1; `None` where nobody opposes anybody.
    pub cut_ratio: Option<f64>,
    /// Authors of the smaller camp over those of the larger, 0 to 1.
    pub balance: f64,
    /// The mean of the authors' stabilities, 0 to 1.
    pub stability: f64,
    /// Authors who wrote a comment, by camp.
    pub n_authors: [u64; 2],
}

impl CampMeasures {
    /// The camps of a thread; `None` where it has none, or where stances are not known. Linear in the number of rows.
    #[must_use]
    pub fn of(view: &View<'_>) -> Option<Self> {
        let camps = view.camps()?;
        let camp_of = |(node, _)| Some((view.authors().of_node(node)?, view.side(node)?.camp));
        let camps_of: FxHashMap<u32, u8> = view.comments().filter_map(camp_of).collect();
        Some(Self {
            cut_ratio: camps.cut_ratio,
            balance: camps.balance,
            stability: camps.stability,
            n_authors: [1, 2].map(|camp| camps_of.values().filter(|&&other| other == camp).count() as u64),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::MeasureOptions;
    use crate::model::{CampSide, Camps, Row, ThreadStances, thread_of_rows};

    #[test]
    fn authors_of_a_side_count_once() {
        let by = |parent, author| Row { parent, author: Some(author), ..Row::default() };
        let thread =
            thread_of_rows(&[by(None, "a"), by(Some(0), "b"), by(Some(1), "a"), by(Some(0), "c"), by(None, "")]);
        let side = |camp| Some(CampSide { camp, stability: 1.0 });
        let sides = vec![None, side(1), side(2), side(1), side(2), None];
        let camps = Camps { cut_ratio: Some(0.8), balance: 0.5, stability: 0.9, sides };
        let stances = ThreadStances { replies: Vec::new(), camps: Some(camps) };
        let view = View::of(&thread, MeasureOptions::default());
        assert_eq!(CampMeasures::of(&view), None);
        let expected = CampMeasures { cut_ratio: Some(0.8), balance: 0.5, stability: 0.9, n_authors: [1, 2] };
        assert_eq!(CampMeasures::of(&view.with_stances(stances)), Some(expected));
    }
}

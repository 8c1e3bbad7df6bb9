//! Rows in an order in which every parent stands before its replies.

/// The order of a thread's rows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// The rows, parents before replies.
    pub(crate) rows: Vec<usize>,
    /// Rows whose parent was taken away, because they were below themselves: the first of each circle.
    pub(crate) broken: Vec<usize>,
}

/// Puts rows in order: a row whose parent stands further on moves behind that parent, and nothing else moves.
///
/// `parents` are the rows' parents as rows; the one of a row that is below itself is set to `None`. Linear.
pub(crate) fn order_rows(parents: &mut [Option<usize>]) -> Order {
    // In nearly all tables parents come first.
    let comes_first = |(row, parent): (usize, &Option<usize>)| parent.is_none_or(|parent| parent < row);
    if parents.iter().enumerate().all(comes_first) {
        return Order { rows: (0..parents.len()).collect(), broken: Vec::new() };
    }
    let broken = break_circles(parents);
    Order { rows: parents_first(parents), broken }
}

/// Which walk up the tree met a row first; 0 for none.
type Walk = usize;

/// Takes the parent of the first row of each circle away; gives those rows.
fn break_circles(parents: &mut [Option<usize>]) -> Vec<usize> {
    let mut met: Vec<Walk> = vec![0; parents.len()];
    let mut broken = Vec::new();
    for start in 0..parents.len() {
        let walk = start + 1;
        let mut next = Some(start);
        while let Some((row, seen)) = next.and_then(|row| Some((row, met.get_mut(row)?))) {
            if *seen == walk {
                let first = first_of_circle(parents, row);
                parents.iter_mut().skip(first).take(1).for_each(|parent| *parent = None);
                broken.push(first);
            }
            if *seen != 0 {
                break;
            }
            *seen = walk;
            next = parents.get(row).copied().flatten();
        }
    }
    broken
}

/// The first row of the circle that a row is part of.
fn first_of_circle(parents: &[Option<usize>], row: usize) -> usize {
    let up = |&row: &usize| parents.get(row).copied().flatten();
    let others = std::iter::successors(up(&row), up).take_while(|&other| other != row);
    others.min().map_or(row, |other| other.min(row))
}

/// Gives rows out as they stand; one that waits for its parent right after that.
fn parents_first(parents: &[Option<usize>]) -> Vec<usize> {
    let mut waiting = Waiting::new(parents.len());
    let mut is_out = vec![false; parents.len()];
    let mut rows = Vec::with_capacity(parents.len());
    let mut ready = Vec::new();
    for (row, &parent) in parents.iter().enumerate() {
        match parent.filter(|&parent| !is_out.get(parent).copied().unwrap_or(true)) {
            Some(parent) => waiting.add(parent, row),
            None => ready.push(row),
        }
        while let Some(row) = ready.pop() {
            is_out.iter_mut().skip(row).take(1).for_each(|is_out| *is_out = true);
            rows.push(row);
            // The last that came waits first: the first comes out first.
            ready.extend(waiting.of(row));
        }
    }
    rows
}

/// Which rows wait for which: for each row the last that came, and for that the one before.
struct Waiting {
    last: Vec<Option<usize>>,
    before: Vec<Option<usize>>,
}

impl Waiting {
    fn new(n: usize) -> Self {
        Self { last: vec![None; n], before: vec![None; n] }
    }

    fn add(&mut self, parent: usize, row: usize) {
        if let (Some(last), Some(before)) = (self.last.get_mut(parent), self.before.get_mut(row)) {
            *before = last.replace(row);
        }
    }

    /// The rows that wait for a row, the last first.
    fn of(&self, row: usize) -> impl Iterator<Item = usize> {
        let last = self.last.get(row).copied().flatten();
        std::iter::successors(last, |&row| self.before.get(row).copied().flatten())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ordered(parents: &[Option<usize>]) -> (Vec<usize>, Vec<usize>) {
        let order = order_rows(&mut parents.to_vec());
        (order.rows, order.broken)
    }

    #[test]
    fn rows_move_only_behind_their_parents() {
        assert_eq!(ordered(&[None, Some(0), None, Some(1)]), (vec![0, 1, 2, 3], vec![]));
        assert_eq!(ordered(&[Some(2), None, None, Some(0), None]), (vec![1, 2, 0, 3, 4], vec![]));
        assert_eq!(ordered(&[Some(3), Some(3), Some(0), None]), (vec![3, 0, 2, 1], vec![]));
        assert_eq!(ordered(&[]), (vec![], vec![]));
    }

    #[test]
    fn circles_are_broken_at_their_first_row() {
        assert_eq!(ordered(&[Some(0)]), (vec![0], vec![0]));
        assert_eq!(ordered(&[Some(2), Some(3), Some(1), Some(2)]), (vec![1, 2, 0, 3], vec![1]));
        assert_eq!(ordered(&[Some(1), Some(0), Some(3), Some(2)]), (vec![0, 1, 2, 3], vec![0, 2]));
    }

    proptest! {
        #[test]
        fn any_parents_become_a_tree(parents in prop::collection::vec(prop::option::of(0_usize..40), 0..40)) {
            let n = parents.len();
            let mut parents: Vec<_> = parents.iter().map(|parent| parent.filter(|&parent| parent < n)).collect();
            let given = parents.clone();
            let order = order_rows(&mut parents);
            let mut place = vec![n; n];
            order.rows.iter().enumerate().for_each(|(at, &row)| place[row] = at);
            prop_assert_eq!(order.rows.len(), n);
            for row in 0..n {
                prop_assert!(parents[row].is_none_or(|parent| place[parent] < place[row]));
                prop_assert_eq!(parents[row] != given[row], order.broken.contains(&row));
            }
        }
    }
}

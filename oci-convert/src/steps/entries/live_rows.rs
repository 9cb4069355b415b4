//! The rows of entries that no edit has taken away.

use std::collections::BTreeSet;

/// Which rows are still there: the n-th of them is found in logarithmic time (a Fenwick tree, made when it is asked for).
#[derive(Debug, Clone, Default)]
pub(super) struct LiveRows {
    sums: Vec<usize>,
    gone: BTreeSet<usize>,
}

impl LiveRows {
    pub(super) fn push(&mut self) {
        let at = self.sums.len();
        if at > 0 {
            let below = self.prefix(at - 1) - self.prefix(at - (at & at.wrapping_neg()));
            self.sums.push(below + 1);
        }
    }

    pub(super) fn remove(&mut self, row: usize) {
        self.gone.insert(row);
        let mut node = row + 1;
        while let Some(sum) = self.sums.get_mut(node) {
            *sum -= 1;
            node += node & node.wrapping_neg();
        }
    }

    pub(super) fn count(&self, rows: usize) -> usize {
        rows - self.gone.len()
    }

    /// How many of the first rows are there.
    fn prefix(&self, rows: usize) -> usize {
        let (mut node, mut sum) = (rows, 0);
        while node > 0 {
            sum += self.sums.get(node).copied().unwrap_or(0);
            node &= node - 1;
        }
        sum
    }

    /// The row of the n-th entry that is there.
    #[expect(clippy::indexing_slicing, reason = "a sum for each row, and one for none")]
    pub(super) fn nth(&mut self, n: usize, rows: usize) -> usize {
        if self.sums.is_empty() {
            self.sums = vec![0; rows + 1];
            for at in 1..=rows {
                self.sums[at] += usize::from(!self.gone.contains(&(at - 1)));
                let above = at + (at & at.wrapping_neg());
                if above <= rows {
                    self.sums[above] += self.sums[at];
                }
            }
        }
        let (mut node, mut left) = (0, n);
        let mut step = rows.next_power_of_two();
        while step > 0 {
            let next = node + step;
            if let Some(sum) = self.sums.get(next).filter(|sum| **sum <= left) {
                left -= sum;
                node = next;
            }
            step /= 2;
        }
        node
    }
}

//! Sums of logarithms as logarithms of products, and sums that lose nothing.

/// A sum that keeps what rounding takes from it (Kahan 1965).
///
/// Without it, likelihoods of large corpora would be too rough for a search to see where they are greatest.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    value: f64,
    lost: f64,
}

impl Sum {
    pub(super) fn add(&mut self, term: f64) {
        let term = term - self.lost;
        let value = self.value + term;
        self.lost = (value - self.value) - term;
        self.value = value;
    }

    pub(super) fn value(self) -> f64 {
        self.value
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Self::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }
}

/// The sum of the logarithms of many numbers, by few logarithms.
///
/// A multiplication takes a tenth of the time of a logarithm; one is taken only when the product comes near the end of
/// the range of numbers. The rounding errors are those of the multiplications, a unit in the last place each.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogProduct {
    /// Always within the range.
    product: f64,
    sum: Sum,
}

/// The range: the product of two numbers within it is far from the least and the greatest numbers there are.
const LOW: f64 = 1e-150;
const HIGH: f64 = 1e150;

fn is_within(value: f64) -> bool {
    (LOW..HIGH).contains(&value)
}

impl LogProduct {
    pub(super) fn new() -> Self {
        Self { product: 1.0, sum: Sum::default() }
    }

    /// Multiplies by a positive number.
    #[inline]
    pub(super) fn push(&mut self, factor: f64) {
        let product = self.product * factor;
        if is_within(product) {
            self.product = product;
        } else {
            self.flush(factor);
        }
    }

    #[cold]
    fn flush(&mut self, factor: f64) {
        self.sum.add(self.product.ln());
        self.product = 1.0;
        if is_within(factor) {
            self.product = factor;
        } else {
            self.sum.add(factor.ln());
        }
    }

    /// Multiplies by a number of which the logarithm is given.
    pub(super) fn push_ln(&mut self, ln: f64) {
        self.sum.add(ln);
    }

    /// The sum of the logarithms.
    pub(super) fn ln(self) -> f64 {
        self.sum.value() + self.product.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_small_terms_beside_great_ones() {
        let terms = std::iter::once(1e9).chain(std::iter::repeat_n(1e-8, 1_000_000));
        assert_eq!(terms.collect::<Sum>().value(), 1e9 + 0.01);
    }

    #[test]
    fn a_product_has_the_sum_of_the_logarithms() {
        let factors: Vec<f64> =
            [3.0, 1e-140, 1e-200, 5e200, 1e300, 0.7, 2e-308].iter().cycle().take(4_000).copied().collect();
        let mut product = LogProduct::new();
        factors.iter().for_each(|&factor| product.push(factor));
        product.push_ln(-7.0);
        let expected = factors.iter().map(|factor| factor.ln()).sum::<f64>() - 7.0;
        assert!((product.ln() / expected - 1.0).abs() < 1e-12);
    }
}

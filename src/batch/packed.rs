//! What a run leaves, packed into bytes: numbers keep every bit.

const WORD: usize = 8;

/// A length or a place in a row of bytes.
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + WORD)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

/// Numbers and texts, one after the other, each with its length before it.
#[derive(Default)]
pub(crate) struct Packed(Vec<u8>);

impl Packed {
    /// Figures, of which some may be undefined.
    pub(crate) fn figures(self, figures: &[Option<f64>]) -> Self {
        let numbers: Vec<f64> = figures.iter().map(|f| f.unwrap_or(f64::NAN)).collect();
        self.numbers(&numbers)
    }

    /// Numbers.
    pub(crate) fn numbers(mut self, numbers: &[f64]) -> Self {
        self.length(numbers.len());
        for number in numbers {
            self.0.extend(number.to_le_bytes());
        }
        self
    }

    /// A text.
    pub(crate) fn text(mut self, text: &[u8]) -> Self {
        self.0.reserve_exact(WORD + text.len());
        self.length(text.len());
        self.0.extend(text);
        self
    }

    /// All of it.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0
    }

    fn length(&mut self, length: usize) {
        self.0.extend((length as u64).to_le_bytes());
    }
}

/// Reads back, in the same order, what was packed.
pub(crate) struct Unpacking<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Unpacking<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next figures; undefined ones are not numbers when packed.
    pub(crate) fn figures(&mut self) -> Option<Vec<Option<f64>>> {
        let numbers = self.numbers()?;
        Some(
            numbers
                .into_iter()
                .map(|number| (!number.is_nan()).then_some(number))
                .collect(),
        )
    }

    /// The next numbers.
    pub(crate) fn numbers(&mut self) -> Option<Vec<f64>> {
        let count = self.length()?;
        let bytes = self.take(count.checked_mul(WORD)?)?;
        Some(numbers(bytes))
    }

    /// The next text.
    pub(crate) fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    /// Passes over the next numbers.
    pub(crate) fn pass_over_numbers(&mut self) -> Option<()> {
        let count = self.length()?;
        self.take(count.checked_mul(WORD)?).map(|_| ())
    }

    /// How many numbers or bytes come next.
    pub(crate) fn length(&mut self) -> Option<usize> {
        let length = word(self.bytes, self.at)?;
        self.at += WORD;
        usize::try_from(length).ok()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }
}

/// Numbers from their bytes.
pub(crate) fn numbers(bytes: &[u8]) -> Vec<f64> {
    let count = bytes.len() / WORD;
    (0..count).filter_map(|at| figure(bytes, at)).collect()
}

/// One of numbers from their bytes.
pub(crate) fn figure(bytes: &[u8], at: usize) -> Option<f64> {
    word(bytes, at * WORD).map(f64::from_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_to_the_bit() {
        let figures = [Some(0.1 + 0.2), None, Some(-0.0), Some(f64::MIN_POSITIVE)];
        let bytes = Packed::default()
            .figures(&figures)
            .numbers(&[1.5])
            .text("首谈".as_bytes())
            .bytes();
        let mut unpacking = Unpacking::new(&bytes);
        let back = unpacking.figures().unwrap();
        let bits = |figures: &[Option<f64>]| -> Vec<Option<u64>> {
            figures.iter().map(|f| f.map(f64::to_bits)).collect()
        };
        assert_eq!(bits(&back), bits(&figures));
        let mut again = Unpacking::new(&bytes);
        again.figures().unwrap();
        again.pass_over_numbers().unwrap();
        assert_eq!(again.length(), Some("首谈".len()));
        assert_eq!(unpacking.numbers().unwrap(), [1.5]);
        assert_eq!(unpacking.text().unwrap(), "首谈".as_bytes());
        assert!(unpacking.numbers().is_none());
    }

    #[test]
    fn bytes_that_are_cut_short_give_nothing() {
        let bytes = Packed::default().numbers(&[1.0, 2.0]).bytes();
        for end in 0..bytes.len() {
            assert!(Unpacking::new(&bytes[..end]).numbers().is_none());
        }
        let absurd = u64::MAX.to_le_bytes();
        assert!(Unpacking::new(&absurd).numbers().is_none());
    }
}

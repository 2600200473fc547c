//! The blank each letter of a font leaves at its left, which plotters' PNG text leaves out.

/// Where a font file keeps its left side bearings.
pub(super) struct Bearings {
    font: &'static [u8],
    cmap: usize,
    hmtx: usize,
    /// How many glyphs have a width of their own; the others follow with bearings alone.
    wide: usize,
    units_per_em: f64,
}

impl Bearings {
    /// Finds the bearings in an OpenType font; nothing when it has no table of the plain kind.
    pub(super) fn of(font: &'static [u8]) -> Option<Self> {
        let table = |name: &[u8]| {
            let count = usize::from(half(font, 4)?);
            let entry = (0..count)
                .map(|i| 12 + 16 * i)
                .find(|e| font.get(*e..*e + 4) == Some(name));
            word(font, entry? + 8)
        };
        let map = table(b"cmap")?;
        let count = usize::from(half(font, map + 2)?);
        let places = (0..count).filter_map(|i| Some(map + word(font, map + 8 + 8 * i)?));
        let cmap = places
            .into_iter()
            .find(|place| half(font, *place) == Some(4))?;
        Some(Self {
            font,
            cmap,
            hmtx: table(b"hmtx")?,
            wide: usize::from(half(font, table(b"hhea")? + 34)?),
            units_per_em: f64::from(half(font, table(b"head")? + 18)?.max(1)),
        })
    }

    /// A letter's left side bearing in ems; zero for a letter the font does not have.
    pub(super) fn bearing(&self, letter: char) -> f64 {
        self.glyph(letter)
            .and_then(|glyph| self.units(glyph))
            .unwrap_or(0.0)
            / self.units_per_em
    }

    fn units(&self, glyph: usize) -> Option<f64> {
        let place = if glyph < self.wide {
            4 * glyph + 2
        } else {
            2 * (glyph + self.wide)
        };
        let bits = half(self.font, self.hmtx + place)?;
        Some(f64::from(bits.cast_signed()))
    }

    /// The glyph of a letter, by the segments of a character map of format 4.
    fn glyph(&self, letter: char) -> Option<usize> {
        let code = u16::try_from(u32::from(letter)).ok()?;
        let twice = usize::from(half(self.font, self.cmap + 6)?);
        let ends = self.cmap + 14;
        for segment in (0..twice).step_by(2) {
            if half(self.font, ends + segment)? < code {
                continue;
            }
            let start = half(self.font, ends + 2 + twice + segment)?;
            if start > code {
                return None;
            }
            let shift = half(self.font, ends + 2 + 2 * twice + segment)?;
            let offset_at = ends + 2 + 3 * twice + segment;
            let offset = usize::from(half(self.font, offset_at)?);
            if offset == 0 {
                return Some(usize::from(code.wrapping_add(shift)));
            }
            let glyph = half(
                self.font,
                offset_at + offset + 2 * usize::from(code - start),
            )?;
            return Some(usize::from(glyph.wrapping_add(shift)));
        }
        None
    }
}

/// The two bytes at a place as a number.
fn half(font: &[u8], place: usize) -> Option<u16> {
    let bytes = font.get(place..place + 2)?;
    Some(u16::from_be_bytes([bytes[0], bytes[1]]))
}

/// The four bytes at a place as a place.
fn word(font: &[u8], place: usize) -> Option<usize> {
    let (high, low) = (half(font, place)?, half(font, place + 2)?);
    Some((usize::from(high) << 16) | usize::from(low))
}

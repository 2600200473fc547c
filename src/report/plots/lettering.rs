//! Measures text and sets it on a backend in Noto Sans.

use std::sync::{LazyLock, Once};

use plotters::coord::Shift;
use plotters::prelude::{
    DrawingArea, DrawingAreaErrorKind, DrawingBackend, FontDesc, FontFamily, FontStyle,
    FontTransform, TextStyle,
};
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::bearings::Bearings;
use super::canvas::{Ink, Point, SCALE, colour, place};

/// The font families a viewer of the SVG tries in turn; the PNG takes Noto Sans under this name.
const FAMILY: &str = "Noto Sans, Arial, sans-serif";
/// From the middle of a line of text down to its baseline, in ems.
const MIDDLE_TO_BASELINE: f64 = 0.36;
/// How plotters measures type for the PNG: the font's ascent and descent together are its size.
pub(super) const PNG_TYPE: TypeFit = TypeFit {
    size_per_em: 1.362,
    top_to_baseline: 0.681,
    by_letter: true,
};
/// How plotters measures type for the SVG, in the same terms.
pub(super) const SVG_TYPE: TypeFit = TypeFit {
    size_per_em: 1.24,
    top_to_baseline: 0.76,
    by_letter: false,
};

/// On which side of its point a text lies.
#[derive(Clone, Copy)]
pub(super) enum Align {
    /// The text begins at the point.
    Left,
    /// The text is centred on the point.
    Centre,
    /// The text ends at the point.
    Right,
}

/// The looks of a text.
#[derive(Clone, Copy)]
pub(super) struct Type {
    /// Height of an em.
    pub size: f64,
    /// Its colour.
    pub ink: Ink,
    /// Whether it is bold.
    pub bold: bool,
    /// Where it lies about its point.
    pub align: Align,
    /// Whether it runs upwards.
    pub upwards: bool,
}

impl Type {
    /// Plain text of a size and colour, beginning at its point.
    pub(super) const fn plain(size: f64, ink: Ink) -> Self {
        Self {
            size,
            ink,
            bold: false,
            align: Align::Left,
            upwards: false,
        }
    }

    /// The same in bold.
    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same with another place about its point.
    pub(super) const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The width of a text set so.
    pub(super) fn width(self, text: &str) -> f64 {
        register_fonts();
        let size = self.size * SCALE * PNG_TYPE.size_per_em;
        let guess = self.size * 0.6 * text.chars().map(|_| 1.0).sum::<f64>();
        let measured = self.font(size).layout_box(text);
        measured.map_or(guess, |(from, to)| f64::from(to.0 - from.0) / SCALE)
    }

    fn font(self, size: f64) -> FontDesc<'static> {
        let style = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        FontDesc::new(FontFamily::Name(FAMILY), size, style)
    }
}

/// How a backend's font size and text position relate to ems.
#[derive(Clone, Copy)]
pub(super) struct TypeFit {
    size_per_em: f64,
    top_to_baseline: f64,
    /// Whether each letter must be moved by the blank at its left.
    by_letter: bool,
}

/// Sets a text on a backend.
pub(super) fn set<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    fit: TypeFit,
    at: Point,
    text: &str,
    looks: Type,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let drop = (MIDDLE_TO_BASELINE - fit.top_to_baseline) * looks.size;
    let turn = if looks.upwards {
        FontTransform::Rotate270
    } else {
        FontTransform::None
    };
    let font = looks
        .font(looks.size * SCALE * fit.size_per_em)
        .transform(turn);
    let ink = colour(looks.ink);
    let style = TextStyle::from(font).color(&ink);
    let along = |way: f64| {
        let (across, down) = if looks.upwards {
            (drop, -way)
        } else {
            (way, drop)
        };
        place((at.0 + across, at.1 + down))
    };
    if !fit.by_letter {
        let side = match looks.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        return area.draw_text(text, &style.pos(Pos::new(side, VPos::Top)), along(0.0));
    }
    let begin = match looks.align {
        Align::Left => 0.0,
        Align::Centre => -looks.width(text) / 2.0,
        Align::Right => -looks.width(text),
    };
    let style = style.pos(Pos::new(HPos::Left, VPos::Top));
    for (index, letter) in text.char_indices() {
        let blank = libm::floor(bearing(letter, looks.bold) * looks.size * SCALE) / SCALE;
        let before = looks.width(&text[..index]) + blank;
        area.draw_text(
            letter.encode_utf8(&mut [0; 4]),
            &style,
            along(begin + before),
        )?;
    }
    Ok(())
}

/// The blank at a letter's left, in ems.
fn bearing(letter: char, bold: bool) -> f64 {
    static REGULAR: LazyLock<Option<Bearings>> =
        LazyLock::new(|| Bearings::of(notosans::REGULAR_TTF));
    static BOLD: LazyLock<Option<Bearings>> = LazyLock::new(|| Bearings::of(notosans::BOLD_TTF));
    let font = if bold { &BOLD } else { &REGULAR };
    font.as_ref()
        .map_or(0.0, |bearings| bearings.bearing(letter))
}

/// Hands Noto Sans to plotters, once; a refused font later shows as an error of the plot.
pub(super) fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = register_font(FAMILY, FontStyle::Normal, notosans::REGULAR_TTF);
        let _ = register_font(FAMILY, FontStyle::Bold, notosans::BOLD_TTF);
    });
}
